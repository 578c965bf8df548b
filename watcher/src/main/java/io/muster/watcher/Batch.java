package io.muster.watcher;

import io.muster.events.Event;
import java.util.List;

/**
 * What is published in one transaction.
 *
 * @param again
 *            the last events of keys whose records on the state topics were lost: put there once more as they were;
 *            they are no news, so that the log does not get them
 * @param events
 *            what is new, in order
 */
record Batch(List<Event> again, List<Event> events) {

    static final Batch EMPTY = new Batch(List.of(), List.of());

    Batch {
        again = List.copyOf(again);
        events = List.copyOf(events);
    }

    boolean isEmpty() {
        return again.isEmpty() && events.isEmpty();
    }
}
