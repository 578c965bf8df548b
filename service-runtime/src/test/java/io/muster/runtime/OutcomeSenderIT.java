package io.muster.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.events.Concern;
import io.muster.events.Event;
import io.muster.events.EventFactory;
import io.muster.events.EventSource;
import io.muster.events.EventType;
import io.muster.events.Outcome;
import io.muster.events.Topics;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.RealServers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RealServers.class)
class OutcomeSenderIT {

    private static final int NAMESPACES = 200;

    private final Topics topics;
    private final KafkaClients clients;
    private final EventFactory events = new EventFactory(new EventSource("c1", "rbac-service"));
    private final List<String> refused = new CopyOnWriteArrayList<>();

    OutcomeSenderIT(KafkaUnderTest kafka) {
        this.topics = new Topics(kafka.freshPrefix(), 3);
        CommonSettings settings = CommonSettings.read(new SettingsReader(Map.of("MUSTER_BOOTSTRAP_SERVERS",
                kafka.bootstrapServers(), "MUSTER_TOPIC_PREFIX", topics.prefix(), "MUSTER_PARTITIONS", "3"), "TEST"));
        this.clients = new KafkaClients(settings, "test");
        try (Admin admin = clients.admin()) {
            TopicCheck.ensure(admin, settings);
        }
    }

    @Test
    void everyEventIsOnBothTopicsInItsKeysOrderOnceItIsClosed() {
        List<Event> sent = new ArrayList<>();
        try (OutcomeSender sender = sender()) {
            for (int i = 0; i < NAMESPACES; i++) {
                Event applied = event(null, EventType.CONCERN_APPLIED, "ns-" + i);
                Event released = event(applied.id(), EventType.CONCERN_RELEASED, "ns-" + i);
                Stream.of(applied, released).forEach(event -> {
                    sent.add(event);
                    sender.send(event, refused::add);
                });
            }
        }

        assertThat(refused).isEmpty();
        assertThat(idsByKey(read(topics.outcomesLog()))).isEqualTo(idsByKeyOf(sent));
        assertThat(idsByKey(read(topics.outcomes(Concern.RBAC)))).isEqualTo(idsByKeyOf(sent));
    }

    @Test
    void whatEndsAKeyIsATombstoneOnTheStateTopicAlone() {
        try (OutcomeSender sender = sender()) {
            sender.send(event(null, EventType.CONCERN_RELEASED, "ns"), refused::add);
        }

        assertThat(read(topics.outcomesLog())).singleElement().satisfies(message -> assertThat(message.value())
                .isNotNull());
        assertThat(read(topics.outcomes(Concern.RBAC))).singleElement().satisfies(message -> {
            assertThat(message.value()).isNull();
            assertThat(header(message, "ce_type")).isEqualTo(EventType.CONCERN_RELEASED.typeName());
        });
    }

    @Test
    void whatOnlyTheStateTopicLacksGoesThereAlone() {
        try (OutcomeSender sender = sender()) {
            sender.sendState(event(null, EventType.CONCERN_APPLIED, "ns"), refused::add);
        }

        assertThat(read(topics.outcomesLog())).isEmpty();
        assertThat(read(topics.outcomes(Concern.RBAC))).hasSize(1);
    }

    private OutcomeSender sender() {
        return new OutcomeSender(topics.outcomesLog(), topics.outcomes(Concern.RBAC), clients.producer("outcomes"));
    }

    private Event event(@Nullable String previous, EventType type, String namespace) {
        return events.next(previous, type, namespace,
                new Outcome(namespace, Concern.RBAC, Outcome.State.APPLIED, "mesh", "id", "revision", "", List.of(),
                        List.of(), List.of(), Instant.parse("2026-11-24T08:00:00Z")),
                Instant.parse("2026-11-24T08:00:00Z"), null, "id");
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        List<ConsumerRecord<byte[], byte[]>> messages = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = clients.reader("test")) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(messages::add);
            }
        }
        return messages;
    }

    private static Map<String, List<String>> idsByKey(List<ConsumerRecord<byte[], byte[]>> messages) {
        Map<String, List<String>> ids = new HashMap<>();
        messages.forEach(message -> ids.computeIfAbsent(new String(message.key(), StandardCharsets.UTF_8),
                _ -> new ArrayList<>()).add(header(message, "ce_id")));
        return ids;
    }

    private static Map<String, List<String>> idsByKeyOf(List<Event> sent) {
        Map<String, List<String>> ids = new HashMap<>();
        sent.forEach(event -> ids.computeIfAbsent(event.key(), _ -> new ArrayList<>()).add(event.id()));
        return ids;
    }

    private static String header(ConsumerRecord<byte[], byte[]> message, String name) {
        Header header = message.headers().lastHeader(name);
        return new String(header.value(), StandardCharsets.UTF_8);
    }
}
