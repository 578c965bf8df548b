package io.muster.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FightGuardTest {

    private final MovingClock clock = new MovingClock();
    private final FightGuard fights = new FightGuard(clock, Duration.ofMinutes(1));

    @Test
    void repairsAFewTimesAtOnceAndThenAfterEverLongerWaits() {
        for (int i = 0; i < 4; i++) {
            fights.repaired("a");
            assertThat(fights.hold("a")).isZero();
        }
        for (long seconds : new long[]{1, 2, 4, 8, 16, 32, 60, 60}) {
            fights.repaired("a");
            assertThat(fights.hold("a")).isEqualTo(Duration.ofSeconds(seconds));
            clock.pass(Duration.ofSeconds(seconds));
            assertThat(fights.hold("a")).isZero();
        }
        assertThat(fights.hold("b")).isZero();
    }

    @Test
    void forgetsAFightThatIsOver() {
        for (int i = 0; i < 6; i++) {
            fights.repaired("a");
        }
        clock.pass(Duration.ofMinutes(3));

        fights.repaired("a");

        assertThat(fights.hold("a")).isZero();
    }
}
