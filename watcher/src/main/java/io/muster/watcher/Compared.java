package io.muster.watcher;

import io.muster.events.Census;
import io.muster.events.Event;
import io.muster.events.EventType.Family;
import io.muster.events.Sequence;
import io.muster.runtime.Entry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A look at everything from outside: what is on the topics and in the cluster, read anew.
 *
 * @param upTo
 *            what the leader had published when the look began; what came later may or may not have been seen
 * @param members
 *            the members topic
 * @param meshes
 *            the meshes topic
 * @param closed
 *            whether there is a census on it
 * @param listing
 *            the cluster
 */
record Compared(Sequence upTo, Map<String, Entry> members, Map<String, Entry> meshes, boolean closed,
        Listing listing) {

    /**
     * What a topic should say, by what was published, and does not.
     *
     * @param again
     *            events whose records are lost or were written over
     * @param strange
     *            what the topics say of keys that were never published
     * @param unreadable
     *            keys of which the topics say what cannot be understood, and that were never published
     */
    record Lost(List<Event> again, List<Event> strange, List<Readback.LostKey> unreadable) {}

    /** Where the topics are not what was published. */
    Lost lost(Published published) {
        List<Event> again = new ArrayList<>();
        Set<Readback.LostKey> known = new HashSet<>();
        for (Event event : published.events()) {
            Family family = event.type().family();
            known.add(new Readback.LostKey(family, event.key()));
            if (!isLater(event) && !says(topic(family).get(event.key()), event)) {
                again.add(event);
            }
        }
        List<Event> strange = new ArrayList<>();
        List<Readback.LostKey> unreadable = new ArrayList<>();
        for (Family family : List.of(Family.MESH, Family.MEMBER)) {
            topic(family).forEach((key, entry) -> {
                Readback.LostKey at = new Readback.LostKey(family, key);
                if (known.contains(at) || key.equals(Census.KEY)) {
                    return;
                }
                switch (entry) {
                    case Entry.Live live -> strange.add(live.event());
                    case Entry.Ended _ -> {
                        // says nothing
                    }
                    case Entry.Unreadable _ -> unreadable.add(at);
                }
            });
        }
        return new Lost(again, strange, unreadable);
    }

    private Map<String, Entry> topic(Family family) {
        return family == Family.MESH ? meshes : members;
    }

    private boolean isLater(Event event) {
        return Optional.ofNullable(event.sequence()).flatMap(Sequence::parse)
                .filter(sequence -> sequence.compareTo(upTo) > 0).isPresent();
    }

    /** A tombstone may be gone from a compacted topic: that says the same. */
    private static boolean says(@Nullable Entry entry, Event event) {
        return switch (entry) {
            case null -> event.type().endsKey();
            case Entry.Live live -> live.event().id().equals(event.id());
            case Entry.Ended _ -> event.type().endsKey();
            case Entry.Unreadable _ -> false;
        };
    }
}
