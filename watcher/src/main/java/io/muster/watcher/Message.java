package io.muster.watcher;

import io.muster.events.Request;

/** What the watcher's other threads tell the one that decides. */
sealed interface Message {

    /** The cluster is different. */
    record ClusterChanged(Change change) implements Message {}

    /** This replica is the one to lead. */
    record LeadGained() implements Message {}

    /** It is no longer. */
    record LeadLost() implements Message {}

    /**
     * A person asks for something.
     *
     * @param handled
     *            to be run when it is dealt with, so that it is not read again
     */
    record Asked(Request request, Runnable handled) implements Message {}

    /** Topics and cluster have been looked at anew. */
    record LookedAt(Compared compared) implements Message {}

    /** They could not be looked at this time. */
    record NotLookedAt() implements Message {}

    /** The watcher stops. */
    record Closing() implements Message {}
}
