package io.muster.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(60));

    @Test
    void doublesUpToItsLimitWithAQuarterOfJitterAtMost() {
        Random random = new Random(7);
        long full = 100;
        for (int failures = 1; failures <= 100; failures++) {
            assertThat(backoff.after(failures, random)).isBetween(Duration.ofMillis(full * 3 / 4),
                    Duration.ofMillis(full));
            full = Math.min(full * 2, 60_000);
        }
    }
}
