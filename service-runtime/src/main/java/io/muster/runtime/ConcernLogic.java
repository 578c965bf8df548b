package io.muster.runtime;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What one service knows that no other does: what a member of a mesh gets, and what else it looks after. */
public interface ConcernLogic extends AutoCloseable {

    /** What it keeps in namespaces. */
    List<Holding> holdings();

    /** Why nothing can be said about what members should have; empty if it can. */
    default Optional<String> problem() {
        return Optional.empty();
    }

    /** A key of a state topic says something else now. Told on the reading thread: to take note, never to work. */
    default void changed(String topic, String key) {
        // most services are told by being asked for a plan
    }

    /** Anything may be another now: the tables were read anew, keys were gained, or a person asks for a comparison. */
    default void lookAgain() {
        // likewise
    }

    /** These keys go to another instance as soon as this returns: what is under way for them is to be finished. */
    default void releasing(Predicate<String> keys) {
        // likewise
    }

    /** Closes what it opened besides its holdings, which whoever asked for them closes. */
    @Override
    default void close() {
        // most services open nothing else
    }
}
