package io.muster.events;

/** By what right a mesh holds a namespace, strongest first. */
public enum Claim {
    /** A member object in the namespace names the mesh. */
    MEMBER_OBJECT,
    /** The mesh's roll lists the namespace. */
    LISTED,
    /** The mesh's roll lists every namespace. */
    WILDCARD,
    /** A selector of the mesh's roll matches the namespace's labels. */
    SELECTOR
}
