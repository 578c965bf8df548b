package io.muster.cli;

import io.muster.events.Decoded;
import io.muster.events.Event;
import io.muster.events.EventCodec;
import io.muster.events.MemberState;
import io.muster.runtime.KafkaClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** What is on Kafka, read anew each time. */
record EventLog(KafkaClients kafka) {

    private static final Duration POLL = Duration.ofMillis(100);

    /** Every member and mesh event there ever was. */
    List<Event> published() {
        return read(kafka.topics().log());
    }

    /** Every outcome of every service. */
    List<Event> outcomes() {
        return read(kafka.topics().outcomesLog());
    }

    /** The members as the topic has them. */
    Map<String, MemberState> members() {
        Map<String, MemberState> members = new TreeMap<>();
        for (Event event : read(kafka.topics().members())) {
            MemberState member = event.member();
            if (member == null) {
                members.remove(event.key());
            } else {
                members.put(event.key(), member);
            }
        }
        return members;
    }

    private List<Event> read(String topic) {
        List<Event> events = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = kafka.reader("log")) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition())).toList();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(POLL).forEach(message -> {
                    if (EventCodec.decode(message) instanceof Decoded.Known known) {
                        events.add(known.event());
                    }
                });
            }
        }
        return events;
    }
}
