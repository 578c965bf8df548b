package io.muster.cli;

import io.muster.events.Census;
import io.muster.events.Decoded;
import io.muster.events.Event;
import io.muster.events.EventCodec;
import io.muster.events.EventType;
import io.muster.runtime.ExitCode;
import io.muster.runtime.KafkaClients;
import io.muster.runtime.StartFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Which cluster the watcher's topics are about. */
record PublishedCluster(KafkaClients kafka) {

    /**
     * The cluster-id of the last census; empty if there is none.
     *
     * @throws StartFailure
     *             if the topic cannot be read within this time
     */
    Optional<String> id(Duration patience) {
        TopicPartition partition = new TopicPartition(kafka.topics().meshes(),
                kafka.topics().partitionOf(Census.KEY));
        try (Consumer<byte[], byte[]> consumer = kafka.reader("census")) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(List.of(partition), patience);
            long end = ends.getOrDefault(partition, 0L);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            Optional<String> found = Optional.empty();
            while (consumer.position(partition, patience) < end) {
                for (ConsumerRecord<byte[], byte[]> message : consumer.poll(patience)) {
                    Optional<String> next = census(message).map(event -> event.source().clusterId());
                    found = next.isPresent() ? next : found;
                }
            }
            return found;
        } catch (KafkaException e) {
            throw new StartFailure(ExitCode.KAFKA,
                    "topic %s cannot be read: %s".formatted(partition.topic(), e.getMessage()), e);
        }
    }

    private static Optional<Event> census(ConsumerRecord<byte[], byte[]> message) {
        return EventCodec.decode(message) instanceof Decoded.Known known && known.event().type() == EventType.CENSUS
                ? Optional.of(known.event())
                : Optional.empty();
    }
}
