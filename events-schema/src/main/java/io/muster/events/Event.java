package io.muster.events;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One fact, as a CloudEvents 1.0 event.
 *
 * @param type
 *            what happened
 * @param id
 *            chained hash, see {@link EventIds}
 * @param previous
 *            id of the key's previous event; absent on its first
 * @param source
 *            {@code /clusters/<cluster-id>/<service>}
 * @param key
 *            record key and subject: namespace or control-plane namespace ({@link Census#KEY} for a census)
 * @param sequence
 *            watcher's events only: orders all of them as text
 * @param time
 *            when the cause happened as the API tells it, else when it was seen
 * @param causationId
 *            outcomes only: id of the member event acted on
 * @param extensions
 *            further extension attributes, for example {@code traceparent} or {@code replayof}
 * @param payload
 *            absent only where the event was read as a tombstone from a state topic
 */
public record Event(
        EventType type,
        String id,
        @Nullable String previous,
        EventSource source,
        String key,
        @Nullable String sequence,
        Instant time,
        @Nullable String causationId,
        Map<String, String> extensions,
        @Nullable Payload payload) {

    public Event {
        extensions = Map.copyOf(extensions);
        if (payload != null && !type.family().payload().isInstance(payload)) {
            throw new IllegalArgumentException(
                    type.typeName() + " carries " + type.family().payload().getSimpleName() + ", not "
                            + payload.getClass().getSimpleName());
        }
    }

    /** This fact as a state topic holds it: one that ends its key has no payload there. */
    public Event asState() {
        return type.endsKey() && payload != null
                ? new Event(type, id, previous, source, key, sequence, time, causationId, extensions, null)
                : this;
    }

    /** The payload as member state. */
    public @Nullable MemberState member() {
        return payload instanceof MemberState state ? state : null;
    }

    /** The payload as mesh state. */
    public @Nullable MeshState mesh() {
        return payload instanceof MeshState state ? state : null;
    }
}
