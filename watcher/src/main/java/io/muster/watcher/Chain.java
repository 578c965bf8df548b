package io.muster.watcher;

import io.muster.events.Census;
import io.muster.events.Event;
import io.muster.events.EventFactory;
import io.muster.events.EventIds;
import io.muster.events.EventType;
import io.muster.events.Payload;
import io.muster.events.Sequence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes events of drafts: each has its place after its key's last one, and in the order of all of this leader's. */
final class Chain {

    private record Key(EventType.Family family, String key) {}

    private final EventFactory factory;
    private final Published published;
    private Sequence sequence;

    Chain(EventFactory factory, Published published, long epoch) {
        this.factory = factory;
        this.published = published;
        this.sequence = Sequence.startOf(epoch);
    }

    /** Where this leader's last event stands. */
    Sequence position() {
        return sequence;
    }

    /**
     * The end of a key of which nothing is known but that a record of it, by whomever, cannot be understood. It goes to
     * the state topic only: it says that there is nothing, not that anything happened.
     */
    Event tombstone(EventType.Family family, String key, Instant time) {
        EventType type = family == EventType.Family.MEMBER ? EventType.MEMBER_LEFT : EventType.MESH_GONE;
        sequence = sequence.next();
        String id = EventIds.next(null, type, key, new Census(factory.source().clusterId(), 0, 0, 0, time));
        return new Event(type, id, null, factory.source(), key, sequence.text(), time, null, Map.of(), null);
    }

    /** The leader whose events these are. */
    long epoch() {
        return sequence.epoch();
    }

    /** The events of a batch. */
    List<Event> events(List<Draft> drafts) {
        Map<Key, String> last = new HashMap<>();
        List<Event> events = new ArrayList<>();
        for (Draft draft : drafts) {
            Key key = new Key(draft.type().family(), draft.key());
            String previous = last.containsKey(key)
                    ? last.get(key)
                    : published.lastId(draft.type().family(), draft.key());
            Event event = next(previous, draft.type(), draft.key(), draft.payload(), draft.time());
            last.put(key, event.id());
            events.add(event);
        }
        return events;
    }

    /** The event after a given one of the same key. */
    Event next(@Nullable String previous, EventType type, String key, Payload payload, Instant time) {
        sequence = sequence.next();
        return factory.next(previous, type, key, payload, time, sequence.text(), null);
    }
}
