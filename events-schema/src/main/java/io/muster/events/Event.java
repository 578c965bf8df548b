package io.muster.events;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
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

    /**
     * An event.
     *
     * @throws IllegalArgumentException
     *             if the payload is not of the type's family or is about another key, or an extension has the name of
     *             one of the other components
     */
    public Event {
        time = time.truncatedTo(ChronoUnit.MILLIS);
        extensions = Map.copyOf(extensions);
        if (!Collections.disjoint(extensions.keySet(), EventCodec.OWN_EXTENSIONS)) {
            throw new IllegalArgumentException("extensions repeat a component of the event: " + extensions.keySet());
        }
        if (payload != null && !type.family().payload().isInstance(payload)) {
            throw new IllegalArgumentException(
                    type.typeName() + " carries " + type.family().payload().getSimpleName() + ", not "
                            + payload.getClass().getSimpleName());
        }
        if (payload != null && !isAbout(key, payload)) {
            throw new IllegalArgumentException("data is not about " + key);
        }
    }

    private static boolean isAbout(String key, Payload payload) {
        return switch (payload) {
            case MemberState member -> member.namespace().equals(key);
            case MeshState mesh -> mesh.namespace().equals(key);
            case Outcome outcome -> outcome.namespace().equals(key);
            case Census census -> key.equals(Census.KEY);
            case Request request -> true;
        };
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
