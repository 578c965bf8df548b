package io.muster.audit;

import io.muster.events.Cause;
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
import io.muster.events.Payload;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** A log as a watcher and services would write it, one second after the other. */
final class Recorded {

    static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

    private final Map<String, String> previous = new HashMap<>();
    private long offset;

    /** The moment of the record with this number. */
    static Instant at(long second) {
        return START.plusSeconds(second);
    }

    LogRecord joined(String namespace, String mesh) {
        return member(EventType.MEMBER_JOINED, namespace, mesh, null, at(offset));
    }

    LogRecord changed(String namespace, String mesh, Instant since) {
        return member(EventType.MEMBER_CHANGED, namespace, mesh, null, since);
    }

    LogRecord moved(String namespace, String from, String to) {
        return member(EventType.MEMBER_MOVED, namespace, to, from, at(offset));
    }

    LogRecord left(String namespace, String mesh, Instant since) {
        return member(EventType.MEMBER_LEFT, namespace, mesh, null, since);
    }

    private LogRecord member(EventType type, String namespace, String mesh,
            @Nullable String from, Instant since) {
        return record("watcher", type, namespace, null, new MemberState(namespace, "uid-" + namespace, mesh,
                Claim.LISTED, since, from, cause(mesh, "kubectl-edit"), at(offset)));
    }

    static Cause cause(String mesh, @Nullable String manager) {
        return new Cause("ServiceMeshMemberRoll", mesh, "default", "uid", "1", manager, START);
    }

    LogRecord mesh(String namespace, String version) {
        MeshState state = new MeshState(namespace, "basic", "uid", version, null, true, false, false, List.of(), true,
                List.of(), List.of(), NetworkMode.NETWORK_POLICY, null, List.of(), new TreeMap<>(), false, List.of(),
                List.of(), List.of(), List.of(), Map.of(), cause(namespace, null), at(offset)).withRevisions();
        return record("watcher", EventType.MESH_CHANGED, namespace, null, state);
    }

    LogRecord outcome(EventType type, Outcome outcome) {
        return record(outcome.concern().id() + "-service", type, outcome.namespace(), outcome.event(), outcome);
    }

    /** What a service says of a member whose mesh is known. */
    Outcome outcome(Outcome.State state, LogRecord member, LogRecord mesh, String reason) {
        MemberState of = member.event().map(Event::member).orElseThrow();
        String revision = mesh.event().map(Event::mesh).map(each -> each.revision(Concern.RBAC)).orElseThrow();
        return new Outcome(of.namespace(), Concern.RBAC, state, of.mesh(), member.id(), revision, reason, List.of(),
                List.of(), List.of(), at(offset).plusMillis(500));
    }

    private LogRecord record(String service, EventType type, String key,
            @Nullable String causation, Payload payload) {
        EventFactory factory = new EventFactory(new EventSource("test", service));
        String chain = service + "/" + type.family() + "/" + key;
        Event event = factory.next(previous.get(chain), type, key, payload, at(offset), null, causation);
        previous.put(chain, event.id());
        return record(event);
    }

    /** Any event, as the next record. */
    LogRecord record(Event event) {
        ProducerRecord<byte[], byte[]> encoded = EventCodec.encode("log", event);
        long now = offset++;
        return new LogRecord(new ConsumerRecord<>("log", 0, now, at(now).toEpochMilli(), TimestampType.CREATE_TIME, 0,
                0, encoded.key(), encoded.value(), encoded.headers(), Optional.empty()));
    }

    /** The same as a state topic has it. */
    static LogRecord asState(LogRecord record) {
        ProducerRecord<byte[], byte[]> encoded = EventCodec.encode("members",
                record.event().orElseThrow().asState());
        return new LogRecord(new ConsumerRecord<>("members", 0, record.message().offset(),
                record.message().timestamp(), TimestampType.CREATE_TIME, 0, 0, encoded.key(), encoded.value(),
                encoded.headers(), Optional.empty()));
    }
}
