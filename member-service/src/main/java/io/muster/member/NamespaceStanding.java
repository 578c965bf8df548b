package io.muster.member;

import io.muster.events.Outcome.ObjectOutcome;
import io.muster.mesh.Conditions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where a namespace stands with a mesh that has it, wants it or lets it go.
 *
 * @param reason
 *            reason of its condition; empty where all is well
 * @param message
 *            what is wrong and what to do about it; on a namespace that is ready, what is refused there
 */
record NamespaceStanding(String namespace, Kind kind, String reason, String message) {

    /** Longest message in a status: a server's words may be pages. */
    private static final int LONGEST = 400;

    enum Kind {
        READY,
        /** Ready, and something that a source asks for is refused. */
        READY_WITH_REFUSALS,
        /** On its way. */
        PENDING, FAILED,
        /** Somebody else's object has the name of one of ours. */
        CONFLICT,
        /** Another mesh holds it. */
        HELD_BY_ANOTHER,
        /** There is no such namespace. */
        MISSING,
        /** It can never be a member. */
        EXCLUDED,
        /** The mesh lets it go. */
        LEAVING,
        /** The mesh lets it go, and something does not go away. */
        LEAVING_FAILED
    }

    NamespaceStanding {
        if (message.length() > LONGEST) {
            message = message.substring(0, LONGEST - 1) + "…";
        }
    }

    boolean isReady() {
        return kind == Kind.READY || kind == Kind.READY_WITH_REFUSALS;
    }

    static NamespaceStanding of(Held held) {
        String namespace = held.namespace();
        if (held.isReady()) {
            List<ObjectOutcome> refused = held.gate().refused();
            return refused.isEmpty()
                    ? new NamespaceStanding(namespace, Kind.READY, "", "")
                    : new NamespaceStanding(namespace, Kind.READY_WITH_REFUSALS, "", refusals(refused));
        }
        Kind kind = held.gate().has(ConcernStanding.Kind.FAILED) || held.label() == ConcernStanding.Kind.FAILED
                ? Kind.FAILED
                : held.gate().has(ConcernStanding.Kind.CONFLICT) ? Kind.CONFLICT : Kind.PENDING;
        return new NamespaceStanding(namespace, kind, Conditions.CONFIGURING_NAMESPACE,
                held.gate().isOpen() ? "label: " + label(held) : held.gate().reason());
    }

    /** What is refused, and why. */
    static String refusals(List<ObjectOutcome> refused) {
        return "refused: " + refused.stream()
                .map(object -> "%s %s (%s)".formatted(object.kind(), object.name(), object.reason()))
                .collect(Collectors.joining("; "));
    }

    private static String label(Held held) {
        return held.labelReason().isEmpty() ? "it is being labelled" : held.labelReason();
    }

    static NamespaceStanding heldBy(String namespace, String holder) {
        return new NamespaceStanding(namespace, Kind.HELD_BY_ANOTHER, Conditions.REFERENCES_DIFFERENT_CONTROL_PLANE,
                ("mesh %s holds it: it becomes a member here when it leaves that mesh; take it out of one of the two"
                        + " rolls, or delete its ServiceMeshMember").formatted(holder));
    }

    static NamespaceStanding missing(String namespace) {
        return new NamespaceStanding(namespace, Kind.MISSING, Conditions.NAMESPACE_NOT_EXISTS,
                "it does not exist or is being deleted: it becomes a member as soon as it is created, with nothing"
                        + " more to do");
    }

    static NamespaceStanding excluded(String namespace, String why) {
        return new NamespaceStanding(namespace, Kind.EXCLUDED, Conditions.CONFIGURING_NAMESPACE,
                why + ": it can never be a member; take it out of the roll, or delete its ServiceMeshMember");
    }

    static NamespaceStanding unnoticed(String namespace) {
        return new NamespaceStanding(namespace, Kind.PENDING, Conditions.CONFIGURING_NAMESPACE,
                "the watcher has not made it a member yet: if this stays, look whether it runs");
    }

    static NamespaceStanding withoutControlPlane(String namespace, String cpNamespace) {
        return new NamespaceStanding(namespace, Kind.PENDING, Conditions.CONFIGURING_NAMESPACE,
                "it becomes a member as soon as there is a control plane in namespace " + cpNamespace);
    }

    static NamespaceStanding leaving(String namespace, String problem) {
        return problem.isEmpty()
                ? new NamespaceStanding(namespace, Kind.LEAVING, Conditions.REMOVING_NAMESPACE,
                        "what it had as a member is being removed")
                : new NamespaceStanding(namespace, Kind.LEAVING_FAILED, Conditions.REMOVING_NAMESPACE, problem);
    }

    /** What went wrong with it, for a person to be told once. */
    Optional<Announcement.Reason> trouble() {
        return switch (kind) {
            case READY, PENDING, MISSING, LEAVING -> Optional.empty();
            case READY_WITH_REFUSALS, EXCLUDED -> Optional.of(Announcement.Reason.REFUSED);
            case CONFLICT, HELD_BY_ANOTHER -> Optional.of(Announcement.Reason.CONFLICT);
            case FAILED, LEAVING_FAILED -> Optional.of(Announcement.Reason.FAILED);
        };
    }
}
