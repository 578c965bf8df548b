package io.muster.mesh;

/** How a mesh claims a namespace, strongest first. */
public enum ClaimKind {
    /** The namespace's own member object names the mesh. */
    MEMBER_OBJECT(1),
    /** The mesh's roll lists the namespace by name. */
    LISTED(2),
    /** The mesh's roll wants every namespace. */
    WILDCARD(3),
    /** The namespace's labels match a selector of the mesh's roll: as strong as {@link #WILDCARD}. */
    SELECTOR(3);

    private final int rank;

    ClaimKind(int rank) {
        this.rank = rank;
    }

    /** 1 is the strongest; kinds of one rank are equally strong. */
    int rank() {
        return rank;
    }

    /** Whether somebody named the very namespace, so that refusing the claim is worth reporting. */
    public boolean isExplicit() {
        return rank < WILDCARD.rank;
    }
}
