package io.muster.runtime;

import java.time.Duration;
import java.time.Instant;

/**
 * A namespace that is not as it should be yet.
 *
 * @param since
 *            since when
 * @param offset
 *            of the member record that says how it should be; Long.MAX_VALUE if it is not about a record
 * @param failures
 *            convergences in a row that did not settle it
 * @param reason
 *            why the last of them did not; empty if there was none
 * @param reasonSince
 *            since when that has been the reason
 */
record Unsettled(Instant since, long offset, int failures, String reason, Instant reasonSince) {

    /** So long a reason has to be the same before it is said. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    /** So often one is said although it changes all the time. */
    static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);

    /** One of which nothing has been tried yet. */
    static Unsettled untried(Instant since, long offset) {
        return new Unsettled(since, offset, 0, "", since);
    }

    Unsettled failed(String why, Instant now) {
        return new Unsettled(since, offset, failures + 1, why, why.equals(reason) ? reasonSince : now);
    }

    /**
     * Whether this reason, which should pass by itself, is left unsaid for now: while hundreds join, each waits for
     * several services, and nobody wants to be told of all that it has waited for.
     *
     * @param said
     *            when something was said about the namespace last
     */
    boolean leavesUnsaid(String why, Instant said, Instant now) {
        Duration stood = why.equals(reason) ? Duration.between(reasonSince, now) : Duration.ZERO;
        Duration silent = Duration.between(said.isAfter(since) ? said : since, now);
        return stood.compareTo(PATIENCE) < 0 && silent.compareTo(LONGEST_SILENCE) < 0;
    }
}
