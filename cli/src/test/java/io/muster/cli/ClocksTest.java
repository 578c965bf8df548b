package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClocksTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00.700Z");

    private static Diagnosis told(Instant told) {
        return Clocks.compare("the API server", NOW, NOW.plusMillis(20), told);
    }

    @Test
    void aSecondThatHasBegunIsNoDifference() {
        assertThat(told(Instant.parse("2026-11-24T10:00:00Z")).verdict()).isEqualTo(Diagnosis.Verdict.OK);
    }

    @Test
    void minutesAreADifferenceEitherWay() {
        assertThat(told(NOW.plusSeconds(90)).found()).contains("is 89 s ahead of this machine's");
        assertThat(told(NOW.minusSeconds(90)).found()).contains("is 90 s behind this machine's");
    }

    @Test
    void aRecordFromTheFutureIsTold() {
        assertThat(Clocks.newest(NOW, NOW.minusSeconds(5)).verdict()).isEqualTo(Diagnosis.Verdict.OK);
        assertThat(Clocks.newest(NOW, NOW.plusSeconds(60)).found()).contains("from 60 s in the future");
    }
}
