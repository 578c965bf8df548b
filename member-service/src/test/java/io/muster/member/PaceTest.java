package io.muster.member;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final Instant T = Instant.parse("2026-11-24T12:00:00Z");

    @Test
    void writesWhatIsUrgentAtOnceIfTheLastWriteIsASecondAgo() {
        assertThat(Pace.beforeWrite(null, T, true, T)).isZero();
        assertThat(Pace.beforeWrite(T.minusMillis(1000), T, true, T)).isZero();
    }

    @Test
    void spacesUrgentWritesASecond() {
        assertThat(Pace.beforeWrite(T.minusMillis(300), T, true, T)).isEqualTo(Duration.ofMillis(700));
    }

    @Test
    void letsWhatIsNotUrgentWaitASecondForWhatMayFollow() {
        assertThat(Pace.beforeWrite(null, T, false, T)).isEqualTo(Duration.ofSeconds(1));
        assertThat(Pace.beforeWrite(T.minusSeconds(60), T.minusMillis(400), false, T))
                .isEqualTo(Duration.ofMillis(600));
        assertThat(Pace.beforeWrite(null, T.minusSeconds(1), false, T)).isZero();
    }

    @Test
    void neverWaitsMoreThanASecondInAll() {
        assertThat(Pace.beforeWrite(T.minusMillis(100), T.minusMillis(900), false, T))
                .isEqualTo(Duration.ofMillis(900));
    }
}
