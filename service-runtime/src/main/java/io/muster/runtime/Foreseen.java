package io.muster.runtime;

/**
 * Something that a service would do, or why it would not.
 *
 * @param kind
 *            of the object
 * @param name
 *            of the object; empty where it is about the namespace as a whole
 * @param reason
 *            what would be changed, or why nothing would; may be empty
 */
public record Foreseen(String kind, String name, Action action, String reason) {

    /** What becomes of an object. */
    public enum Action {
        CREATE, UPDATE,
        /** Deleted and made anew, since the API server does not let it be changed. */
        REMAKE, DELETE,
        /** Nothing before something outside happens. */
        WAIT,
        /** Nothing: somebody else's object has the name. */
        CONFLICT,
        /** Nothing: its source asks for what members must not have. */
        REFUSE,
        /** Nothing: it cannot be done on this cluster. */
        FAIL;

        /** Whether the API server would be asked to change something. */
        public boolean isWrite() {
            return compareTo(DELETE) <= 0;
        }

        /** Whether the concern would not be applied, so that a joining namespace is not labelled. */
        public boolean closesTheGate() {
            return this == WAIT || this == CONFLICT || this == FAIL;
        }
    }
}
