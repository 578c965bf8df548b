package io.muster.runtime;

import io.muster.events.Event;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where the work behind events is told as spans of a distributed trace. Which trace and which span an event is, it says
 * itself ({@link io.muster.events.TraceContext}), whether anybody records it or not.
 */
public interface Traces extends AutoCloseable {

    /** What makes no spans, and loads nothing that could. */
    Traces NONE = (_, _, _, _) -> {
        // nobody asked
    };

    /** As the settings say. */
    static Traces of(CommonSettings settings, String service) {
        return settings.tracesEndpoint() == null ? NONE : OtlpTraces.to(settings.tracesEndpoint(), service);
    }

    /**
     * Tells of the work that led to an event; returns at once.
     *
     * @param answered
     *            the event that set it off; null if that was something in the cluster
     */
    void span(Event event, @Nullable Event answered, Instant began, Instant ended);

    /** Sends what has not been sent, within a bound. */
    @Override
    default void close() {
        // nothing to send
    }
}
