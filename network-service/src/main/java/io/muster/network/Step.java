package io.muster.network;

import java.time.Duration;

/** What to do next about a namespace's place in the network of OpenShift SDN. */
sealed interface Step {

    /** Nothing: it is where it should be. */
    record Settled() implements Step {}

    /** Nothing: something outside has to happen first. */
    record Wait(String reason) implements Step {}

    /**
     * Nothing for now: a request is the SDN's to answer, or was taken away and is made again later.
     *
     * @param failed
     *            whether that has gone on for so long that a person should know
     * @param again
     *            when to look again if nothing happens meanwhile
     */
    record Pause(String reason, boolean failed, Duration again) implements Step {}

    /** Nothing, for as long as the namespace is in the global network. */
    record Conflict(String reason) implements Step {}

    /** Say on the NetNamespace that it is joined. */
    record Mark(String mesh, long netid) implements Step {}

    /** Ask the SDN to join it, and say so, in one write. */
    record Join(String mesh, long netid) implements Step {}

    /** Take back a request to join. */
    record Withdraw() implements Step {}

    /** Ask the SDN for a network of its own. */
    record Isolate() implements Step {}

    /**
     * Take off the mark.
     *
     * @param withdraw
     *            and what is still pending
     */
    record Unmark(boolean withdraw) implements Step {}
}
