package io.muster.events;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * One namespace's membership: the record of its key on the members topic.
 *
 * @param namespace
 *            the member
 * @param uid
 *            uid of the Namespace object that joined; a namespace deleted and made anew has another
 * @param mesh
 *            control-plane namespace of the mesh that holds it
 * @param claim
 *            by what right
 * @param since
 *            when this mesh took hold of it
 * @param movedFrom
 *            the mesh that held it before, if this one took it over
 * @param cause
 *            what led to the present state
 * @param observed
 *            when the watcher saw the cause, in milliseconds
 */
public record MemberState(
        String namespace,
        String uid,
        String mesh,
        Claim claim,
        Instant since,
        @Nullable String movedFrom,
        Cause cause,
        Instant observed) implements Payload {

    public MemberState {
        since = since.truncatedTo(ChronoUnit.MILLIS);
        observed = observed.truncatedTo(ChronoUnit.MILLIS);
    }

    /** Whether both say the same about the membership, whatever caused it and whenever it was seen. */
    public boolean means(MemberState other) {
        return namespace.equals(other.namespace) && uid.equals(other.uid) && mesh.equals(other.mesh)
                && claim == other.claim;
    }
}
