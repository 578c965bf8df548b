package io.muster.watcher;

import io.muster.events.Decoded;
import io.muster.events.Event;
import io.muster.events.EventCodec;
import io.muster.runtime.KafkaClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** What is on a topic, read from its beginning to its present end. */
final class TopicLog {

    private TopicLog() {}

    /** Every event, in the order of each partition; what is none is left out. */
    static List<Event> read(KafkaClients kafka, String topic) {
        try (Consumer<byte[], byte[]> consumer = kafka.reader("test")) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<Event> events = new ArrayList<>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(message -> {
                    if (EventCodec.decode(message) instanceof Decoded.Known known) {
                        events.add(known.event());
                    }
                });
            }
            return events;
        }
    }

    /** The last event of every key that did not end. */
    static Map<String, Event> table(KafkaClients kafka, String topic) {
        Map<String, Event> table = new LinkedHashMap<>();
        for (Event event : read(kafka, topic)) {
            if (event.type().endsKey()) {
                table.remove(event.key());
            } else {
                table.put(event.key(), event);
            }
        }
        return table;
    }
}
