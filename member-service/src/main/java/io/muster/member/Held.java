package io.muster.member;

import io.muster.events.Claim;
import org.jspecify.annotations.Nullable;

/**
 * A namespace that a mesh holds.
 *
 * @param movedFrom
 *            the mesh that it was taken over from; null if none
 * @param label
 *            how it stands with the label
 * @param labelIsThere
 *            whether the Namespace carries it in the cluster
 */
record Held(
        String namespace,
        Claim claim,
        @Nullable String movedFrom,
        Gate gate,
        ConcernStanding.Kind label,
        String labelReason,
        boolean labelIsThere) {

    /** Everything is there as it is asked for now. */
    boolean isReady() {
        return gate.isOpen() && label == ConcernStanding.Kind.APPLIED;
    }

    /**
     * Whether the control plane is to watch the namespace: from the moment that everything is there until it leaves,
     * through whatever is rolled out or repaired meanwhile.
     *
     * @param before
     *            whether the roll's status says that it is
     */
    boolean isConfigured(boolean before) {
        return isReady() || (before && (labelIsThere || label == ConcernStanding.Kind.APPLIED
                || label == ConcernStanding.Kind.FAILED));
    }
}
