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
            fights.repaired("a", "RoleBinding", "x");
            assertThat(fights.hold("a", "RoleBinding", "x")).isZero();
        }
        for (long seconds : new long[]{1, 2, 4, 8, 16, 32, 60, 60}) {
            fights.repaired("a", "RoleBinding", "x");
            assertThat(fights.hold("a", "RoleBinding", "x")).isEqualTo(Duration.ofSeconds(seconds));
            clock.pass(Duration.ofSeconds(seconds));
            assertThat(fights.hold("a", "RoleBinding", "x")).isZero();
        }
        assertThat(fights.hold("b", "RoleBinding", "x")).isZero();
    }

    @Test
    void forgetsAFightThatIsOver() {
        for (int i = 0; i < 6; i++) {
            fights.repaired("a", "RoleBinding", "x");
        }
        clock.pass(Duration.ofMinutes(3));

        fights.repaired("a", "RoleBinding", "x");

        assertThat(fights.hold("a", "RoleBinding", "x")).isZero();
    }
}
