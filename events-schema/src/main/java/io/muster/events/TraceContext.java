package io.muster.events;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An event's place in a distributed trace: W3C Trace Context, carried as the CloudEvents distributed tracing extension.
 * <p>
 * Nothing is drawn at random. An event that nothing led to begins a trace whose id is the event's own; one that answers
 * another goes on with that one's trace; each is a span whose id is the second half of the event's id. So the trace of
 * an event is found by its id, and the same fact published twice is the same span.
 *
 * @param traceId
 *            32 hexadecimal digits
 * @param spanId
 *            16 hexadecimal digits
 * @param state
 *            what other tracing systems pass on, as it came
 */
public record TraceContext(String traceId, String spanId, @Nullable String state) {

    /** Name of the extension attribute. */
    public static final String PARENT = "traceparent";
    /** Name of the extension attribute that may accompany it. */
    public static final String STATE = "tracestate";

    private static final Pattern FORM = Pattern
            .compile("[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:-.*)?");
    private static final Pattern NOTHING = Pattern.compile("0+");
    private static final int SPAN_DIGITS = 16;

    /**
     * The context of a new event.
     *
     * @param id
     *            the event's, of 32 hexadecimal digits
     * @param parent
     *            of the event that it answers; null if it begins a trace
     */
    static TraceContext of(String id, @Nullable TraceContext parent) {
        String span = id.substring(id.length() - SPAN_DIGITS);
        return parent == null
                ? new TraceContext(id, span, null)
                : new TraceContext(parent.traceId, span, parent.state);
    }

    /** The context that an event came with; empty if it has none, or none that is well-formed. */
    public static Optional<TraceContext> of(Event event) {
        Matcher form = FORM.matcher(event.extensions().getOrDefault(PARENT, ""));
        return form.matches() && !NOTHING.matcher(form.group(1)).matches() && !NOTHING.matcher(form.group(2)).matches()
                ? Optional.of(new TraceContext(form.group(1), form.group(2), event.extensions().get(STATE)))
                : Optional.empty();
    }

    /**
     * As extension attributes. The flag says sampled: memberships change seldom, and each change is worth recording.
     */
    Map<String, String> extensions() {
        Map<String, String> extensions = new HashMap<>();
        extensions.put(PARENT, "00-%s-%s-01".formatted(traceId, spanId));
        if (state != null) {
            extensions.put(STATE, state);
        }
        return extensions;
    }
}
