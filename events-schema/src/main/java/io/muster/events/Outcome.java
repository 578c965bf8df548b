package io.muster.events;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a service made of a namespace: the record of its key on the service's outcomes topic.
 *
 * @param namespace
 *            the namespace
 * @param concern
 *            the concern
 * @param state
 *            how it stands
 * @param mesh
 *            the mesh it was applied for; absent when released without a known mesh
 * @param event
 *            id of the member event that this answers
 * @param revision
 *            the concern's revision of the mesh that this answers
 * @param reason
 *            in words a person can act on; empty when all is well
 * @param objects
 *            every object that concerns the namespace, sorted by kind and name
 * @param written
 *            what was written to get here
 * @param repaired
 *            drift that was undone
 * @param observed
 *            when, in milliseconds
 */
public record Outcome(
        String namespace,
        Concern concern,
        State state,
        @Nullable String mesh,
        @Nullable String event,
        @Nullable String revision,
        String reason,
        List<ObjectOutcome> objects,
        List<Written> written,
        List<Repair> repaired,
        Instant observed) implements Payload {

    public Outcome {
        observed = observed.truncatedTo(ChronoUnit.MILLIS);
        objects = List.copyOf(objects);
        written = List.copyOf(written);
        repaired = List.copyOf(repaired);
    }

    /** How a namespace stands with a concern. */
    public enum State {
        /** What is desired is there. */
        APPLIED,
        /** Something outside has to happen first; the reason says what. */
        WAITING,
        /** The cluster refused a write; it is tried again with backoff. */
        FAILED,
        /** An object of somebody else's has the name of one that is desired. */
        CONFLICT
    }

    /** Where one object stands. */
    public enum Result {
        PRESENT, REFUSED, CONFLICT, FAILED, WAITING
    }

    /** Where one object stands, with the reason unless it is simply there. */
    public record ObjectOutcome(String kind, String name, Result result, String reason) {}

    /** One write. */
    public record Written(String verb, String kind, String name) {}

    /**
     * Drift that was undone.
     *
     * @param change
     *            what was different
     * @param fieldManager
     *            whose edit it was, where the API tells
     */
    public record Repair(String kind, String name, String change, @Nullable String fieldManager) {}

    /** Whether there is nothing in this outcome that {@code earlier} did not say already. */
    public boolean repeats(Outcome earlier) {
        return written.isEmpty() && repaired.isEmpty() && state == earlier.state && concern == earlier.concern
                && namespace.equals(earlier.namespace) && Objects.equals(mesh, earlier.mesh)
                && Objects.equals(event, earlier.event)
                && Objects.equals(revision, earlier.revision) && reason.equals(earlier.reason)
                && objects.equals(earlier.objects);
    }
}
