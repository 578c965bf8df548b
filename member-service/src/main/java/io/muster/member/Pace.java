package io.muster.member;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When a status that is not as it should be is written: statuses must cost little. */
final class Pace {

    /** At most one write in so long; and so long does a change wait for those that may follow it. */
    static final Duration INTERVAL = Duration.ofSeconds(1);

    private Pace() {}

    /**
     * How long to wait before the write; zero: now.
     *
     * @param lastWrite
     *            when the status was written last; null if it was not
     * @param differsSince
     *            since when it is not as it should be
     * @param urgent
     *            whether others wait for what it is to say; else more changes may go into the same write
     */
    static Duration beforeWrite(@Nullable Instant lastWrite, Instant differsSince, boolean urgent, Instant now) {
        Instant due = urgent ? differsSince : differsSince.plus(INTERVAL);
        if (lastWrite != null && lastWrite.plus(INTERVAL).isAfter(due)) {
            due = lastWrite.plus(INTERVAL);
        }
        return due.isAfter(now) ? Duration.between(now, due) : Duration.ZERO;
    }
}
