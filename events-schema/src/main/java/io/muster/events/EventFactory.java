package io.muster.events;

import java.time.Instant;
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
        return next(previous, type, key, payload, time, sequence, causationId, null);
    }

    /**
     * The outcome that comes next for its namespace.
     *
     * @param previous
     *            id of the namespace's previous outcome; null for its first
     * @param type
     *            what became of the namespace
     * @param time
     *            when
     * @param answered
     *            the member event that was acted on, whose trace the outcome goes on with; null if it was none
     */
    public Event answer(@Nullable String previous, EventType type, Outcome outcome, Instant time,
            @Nullable Event answered) {
        return next(previous, type, outcome.namespace(), outcome, time, null, answered == null ? null : answered.id(),
                answered == null ? null : TraceContext.of(answered).orElse(null));
    }

    private Event next(@Nullable String previous, EventType type, String key, Payload payload, Instant time,
            @Nullable String sequence, @Nullable String causationId, @Nullable TraceContext parent) {
        String id = EventIds.next(previous, type, key, payload);
        return new Event(type, id, previous, source, key, sequence, time, causationId,
                TraceContext.of(id, parent).extensions(), payload);
    }
}
