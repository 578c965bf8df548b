package io.muster.system.bench;

import io.muster.events.Cause;
import io.muster.events.Census;
import io.muster.events.Claim;
import io.muster.events.Concern;
import io.muster.events.Event;
import io.muster.events.EventCodec;
import io.muster.events.EventFactory;
import io.muster.events.EventSource;
import io.muster.events.EventType;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.events.NetworkMode;
import io.muster.events.Outcome;
import io.muster.events.Topics;
import io.muster.runtime.CommonSettings;
import io.muster.runtime.KafkaClients;
import io.muster.runtime.SettingsReader;
import io.muster.runtime.TopicCheck;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Topics as a long life leaves them: members of ten meshes who move about, and what two services said of each. */
final class LongLog implements AutoCloseable {

    private static final int MESHES = 10;
    private static final EventFactory WATCHER = new EventFactory(new EventSource("bench", "watcher"));

    private final Topics topics;
    private final Producer<byte[], byte[]> producer;
    private final Map<String, MeshState> meshes = new HashMap<>();
    private final Map<String, Event> members = new HashMap<>();

    LongLog(String bootstrapServers) {
        SettingsReader reader = new SettingsReader(Map.of("MUSTER_BOOTSTRAP_SERVERS", bootstrapServers), "CLI");
        CommonSettings settings = CommonSettings.read(reader).withKafkaDefaults(Map.of("compression.type", "lz4"));
        KafkaClients kafka = new KafkaClients(settings, "bench");
        try (Admin admin = kafka.admin()) {
            TopicCheck.ensure(admin, settings);
        }
        this.topics = kafka.topics();
        this.producer = kafka.producer("bench");
    }

    static String member(int number) {
        return "member-" + number;
    }

    /** Writes so many events about so many members, evenly over the ten days before this moment. */
    void write(int memberCount, int eventCount, Instant end) {
        Instant start = end.minusSeconds(10L * 86_400);
        for (int i = 0; i < MESHES; i++) {
            mesh("mesh-" + i, start);
        }
        for (int i = 0; i < eventCount; i++) {
            move(member(i % memberCount), "mesh-" + (i / memberCount + i) % MESHES,
                    start.plusMillis(10L * 86_400_000 * i / eventCount));
        }
        members.values().forEach(event -> {
            send(topics.members(), event, event.time());
            outcome(event, Concern.RBAC, end);
            outcome(event, Concern.CNI, end);
        });
        send(topics.meshes(), WATCHER.next(null, EventType.CENSUS, Census.KEY,
                new Census("bench", 1, memberCount, MESHES, end), end, null, null), end);
        producer.flush();
    }

    private void mesh(String name, Instant time) {
        MeshState state = new MeshState(name, "basic", "uid", "v2.6", null, true, false, false, List.of(), true,
                List.of(), List.of(), NetworkMode.NETWORK_POLICY, null, List.of("v2-6-istio-cni"), new TreeMap<>(),
                false, List.of(), List.of(), List.of(), List.of(), Map.of(),
                new Cause("ServiceMeshControlPlane", name, "basic", "uid", "1", "bench", time), time).withRevisions();
        Event event = WATCHER.next(null, EventType.MESH_APPEARED, name, state, time, null, null);
        meshes.put(name, state);
        send(topics.log(), event, time);
        send(topics.meshes(), event, time);
    }

    private void move(String namespace, String mesh, Instant time) {
        Event before = members.get(namespace);
        MemberState last = before == null ? null : before.member();
        Event event = WATCHER.next(before == null ? null : before.id(),
                last == null ? EventType.MEMBER_JOINED : EventType.MEMBER_MOVED, namespace,
                new MemberState(namespace, "uid-" + namespace, mesh, Claim.LISTED, time,
                        last == null ? null : last.mesh(),
                        new Cause("ServiceMeshMemberRoll", mesh, "default", "uid", "1", "bench", time), time),
                time, null, null);
        members.put(namespace, event);
        send(topics.log(), event, time);
    }

    private void outcome(Event member, Concern concern, Instant time) {
        MemberState of = member.member();
        MeshState mesh = of == null ? null : meshes.get(of.mesh());
        if (of == null || mesh == null) {
            return;
        }
        Event event = new EventFactory(new EventSource("bench", concern.id() + "-service")).next(null,
                EventType.CONCERN_APPLIED, of.namespace(),
                new Outcome(of.namespace(), concern, Outcome.State.APPLIED, of.mesh(), member.id(),
                        mesh.revision(concern), "",
                        List.of(new Outcome.ObjectOutcome("RoleBinding", "istiod", Outcome.Result.PRESENT, ""),
                                new Outcome.ObjectOutcome("RoleBinding", "prometheus", Outcome.Result.PRESENT, "")),
                        List.of(new Outcome.Written("create", "RoleBinding", "istiod")), List.of(), time),
                time, null, member.id());
        send(topics.outcomesLog(), event, time);
        send(topics.outcomes(concern), event, time);
    }

    private void send(String topic, Event event, Instant time) {
        ProducerRecord<byte[], byte[]> encoded = EventCodec.encode(topic, event);
        var _ = producer.send(new ProducerRecord<>(topic, null, time.toEpochMilli(), encoded.key(), encoded.value(),
                encoded.headers()));
    }

    @Override
    public void close() {
        producer.close();
    }
}
