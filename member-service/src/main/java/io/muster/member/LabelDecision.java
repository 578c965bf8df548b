package io.muster.member;

import org.jspecify.annotations.Nullable;

/** What to do about the label of a member's Namespace. */
enum LabelDecision {
    /** It is there. */
    KEEP,
    /** The gate is open: set it, over that of another mesh if need be. */
    SET,
    /** It was there for this very membership: somebody took it away or changed it, and it is put back. */
    RESTORE,
    /** The gate is closed and another mesh's is there, which must not decide about this member any longer. */
    REMOVE,
    /** The gate is closed. */
    WAIT;

    /**
     * Decides. The gate guards the first labelling only: whatever fails later does not take the label away.
     *
     * @param live
     *            the label's value as the cluster has it; null if it is not there
     * @param mesh
     *            control-plane namespace of the mesh that holds the namespace
     * @param letThrough
     *            whether the gate was open before, for the present member event
     */
    static LabelDecision of(@Nullable String live, String mesh, boolean gateIsOpen, boolean letThrough) {
        if (mesh.equals(live)) {
            return KEEP;
        }
        if (letThrough) {
            return RESTORE;
        }
        if (gateIsOpen) {
            return SET;
        }
        return live == null ? WAIT : REMOVE;
    }

    boolean adds() {
        return this == SET || this == RESTORE;
    }
}
