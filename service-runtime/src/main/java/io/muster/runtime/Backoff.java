package io.muster.runtime;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before a try: doubling, bounded, with a quarter of jitter so that what failed together does not come
 * back together.
 */
public record Backoff(Duration first, Duration limit) {

    /**
     * Wait before the next try.
     *
     * @param failures
     *            tries that have failed in a row, from 1
     */
    public Duration after(int failures, RandomGenerator random) {
        int doublings = Math.min(Math.max(failures, 1) - 1, 30);
        long millis = Math.min(first.toMillis() << doublings, limit.toMillis());
        return Duration.ofMillis(millis - (long) (random.nextDouble() * millis / 4));
    }
}
