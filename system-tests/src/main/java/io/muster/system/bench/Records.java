package io.muster.system.bench;

import io.muster.events.Census;
import io.muster.events.Concern;
import io.muster.events.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Counts the records that come onto the topics. Transactions' own markers are none, and the census, which only counts
 * what else is there, is left aside.
 */
final class Records implements AutoCloseable {

    private static final byte[] CENSUS = Census.KEY.getBytes(StandardCharsets.UTF_8);

    private final Topics topics = Topics.defaults();
    private final Consumer<byte[], byte[]> consumer;
    private final Set<TopicPartition> partitions;

    Records(String bootstrapServers) {
        consumer = new KafkaConsumer<>(Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"), new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        partitions = List.of(topics.members(), topics.meshes(), topics.log(), topics.outcomes(Concern.RBAC),
                topics.outcomesLog()).stream().flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition())).collect(Collectors.toSet());
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        // A seek is done when it is needed.
        partitions.forEach(consumer::position);
    }

    /** How many came since the last look, by topic. */
    Map<String, Integer> news() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<String, Integer> counts = new HashMap<>();
        while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition,
                0L))) {
            consumer.poll(Duration.ofMillis(100)).forEach(message -> {
                if (!Arrays.equals(message.key(), CENSUS)) {
                    counts.merge(message.topic(), 1, Integer::sum);
                }
            });
        }
        return counts;
    }

    /** How many records of mesh states came since the last look. */
    int meshes() {
        return news().getOrDefault(topics.meshes(), 0);
    }

    /** How many records of any kind came since the last look. */
    int all() {
        return news().values().stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
