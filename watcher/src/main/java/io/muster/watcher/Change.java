package io.muster.watcher;

import io.muster.events.Cause;

/** Something that happened to an object of the cluster. */
sealed interface Change {

    FactKey key();

    Cause cause();

    /** The object is like that now. */
    record Seen(FactKey key, Content content, Cause cause) implements Change {}

    /** There is no such object any more, or none that matters. */
    record Gone(FactKey key, Cause cause) implements Change {}
}
