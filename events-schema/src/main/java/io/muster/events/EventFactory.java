package io.muster.events;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the events of one publisher, each chained to the one before it of the same key. */
public record EventFactory(EventSource source) {

    /**
     * The next event of a key.
     *
     * @param previous
     *            id of the key's previous event; null for its first
     * @param type
     *            what happened
     * @param key
     *            the record key
     * @param payload
     *            the state after it; the last state, where it ends the key
     * @param time
     *            when the cause happened
     * @param sequence
     *            the watcher's events only
     * @param causationId
     *            outcomes only: id of the member event acted on
     * @throws IllegalArgumentException
     *             if the payload is not of the type's family
     */
    public Event next(@Nullable String previous, EventType type, String key, Payload payload, Instant time,
            @Nullable String sequence, @Nullable String causationId) {
        return new Event(type, EventIds.next(previous, type, key, payload), previous, source, key, sequence, time,
                causationId, Map.of(), payload);
    }
}
