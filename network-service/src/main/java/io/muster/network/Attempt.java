package io.muster.network;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What this instance remembers of asking the SDN for a change. It is not kept across restarts: what is pending and what
 * is marked is on the NetNamespace itself, only patience starts anew.
 *
 * @param change
 *            what was asked for
 * @param tries
 *            how many times, from 1
 * @param at
 *            when last; or when it was first seen, if somebody else asked
 * @param answered
 *            whether the request is gone, whatever came of it
 */
record Attempt(String change, int tries, Instant at, boolean answered) {

    /** A change that was made so long ago is not being fought over. */
    private static final Duration QUIET = Duration.ofMinutes(1);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    /** After asking now. */
    static Attempt asked(@Nullable Attempt before, String change, Instant now) {
        return before != null && before.change.equals(change) && !before.isOver(now)
                ? new Attempt(change, before.tries + 1, now, false)
                : new Attempt(change, 1, now, false);
    }

    /** After seeing what is pending now; patience with what was found pending begins now. */
    static @Nullable Attempt seen(@Nullable Attempt before, @Nullable String pending, Instant now) {
        if (pending == null) {
            return before == null || before.isOver(now) ? null : before.gone();
        }
        return before != null && before.change.equals(pending) && !before.answered
                ? before
                : new Attempt(pending, before != null && before.change.equals(pending) ? before.tries : 1, now, false);
    }

    /** How long to leave it at that before asking again, when the request is gone and nothing has changed. */
    Duration pause(Duration limit) {
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(tries - 1, 20));
        return doubled.compareTo(limit) > 0 ? limit : doubled;
    }

    private Attempt gone() {
        return new Attempt(change, tries, at, true);
    }

    private boolean isOver(Instant now) {
        return at.plus(pause(Duration.ofDays(1))).plus(QUIET).isBefore(now);
    }
}
