package io.muster.system;

import io.muster.events.Concern;
import io.muster.events.DeadLetter;
import io.muster.events.DeadLetters;
import io.muster.events.Decoded;
import io.muster.events.Event;
import io.muster.events.EventChain;
import io.muster.events.EventCodec;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.events.Outcome;
import io.muster.events.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is committed on an installation's topics, as anybody may read it. Every question first reads on to
 * the ends as of then.
 */
final class TopicsReader implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Topics topics;
    private final Consumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Map<String, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();

    /** Reads topics that are there already. */
    TopicsReader(String bootstrapServers, Topics topics) {
        this.topics = topics;
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed", "auto.offset.reset",
                        "earliest", "reconnect.backoff.max.ms", 500),
                new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.partitions = topics.all().stream().flatMap(spec -> consumer.partitionsFor(spec.name()).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition())).toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** The records of a topic, in the order of each partition. */
    synchronized List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, LIMIT);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey(), LIMIT) < end.getValue())) {
            consumer.poll(Duration.ofMillis(100)).forEach(message -> records
                    .computeIfAbsent(message.topic(), _ -> new ArrayList<>()).add(message));
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the topics cannot be read to their ends");
            }
        }
        return List.copyOf(records.getOrDefault(topic, List.of()));
    }

    /** Where each partition of some topics ends: the same as before if nothing was written. */
    synchronized Map<TopicPartition, Long> ends(String... names) {
        return consumer.endOffsets(partitions.stream().filter(partition -> List.of(names).contains(partition.topic()))
                .toList(), LIMIT);
    }

    /** The events of a topic that are known to this version of the contract. */
    List<Event> events(String topic) {
        return records(topic).stream().map(EventCodec::decode)
                .flatMap(decoded -> decoded instanceof Decoded.Known known ? Stream.of(known.event()) : Stream.empty())
                .toList();
    }

    /** All member and mesh events of a key. */
    List<Event> log(String key) {
        return events(topics.log()).stream().filter(event -> event.key().equals(key)).toList();
    }

    /** All outcomes of a namespace, of every concern. */
    List<Event> outcomes(String namespace) {
        return events(topics.outcomesLog()).stream().filter(event -> event.key().equals(namespace)).toList();
    }

    /** The members as the topic has them. */
    Map<String, MemberState> members() {
        return live(topics.members(), Event::member);
    }

    /** The meshes as the topic has them. */
    Map<String, MeshState> meshes() {
        return live(topics.meshes(), Event::mesh);
    }

    /** The outcome of a concern for a namespace as the topic has it. */
    Optional<Outcome> outcome(Concern concern, String namespace) {
        return Optional.ofNullable(
                live(topics.outcomes(concern), event -> event.payload() instanceof Outcome outcome ? outcome : null)
                        .get(namespace));
    }

    /** What was put aside. */
    List<DeadLetter> deadLetters() {
        return records(topics.deadLetters()).stream().map(DeadLetters::decode).flatMap(Optional::stream).toList();
    }

    private <S> Map<String, S> live(String topic, Function<Event, @Nullable S> state) {
        Map<String, S> table = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> message : records(topic)) {
            String key = new String(Objects.requireNonNull(message.key()), StandardCharsets.UTF_8);
            S value = EventCodec.decode(message) instanceof Decoded.Known known ? state.apply(known.event()) : null;
            if (value == null) {
                table.remove(key);
            } else {
                table.put(key, value);
            }
        }
        return table;
    }

    /** Every place where the history of one of these keys is broken, in the watcher's log and the outcomes' log. */
    List<EventChain.Break> brokenChains(Collection<String> keys) {
        return brokenChains(event -> keys.contains(event.key()));
    }

    /** Every place where a history is broken, in the watcher's log and the outcomes' log. */
    List<EventChain.Break> brokenChains() {
        return brokenChains(_ -> true);
    }

    private List<EventChain.Break> brokenChains(Predicate<Event> chosen) {
        return Stream.of(topics.log(), topics.outcomesLog())
                .map(topic -> events(topic).stream().filter(chosen).toList())
                .map(events -> events.stream().collect(Collectors.groupingBy(EventChain::name)).values())
                .flatMap(Collection::stream).flatMap(chain -> EventChain.verify(chain).stream()).toList();
    }

    @Override
    public synchronized void close() {
        consumer.close();
    }
}
