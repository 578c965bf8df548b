package io.muster.testing;

import io.muster.events.Concern;
import io.muster.events.Decoded;
import io.muster.events.Event;
import io.muster.events.EventCodec;
import io.muster.events.Outcome;
import io.muster.events.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what a service says about its namespaces. Not for use by several threads at once. */
public final class OutcomesUnderTest implements AutoCloseable {

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<Event> events = new ArrayList<>();

    /** Reads a concern's topic from the start. The topic must be there. */
    public OutcomesUnderTest(KafkaUnderTest kafka, Topics topics, Concern concern) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topics.outcomes(concern)).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition())).toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** All that has been said about a namespace, oldest first. */
    public List<Event> of(String namespace) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            ConsumerRecords<byte[], byte[]> read = consumer.poll(Duration.ofMillis(100));
            for (ConsumerRecord<byte[], byte[]> message : read) {
                if (EventCodec.decode(message) instanceof Decoded.Known known) {
                    events.add(known.event());
                }
            }
        }
        return events.stream().filter(event -> namespace.equals(event.key())).toList();
    }

    /** What was said last; empty if nothing was, or the namespace was released. */
    public Optional<Outcome> last(String namespace) {
        List<Event> said = of(namespace);
        return said.isEmpty() ? Optional.empty() : Optional.ofNullable((Outcome) said.getLast().payload());
    }

    /** Whether the last word is that the namespace was released. */
    public boolean isReleased(String namespace) {
        List<Event> said = of(namespace);
        return !said.isEmpty() && said.getLast().payload() == null;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
