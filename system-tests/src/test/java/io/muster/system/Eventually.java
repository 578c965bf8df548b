package io.muster.system;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.awaitility.core.ThrowingRunnable;

/** What is to become true by itself, within a time that a loaded machine keeps too. */
final class Eventually {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(50);

    private Eventually() {}

    static void eventually(ThrowingRunnable assertions) {
        await().atMost(LIMIT).pollDelay(Duration.ZERO).pollInterval(LOOK).untilAsserted(assertions);
    }

    /** Nothing happens for so long: for what has no other sign of not happening. */
    static void throughout(Duration time, ThrowingRunnable assertions) {
        await().pollDelay(Duration.ZERO).pollInterval(LOOK).during(time).atMost(time.plus(LIMIT))
                .untilAsserted(assertions);
    }
}
