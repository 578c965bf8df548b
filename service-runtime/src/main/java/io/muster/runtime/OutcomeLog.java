package io.muster.runtime;

import io.muster.events.Concern;
import io.muster.events.Event;
import io.muster.events.EventFactory;
import io.muster.events.EventType;
import io.muster.events.Outcome;
import io.muster.events.Outcome.ObjectOutcome;
import io.muster.events.Outcome.Repair;
import io.muster.events.Outcome.Result;
import io.muster.events.Topics;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Says on Kafka what became of a namespace: first on the log of all outcomes, then on the concern's compacted topic.
 */
final class OutcomeLog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OutcomeLog.class);

    /** What was said last about a key: no outcome once it was released. */
    record Last(@Nullable Outcome outcome, @Nullable String eventId) {

        static final Last NOTHING = new Last(null, null);
    }

    private final Topics topics;
    private final Concern concern;
    private final EventFactory events;
    private final StateTables tables;
    private final Consumer<String> unpublished;
    private final OutcomeSender sender;
    private final Traces traces;
    private final Map<String, Last> last = new ConcurrentHashMap<>();
    /** What was said and has not come back from the topic yet, by namespace and id. */
    private final Map<String, Map<String, Event>> unheard = new ConcurrentHashMap<>();

    /**
     * Takes the producer and closes it.
     *
     * @param unpublished
     *            told of a namespace whose outcome the broker did not take, so that it is looked at again
     */
    OutcomeLog(Topics topics, Concern concern, EventFactory events, StateTables tables,
            Producer<byte[], byte[]> producer, Traces traces, Consumer<String> unpublished) {
        this.topics = topics;
        this.concern = concern;
        this.events = events;
        this.tables = tables;
        this.sender = new OutcomeSender(topics.outcomesLog(), topics.outcomes(concern), producer);
        this.unpublished = unpublished;
        this.traces = traces;
    }

    /** What was said last about a namespace, by this instance or by one that had it before. */
    Last last(String namespace) {
        return last.computeIfAbsent(namespace,
                key -> switch (tables.entry(topics.outcomes(concern), key)) {
                    case null -> Last.NOTHING;
                    case Entry.Live live -> new Last((Outcome) live.event().payload(), live.event().id());
                    case Entry.Ended ended -> new Last(null, ended.event().id());
                    case Entry.Unreadable ignored -> Last.NOTHING;
                });
    }

    /** Forgets what was said about keys that are another instance's now. */
    void forget(Predicate<String> keys) {
        last.keySet().removeIf(keys);
    }

    /** Says on the compacted topic what is only on the log, because whoever said it was killed in between. */
    void finish(Event said) {
        Last before = last(said.key());
        if (said.payload() instanceof Outcome outcome) {
            last.put(said.key(), new Last(said.type().endsKey() ? null : outcome, said.id()));
            expect(said);
            sender.sendState(said, reason -> refused(said, reason, before));
        }
    }

    /**
     * Takes note of what the compacted topic says now.
     *
     * @return whether somebody else said it: an instance that was asleep and did not know that the key had become
     *         another's, or no Muster service at all. It counts, since whoever reads the topic believes it.
     */
    boolean heard(String namespace, Entry entry) {
        String id = switch (entry) {
            case Entry.Live live -> live.event().id();
            case Entry.Ended ended -> ended.event().id();
            case Entry.Unreadable _ -> null;
        };
        if (id != null && isOwnWord(namespace, id)) {
            return false;
        }
        Last known = last.get(namespace);
        if (known == null || (id != null && id.equals(known.eventId()))) {
            return false;
        }
        if (id == null) {
            last.put(namespace, new Last(null, known.eventId()));
        } else {
            last.remove(namespace);
        }
        return true;
    }

    /** What was said under an id and has not come back yet, as the compacted topic has it. */
    @Nullable
    Event said(String namespace, String id) {
        Map<String, Event> said = unheard.get(namespace);
        return said == null ? null : said.get(id);
    }

    private void expect(Event event) {
        unheard.compute(event.key(), (_, said) -> {
            Map<String, Event> more = said == null ? new ConcurrentHashMap<>() : said;
            more.put(event.id(), event.asState());
            return more;
        });
    }

    private boolean isOwnWord(String namespace, String id) {
        Map<String, Event> said = unheard.get(namespace);
        boolean isOwn = said != null && said.remove(id) != null;
        if (isOwn) {
            unheard.computeIfPresent(namespace, (_, left) -> left.isEmpty() ? null : left);
        }
        return isOwn;
    }

    /**
     * Says it; returns at once.
     *
     * @param answered
     *            the member event that was acted on
     * @param began
     *            when the work on it did
     */
    void publish(EventType type, Outcome outcome, @Nullable Event answered, Instant began) {
        Last before = last(outcome.namespace());
        Event event = events.answer(before.eventId(), type, outcome, outcome.observed(), answered);
        last.put(outcome.namespace(), new Last(type.endsKey() ? null : outcome, event.id()));
        expect(event);
        sender.send(event, reason -> refused(event, reason, before));
        traces.span(event, answered, began, outcome.observed());
        log(type, outcome);
    }

    private static void log(EventType type, Outcome outcome) {
        LoggingEventBuilder line = switch (type) {
            case CONCERN_WAITING, CONCERN_FAILED, CONCERN_CONFLICTED -> LOG.atWarn();
            default -> LOG.atInfo();
        };
        line = line.addKeyValue(LogKeys.NAMESPACE, outcome.namespace()).addKeyValue(LogKeys.MESH, outcome.mesh())
                .addKeyValue("writes", outcome.written().size());
        if (!outcome.reason().isEmpty()) {
            line = line.addKeyValue(LogKeys.REASON, outcome.reason());
        }
        for (Repair repair : outcome.repaired()) {
            line = line.addKeyValue("repaired",
                    "%s %s (%s, by %s)".formatted(repair.kind(), repair.name(), repair.change(),
                            repair.fieldManager() == null ? "unknown" : repair.fieldManager()));
        }
        for (ObjectOutcome object : outcome.objects()) {
            if (object.result() == Result.REFUSED) {
                line = line.addKeyValue("refused", object.kind() + " " + object.name() + ": " + object.reason());
            }
        }
        line.log("{} {}", outcome.concern().id(), type.base().substring(type.base().lastIndexOf('.') + 1));
    }

    private void refused(Event event, String reason, Last before) {
        LOG.atWarn().addKeyValue(LogKeys.NAMESPACE, event.key()).addKeyValue(LogKeys.REASON, reason)
                .log("the broker did not take an outcome, saying it again later");
        last.put(event.key(), before);
        var _ = isOwnWord(event.key(), event.id());
        unpublished.accept(event.key());
    }

    @Override
    public void close() {
        sender.close();
    }
}
