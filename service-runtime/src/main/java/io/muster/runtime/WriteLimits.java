package io.muster.runtime;

import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Bounds what a service asks of the API server: writes under way at once, and, where wished, writes a second. */
final class WriteLimits {

    private final Semaphore underWay;
    private final @Nullable Bucket rate;

    /**
     * Sets the bounds.
     *
     * @param concurrency
     *            writes under way at once
     * @param writesPerSecond
     *            0: no bound
     */
    WriteLimits(int concurrency, int writesPerSecond) {
        underWay = new Semaphore(concurrency);
        rate = writesPerSecond == 0
                ? null
                : Bucket.builder().addLimit(limit -> limit.capacity(writesPerSecond)
                        .refillGreedy(writesPerSecond, Duration.ofSeconds(1))).build();
    }

    /** Runs a write as soon as the bounds allow. */
    <R> R run(Callable<R> write) throws Exception {
        underWay.acquire();
        try {
            if (rate != null) {
                rate.asBlocking().consume(1);
            }
            return write.call();
        } finally {
            underWay.release();
        }
    }
}
