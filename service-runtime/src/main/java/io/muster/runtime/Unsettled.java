package io.muster.runtime;

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
 */
record Unsettled(Instant since, long offset, int failures) {

    Unsettled failedAgain() {
        return new Unsettled(since, offset, failures + 1);
    }
}
