package io.muster.audit;

import io.muster.events.Cause;
import org.jspecify.annotations.Nullable;

/** Who caused something, in words: the object and the field manager, as far as the API tells. */
public final class Author {

    private Author() {}

    /** {@code ServiceMeshMemberRoll mesh-a/default by kubectl-edit}; a field manager that is not told is unknown. */
    public static String of(Cause cause) {
        return object(cause) + " by " + manager(cause.fieldManager());
    }

    /** The object alone, without a field manager. */
    public static String object(Cause cause) {
        return cause.kind() + " " + (cause.namespace() == null ? "" : cause.namespace() + "/") + cause.name();
    }

    /** A field manager, or that it is unknown. */
    public static String manager(@Nullable String fieldManager) {
        return fieldManager == null ? "unknown" : fieldManager;
    }
}
