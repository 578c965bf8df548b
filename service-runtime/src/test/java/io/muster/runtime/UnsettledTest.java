package io.muster.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class UnsettledTest {

    private static final Instant START = Instant.parse("2026-05-04T10:00:00Z");

    private static Instant after(Duration time) {
        return START.plus(time);
    }

    private static Instant after(long millis) {
        return START.plusMillis(millis);
    }

    @Test
    void aReasonIsSaidOnceItHasBeenTheSameForAWhile() {
        Unsettled waits = Unsettled.untried(START, 7).failed("rbac: not yet", after(100));

        assertThat(waits.leavesUnsaid("rbac: not yet", Instant.MIN, after(2099))).isTrue();
        assertThat(waits.leavesUnsaid("rbac: not yet", Instant.MIN, after(2100))).isFalse();
    }

    @Test
    void anotherReasonHasItsOwnWhile() {
        Unsettled waits = Unsettled.untried(START, 7).failed("rbac: not yet", START)
                .failed("rbac: not yet", after(1500)).failed("cni: not yet", after(1900));

        assertThat(waits.failures()).isEqualTo(3);
        assertThat(waits.leavesUnsaid("rbac: not yet", Instant.MIN, after(3000))).isTrue();
        assertThat(waits.leavesUnsaid("cni: not yet", Instant.MIN, after(3899))).isTrue();
        assertThat(waits.leavesUnsaid("cni: not yet", Instant.MIN, after(3900))).isFalse();
    }

    @Test
    void oneThatChangesAllTheTimeIsSaidNowAndThen() {
        Unsettled waits = Unsettled.untried(START, 7).failed("one", after(Unsettled.LONGEST_SILENCE.minusMillis(10)));

        assertThat(waits.leavesUnsaid("two", Instant.MIN, after(Unsettled.LONGEST_SILENCE.minusMillis(1)))).isTrue();
        assertThat(waits.leavesUnsaid("two", Instant.MIN, after(Unsettled.LONGEST_SILENCE))).isFalse();
    }

    @Test
    void afterSomethingWasSaidTheSilenceBeginsAnew() {
        Unsettled waits = Unsettled.untried(START, 7).failed("one", START);
        Instant said = after(Unsettled.LONGEST_SILENCE);

        assertThat(waits.leavesUnsaid("two", said, said.plusSeconds(1))).isTrue();
        assertThat(waits.leavesUnsaid("two", said, said.plus(Unsettled.LONGEST_SILENCE))).isFalse();
        assertThat(waits.leavesUnsaid("two", START.minusSeconds(60), after(9999))).as("said before it was unsettled")
                .isTrue();
    }
}
