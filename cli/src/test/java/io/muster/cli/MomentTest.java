package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MomentTest {

    private final Clock clock = Clock.fixed(Instant.parse("2026-11-24T12:00:00Z"), ZoneOffset.ofHours(2));

    @ParameterizedTest
    @CsvSource({"now,2026-11-24T12:00:00Z", "90s,2026-11-24T11:58:30Z", "15m ago,2026-11-24T11:45:00Z",
            "7d,2026-11-17T12:00:00Z", "13:30,2026-11-24T11:30:00Z", "14:30,2026-11-23T12:30:00Z",
            "2026-11-20,2026-11-19T22:00:00Z", "2026-11-20T10:00,2026-11-20T08:00:00Z",
            "2026-11-20 10:00:05,2026-11-20T08:00:05Z", "2026-11-20T10:00:00Z,2026-11-20T10:00:00Z"})
    void readsTimesAsAPersonWritesThem(String text, Instant expected) {
        assertThat(Moment.parse(text, clock).instant()).isEqualTo(expected);
    }

    @Test
    void saysHowToWriteOne() {
        assertThatThrownBy(() -> Moment.parse("yesterday", clock)).hasMessageContaining("'yesterday' is no time")
                .hasMessageContaining("2026-11-24T14:30");
    }
}
