package io.muster.watcher;

import io.muster.events.EventType;
import io.muster.events.Payload;
import java.time.Instant;

/**
 * An event to be published, before it has its place in the order of events.
 *
 * @param time
 *            when its cause happened
 */
record Draft(EventType type, String key, Payload payload, Instant time) {}
