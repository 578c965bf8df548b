package io.muster.runtime;

import io.muster.events.Concern;
import io.muster.events.Decoded;
import io.muster.events.Event;
import io.muster.events.EventCodec;
import io.muster.events.EventSource;
import io.muster.events.Outcome;
import io.muster.events.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The end of the log of all outcomes. Whoever owned a partition before may have been killed after it said something
 * there and before it said the same on the compacted topic; only the log knows of it then.
 */
final class OutcomeTail {

    /** Longer than a producer keeps trying, so that nothing older than this can be missing on the compacted topic. */
    private static final Duration BEFORE = Duration.ofMinutes(3);
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaClients kafka;
    private final Topics topics;
    private final Concern concern;
    private final EventSource source;
    private final StateTables tables;

    /**
     * @param source
     *            whose outcomes to look for
     * @param tables
     *            with the concern's compacted topic
     */
    OutcomeTail(KafkaClients kafka, Concern concern, EventSource source, StateTables tables) {
        this.kafka = kafka;
        this.topics = kafka.topics();
        this.concern = concern;
        this.source = source;
        this.tables = tables;
    }

    /**
     * What was said last about keys of some partitions and is not on the compacted topic, of which everything that is
     * there has been read.
     *
     * @throws KafkaException
     *             if the log cannot be read now
     */
    Collection<Event> read(Set<Integer> partitions) {
        Map<String, Event> missing = new HashMap<>();
        try (Consumer<byte[], byte[]> consumer = kafka.reader("outcome-tail")) {
            Map<TopicPartition, Long> starts = starts(consumer, since(partitions));
            Map<TopicPartition, Long> ends = consumer.endOffsets(starts.keySet());
            consumer.assign(starts.keySet());
            starts.forEach(consumer::seek);
            long deadline = System.nanoTime() + BOUND.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                if (System.nanoTime() > deadline) {
                    throw new KafkaException("the end of the outcomes' log was not reached in time");
                }
                consumer.poll(POLL).forEach(message -> take(message, missing));
            }
        }
        return missing.values();
    }

    /** For each partition, the time of the latest outcome on the compacted topic, less what may be missing. */
    private Map<Integer, Instant> since(Set<Integer> partitions) {
        Map<Integer, Instant> latest = new HashMap<>();
        partitions.forEach(partition -> latest.put(partition, Instant.EPOCH.plus(BEFORE)));
        tables.table(topics.outcomes(concern)).forEach((key, entry) -> event(entry).ifPresent(
                event -> latest.computeIfPresent(topics.partitionOf(key),
                        (_, time) -> event.time().isAfter(time) ? event.time() : time)));
        return latest;
    }

    private static Optional<Event> event(@Nullable Entry entry) {
        return switch (entry) {
            case Entry.Live live -> Optional.of(live.event());
            case Entry.Ended ended -> Optional.of(ended.event());
            case Entry.Unreadable _ -> Optional.empty();
            case null -> Optional.empty();
        };
    }

    private Map<TopicPartition, Long> starts(Consumer<byte[], byte[]> consumer, Map<Integer, Instant> latest) {
        Map<TopicPartition, Long> times = new HashMap<>();
        latest.forEach((partition, time) -> times.put(new TopicPartition(topics.outcomesLog(), partition),
                time.minus(BEFORE).toEpochMilli()));
        Map<TopicPartition, Long> starts = new HashMap<>();
        for (Map.Entry<TopicPartition, OffsetAndTimestamp> found : consumer.offsetsForTimes(times).entrySet()) {
            // No record is that young: nothing was said since.
            if (found.getValue() != null) {
                starts.put(found.getKey(), found.getValue().offset());
            }
        }
        return starts;
    }

    /** Takes an event that goes on where the compacted topic ends. */
    private void take(ConsumerRecord<byte[], byte[]> message, Map<String, Event> missing) {
        if (EventCodec.decode(message) instanceof Decoded.Known known && known.event().source().equals(source)
                && known.event().payload() instanceof Outcome outcome && outcome.concern() == concern) {
            Event event = known.event();
            Optional<Event> last = Optional.ofNullable(missing.get(event.key()))
                    .or(() -> event(tables.entry(topics.outcomes(concern), event.key())));
            if (Objects.equals(event.previous(), last.map(Event::id).orElse(null))) {
                missing.put(event.key(), event);
            }
        }
    }
}
