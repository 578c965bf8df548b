package io.muster.runtime;

import io.muster.events.Event;

/**
 * What a state topic says about a key. A key that it never mentioned has no entry at all: that is not the same as
 * ended.
 */
public sealed interface Entry {

    /** Offset of the record that says so. */
    long offset();

    /** The key has this state. */
    record Live(Event event, long offset) implements Entry {}

    /** The key's last event ended it; the event has no payload. */
    record Ended(Event event, long offset) implements Entry {}

    /** The key's last record cannot be understood, so nothing is known about it until a readable one comes. */
    record Unreadable(String reason, long offset) implements Entry {}
}
