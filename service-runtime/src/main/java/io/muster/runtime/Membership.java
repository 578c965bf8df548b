package io.muster.runtime;

import io.muster.events.Event;
import io.muster.events.MemberState;
import io.muster.events.MeshState;

/**
 * A namespace that a mesh holds, with all that the records say about it.
 *
 * @param event
 *            the event that made it what it is
 * @param wasApplied
 *            whether this service had everything in place for this very event and revision before: what differs now is
 *            somebody else's doing
 */
public record Membership(MemberState state, Event event, MeshState mesh, boolean wasApplied) {

    /** The member. */
    public String namespace() {
        return state.namespace();
    }
}
