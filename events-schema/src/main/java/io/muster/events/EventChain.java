package io.muster.events;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the history that a publisher wrote of a key: each event names the one before it, and its id is a hash over
 * that and over what it says (see {@link EventIds}). So nobody can leave one out, put one in, change one or swap two
 * without its showing, short of writing everything after it anew.
 */
public final class EventChain {

    /** How a chain is broken. */
    public enum Kind {
        /** The event's id is not the hash of what it says. */
        CHANGED,
        /** The event before this one is not there. */
        GAP,
        /** The event before this one is there, at another place. */
        REORDERED,
        /** The event before this one was followed by another event already: two publishers wrote at once. */
        FORKED
    }

    /**
     * A place where a chain is broken.
     *
     * @param position
     *            of the event, from 0
     * @param event
     *            the event that does not fit what is before it
     * @param kind
     *            how
     * @param message
     *            what is wrong, in words
     */
    public record Break(int position, Event event, Kind kind, String message) {}

    private final List<Event> events;
    private final Map<String, Integer> positions = new HashMap<>();
    private final Set<String> continued = new HashSet<>();
    private final List<Break> breaks = new ArrayList<>();
    private @Nullable Event last;

    private EventChain(List<Event> events) {
        this.events = events;
    }

    /**
     * Which chain an event belongs to: its publisher's, of the same kind of payload and key. A log has many under one
     * key; every service has its own, and a namespace that was a member may become a control-plane namespace.
     */
    public static String name(Event event) {
        return event.source().uri() + "/" + event.type().family().schemaName() + "/" + event.key();
    }

    /**
     * Where the history of a key is broken.
     *
     * <p>
     * Not a break: an event that is there again, for the same fact has the same id and is delivered at least once; a
     * first event that names one before it, which retention has removed; an event without predecessor after one that
     * ended the key, whose tombstone compaction has removed.
     *
     * @param events
     *            those of one {@link #name}, as a log has them: oldest first, with their data
     * @return all breaks in order; empty if there is none
     * @throws IllegalArgumentException
     *             if the events are not all of one chain
     */
    public static List<Break> verify(List<Event> events) {
        List<String> names = events.stream().map(EventChain::name).distinct().toList();
        if (names.size() > 1) {
            throw new IllegalArgumentException("not one chain but " + names);
        }
        EventChain chain = new EventChain(events);
        for (int i = 0; i < events.size(); i++) {
            chain.positions.putIfAbsent(events.get(i).id(), i);
        }
        for (int i = 0; i < events.size(); i++) {
            chain.verify(i, events.get(i));
        }
        return List.copyOf(chain.breaks);
    }

    private void verify(int position, Event event) {
        Payload payload = event.payload();
        if (payload == null) {
            add(position, Kind.CHANGED, "the event has no data");
        } else {
            String id = EventIds.next(event.previous(), event.type(), event.key(), payload);
            if (!id.equals(event.id())) {
                add(position, Kind.CHANGED, "the id is " + event.id() + ", the content's is " + id);
            }
        }
        if (!Integer.valueOf(position).equals(positions.get(event.id()))) {
            return;
        }
        if (last != null) {
            verifyLink(position, event, last);
        }
        if (event.previous() != null) {
            continued.add(event.previous());
        }
        last = event;
    }

    private void verifyLink(int position, Event event, Event before) {
        String previous = event.previous();
        if (before.id().equals(previous) || (previous == null && before.type().endsKey())) {
            return;
        }
        if (previous == null) {
            add(position, Kind.GAP, "it begins the key anew, though " + before.id() + " did not end it");
        } else if (continued.contains(previous)) {
            add(position, Kind.FORKED, previous + " was followed by another event already");
        } else if (positions.containsKey(previous)) {
            add(position, Kind.REORDERED,
                    "the event before it, " + previous + ", is number " + positions.get(previous));
        } else {
            add(position, Kind.GAP, "the event before it, " + previous + ", is not there");
        }
    }

    private void add(int position, Kind kind, String message) {
        breaks.add(new Break(position, events.get(position), kind, message));
    }
}
