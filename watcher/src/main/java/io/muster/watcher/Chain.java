package io.muster.watcher;

import io.muster.events.Event;
import io.muster.events.EventFactory;
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
