package io.muster.audit;

import io.muster.events.Cause;
import io.muster.events.Concern;
import io.muster.events.EventType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened.
 *
 * @param time
 *            when it was published, in milliseconds
 * @param type
 *            what happened
 * @param subject
 *            the namespace, or control-plane namespace, that it is about
 * @param mesh
 *            the mesh that it is about; absent where that is not known
 * @param concern
 *            whose service did something; absent for what the watcher saw
 * @param cause
 *            the object whose change led here; absent for what a service did
 * @param by
 *            in words: object and field manager, or the service
 * @param took
 *            from the moment the watcher saw the cause until the service was done; absent where that cannot be told
 * @param details
 *            what was written, repaired, refused or changed, one line each
 * @param event
 *            id of the event
 * @param causation
 *            id of the member event that it answers; absent for what the watcher saw
 */
public record HistoryEntry(
        Instant time,
        EventType type,
        String subject,
        @Nullable String mesh,
        @Nullable Concern concern,
        @Nullable Cause cause,
        String by,
        @Nullable Duration took,
        List<String> details,
        String event,
        @Nullable String causation) {

    public HistoryEntry {
        details = List.copyOf(details);
    }

    /** In two words: {@code joined}, {@code rbac repaired}. */
    public String what() {
        String base = type.base();
        String verb = base.substring(base.lastIndexOf('.') + 1);
        return switch (type.family()) {
            case MEMBER -> verb;
            case MESH -> "mesh " + verb;
            case CONCERN -> (concern == null ? "" : concern.id() + " ") + verb;
            case CENSUS, REQUEST -> base;
        };
    }
}
