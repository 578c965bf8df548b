package io.muster.runtime;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** A loop's sign of life: alive means that it turned lately. */
public final class Heartbeat {

    private final Clock clock;
    private volatile Instant last;

    public Heartbeat(Clock clock) {
        this.clock = clock;
        this.last = clock.instant();
    }

    /** The loop turned. */
    public void beat() {
        last = clock.instant();
    }

    /** How long ago it turned. */
    public Duration age() {
        return Duration.between(last, clock.instant());
    }
}
