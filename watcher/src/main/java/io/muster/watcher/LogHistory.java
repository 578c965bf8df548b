package io.muster.watcher;

import io.muster.events.Decoded;
import io.muster.events.Event;
import io.muster.events.EventCodec;
import io.muster.events.EventType;
import io.muster.events.Sequence;
import io.muster.runtime.KafkaClients;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The last word of the log, which is asked only where the state topics have lost theirs: it keeps the chains of events
 * and the epochs going.
 */
final class LogHistory {

    private record Key(EventType.Family family, String key) {}

    private final Map<Key, Event> last = new HashMap<>();
    private long epoch;

    private LogHistory() {}

    /**
     * Reads the log from its beginning to its present end; what cannot be read, or is another cluster's, is skipped.
     */
    static LogHistory read(KafkaClients kafka, String clusterId) {
        LogHistory history = new LogHistory();
        try (Consumer<byte[], byte[]> consumer = kafka.reader("log")) {
            List<PartitionInfo> infos = consumer.partitionsFor(kafka.topics().log());
            List<TopicPartition> partitions = infos.stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(message -> {
                    if (EventCodec.decode(message) instanceof Decoded.Known known
                            && known.event().source().clusterId().equals(clusterId)) {
                        history.take(known.event());
                    }
                });
            }
        }
        return history;
    }

    private void take(Event event) {
        last.put(new Key(event.type().family(), event.key()), event);
        epoch = Math.max(epoch, Optional.ofNullable(event.sequence()).flatMap(Sequence::parse)
                .map(Sequence::epoch).orElse(0L));
    }

    /** A key's last event, with its payload; null if the log has none. */
    @Nullable
    Event last(EventType.Family family, String key) {
        return last.get(new Key(family, key));
    }

    /** The highest epoch of any leader; 0 if there was none. */
    long epoch() {
        return epoch;
    }

    /** Lets every chain go on where it ended. */
    void continueIn(Published published) {
        last.values().forEach(published::continueFrom);
    }
}
