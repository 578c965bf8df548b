package io.muster.cli;

import io.muster.events.Claim;
import io.muster.events.Concern;
import io.muster.runtime.Foreseen;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What applying some documents would do.
 *
 * @param cluster
 *            id of the cluster
 * @param holders
 *            where it is taken from who holds what at present
 * @param due
 *            how many events the watcher has to publish already, without these documents
 * @param documents
 *            what the API server would do with each
 * @param meshes
 *            those whose record would be another
 * @param members
 *            namespaces that would be elsewhere
 * @param troubles
 *            what would be claimed in vain, and was not before
 * @param objects
 *            what the services would write and delete, and why they would not
 */
record MembershipPlan(
        String cluster,
        Holders holders,
        int due,
        List<Document> documents,
        List<Mesh> meshes,
        List<Member> members,
        List<Trouble> troubles,
        List<ObjectAction> objects) {

    enum Holders {
        TOPICS, LABELS
    }

    /**
     * What becomes of a document.
     *
     * @param place
     *            where it is
     * @param object
     *            kind, namespace and name
     * @param checked
     *            whether the API server has looked at it, with its rules and admission policies
     * @param reason
     *            why it is refused, or was not checked; may be empty
     */
    record Document(String place, String object, Verdict verdict, boolean checked, String reason) {}

    enum Verdict {
        CREATED, CHANGED, UNCHANGED, REFUSED
    }

    /**
     * A mesh whose record would be another.
     *
     * @param concerns
     *            what would be another for its members
     */
    record Mesh(String mesh, MeshChange change, List<Concern> concerns) {}

    enum MeshChange {
        APPEARS, CHANGES, GOES
    }

    /**
     * A namespace that would be elsewhere.
     *
     * @param from
     *            the mesh that holds it; absent if none does
     * @param to
     *            the mesh that would
     * @param claim
     *            by which claim it would
     * @param restrictsIngress
     *            whether its pods would no longer be reached from outside the mesh, as they are now
     */
    record Member(String namespace, Change change, @Nullable String from, @Nullable String to, @Nullable Claim claim,
            boolean restrictsIngress) {}

    enum Change {
        JOINS, MOVES, LEAVES, CHANGES
    }

    /**
     * What a mesh would claim in vain, or what is wrong with it.
     *
     * @param namespace
     *            which namespace that is about; absent if it is about the mesh
     */
    record Trouble(String mesh, Kind kind, @Nullable String namespace, String reason) {

        enum Kind {
            /** Another mesh holds the namespace. */
            CONFLICT,
            /** There is no such namespace. */
            MISSING,
            /** It can be no member of any mesh. */
            REFUSED,
            /** A part of a roll counts for nothing. */
            INVALID
        }
    }

    /** What a service would do with an object. */
    record ObjectAction(String namespace, Concern concern, Foreseen.Action action, String kind, String name,
            String reason) {}

    MembershipPlan {
        documents = List.copyOf(documents);
        meshes = List.copyOf(meshes);
        members = List.copyOf(members);
        troubles = List.copyOf(troubles);
        objects = List.copyOf(objects);
    }

    /** Whether applying the documents would change anything, or be refused. */
    boolean hasSomethingToDo() {
        return documents.stream().anyMatch(each -> each.verdict() == Verdict.REFUSED)
                || !(meshes.isEmpty() && members.isEmpty() && troubles.isEmpty() && objects.isEmpty());
    }
}
