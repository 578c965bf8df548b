package io.muster.cli;

import io.muster.events.Cause;
import io.muster.events.Census;
import io.muster.events.Claim;
import io.muster.events.Concern;
import io.muster.events.DeadLetters;
import io.muster.events.Event;
import io.muster.events.EventCodec;
import io.muster.events.EventFactory;
import io.muster.events.EventSource;
import io.muster.events.EventType;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.events.NetworkMode;
import io.muster.events.Outcome;
import io.muster.events.Payload;
import io.muster.events.Topics;
import io.muster.runtime.CommonSettings;
import io.muster.runtime.KafkaClients;
import io.muster.runtime.TopicCheck;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.StandInWatcher;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Topics as watcher and rbac-service leave them, with times of one's own: the state topics and the logs. */
final class Published implements AutoCloseable {

    private final Topics topics;
    private final Producer<byte[], byte[]> producer;
    private final Map<String, String> previous = new HashMap<>();
    private Instant now = Instant.parse("2026-11-01T10:00:00Z");

    Published(KafkaUnderTest kafka, Topics topics) {
        this(KafkaOptions.settings(Map.of("MUSTER_BOOTSTRAP_SERVERS", kafka.bootstrapServers(), "MUSTER_TOPIC_PREFIX",
                topics.prefix(), "MUSTER_PARTITIONS", String.valueOf(topics.partitions()))));
    }

    /** On a broker and under a prefix of topics that are made where they are missing. */
    Published(CommonSettings settings) {
        KafkaClients kafka = new KafkaClients(settings, "test");
        try (Admin admin = kafka.admin()) {
            TopicCheck.ensure(admin, settings);
        }
        this.topics = settings.topics();
        this.producer = kafka.producer("published");
    }

    Instant now() {
        return now;
    }

    void pass(long seconds) {
        now = now.plusSeconds(seconds);
    }

    Event mesh(String namespace, String version) {
        Event event = next("watcher", EventType.MESH_CHANGED, namespace, null,
                new MeshState(namespace, "basic", "uid", version, null, true, false, false, List.of(), true, List.of(),
                        List.of(), NetworkMode.NETWORK_POLICY, null, List.of(), new TreeMap<>(), false, List.of(),
                        List.of(), List.of(), List.of(), Map.of(), cause("ServiceMeshControlPlane", namespace), now)
                        .withRevisions());
        send(topics.meshes(), event.asState());
        send(topics.log(), event);
        return event;
    }

    Event member(EventType type, String namespace, String mesh) {
        Event event = next("watcher", type, namespace, null, new MemberState(namespace, "uid", mesh, Claim.LISTED, now,
                null, cause("ServiceMeshMemberRoll", mesh), now));
        send(topics.members(), event.asState());
        send(topics.log(), event);
        return event;
    }

    Event outcome(EventType type, Outcome.State state, Event member, Event mesh, String reason) {
        MemberState of = Optional.ofNullable(member.member()).orElseThrow();
        Event event = next("rbac-service", type, member.key(), member.id(), new Outcome(of.namespace(), Concern.RBAC,
                state, of.mesh(), member.id(), Optional.ofNullable(mesh.mesh()).orElseThrow().revision(Concern.RBAC),
                reason, List.of(new Outcome.ObjectOutcome("RoleBinding", "istiod", Outcome.Result.PRESENT, "")),
                List.of(new Outcome.Written("create", "RoleBinding", "istiod")), List.of(), now.plusMillis(43)));
        send(topics.outcomesLog(), event);
        send(topics.outcomes(Concern.RBAC), event.asState());
        return event;
    }

    void census(int members, int meshes) {
        send(topics.meshes(), next("watcher", EventType.CENSUS, Census.KEY, null,
                new Census("test", 1, members, meshes, now)));
    }

    private Cause cause(String kind, String namespace) {
        return new Cause(kind, namespace, "default", "uid", "1", "kubectl-edit", now);
    }

    private Event next(String service, EventType type, String key, @Nullable String causation,
            Payload payload) {
        String chain = service + type.family() + key;
        Event event = new EventFactory(new EventSource("test", service)).next(previous.get(chain), type, key, payload,
                now, null, causation);
        previous.put(chain, event.id());
        return event;
    }

    void send(String topic, Event event) {
        ProducerRecord<byte[], byte[]> encoded = EventCodec.encode(topic, event);
        raw(new ProducerRecord<>(topic, null, now.toEpochMilli(), encoded.key(), encoded.value(),
                encoded.headers()));
    }

    /** Anything at all. */
    void raw(ProducerRecord<byte[], byte[]> record) {
        StandInWatcher.send(producer, record);
    }

    /** A record that a service could not read, put aside; returns its id. */
    String deadLetter(String key, long offset, byte[] value) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(topics.members(), topics.partitionOf(key), offset,
                0, TimestampType.CREATE_TIME, 0, 0, key.getBytes(StandardCharsets.UTF_8), value, new RecordHeaders(),
                Optional.empty());
        raw(DeadLetters.encode(topics.deadLetters(), record, "not a CloudEvent", "rbac-service", now));
        return DeadLetters.id(record);
    }

    @Override
    public void close() {
        producer.close();
    }
}
