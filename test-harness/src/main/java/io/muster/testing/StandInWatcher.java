package io.muster.testing;

import io.muster.events.Cause;
import io.muster.events.Census;
import io.muster.events.Event;
import io.muster.events.EventCodec;
import io.muster.events.EventFactory;
import io.muster.events.EventSource;
import io.muster.events.EventType;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.events.Payload;
import io.muster.events.Topics;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Publishes what a watcher would, for tests of a service that consumes it: whatever the test says, also what no cluster
 * bears out.
 */
public final class StandInWatcher implements AutoCloseable {

    private final Topics topics;
    private final String clusterId;
    private final EventFactory events;
    private final Producer<byte[], byte[]> producer;
    private final Map<String, String> previous = new HashMap<>();

    /** Creates the topics where they are missing. */
    public StandInWatcher(KafkaUnderTest kafka, Topics topics, String clusterId) {
        this.topics = topics;
        this.clusterId = clusterId;
        this.events = new EventFactory(new EventSource(clusterId, "watcher"));
        Map<String, Object> config = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (Admin admin = Admin.create(config)) {
            Set<String> present = admin.listTopics().names().get(30, TimeUnit.SECONDS);
            admin.createTopics(topics.all().stream().filter(spec -> !present.contains(spec.name()))
                    .map(spec -> new NewTopic(spec.name(), spec.partitions(), (short) 1).configs(spec.config()))
                    .toList())
                    .all().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("topics cannot be created", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A member joins, or changes. */
    public Event member(MemberState member) {
        return publish(topics.members(), EventType.MEMBER_JOINED, member.namespace(), member);
    }

    /** A member leaves. */
    public Event left(MemberState member) {
        return publish(topics.members(), EventType.MEMBER_LEFT, member.namespace(), member);
    }

    /** A mesh appears, or changes. Its revisions are computed. */
    public Event mesh(MeshState mesh) {
        return publish(topics.meshes(), EventType.MESH_CHANGED, mesh.namespace(), mesh.withRevisions());
    }

    /** Closes the picture. */
    public Event census(int members, int meshes) {
        return publish(topics.meshes(), EventType.CENSUS, Census.KEY,
                new Census(clusterId, 1, members, meshes, Instant.now()));
    }

    /** Anything at all. */
    public void raw(ProducerRecord<byte[], byte[]> message) {
        send(producer, message);
    }

    /** Sends a record, and returns when the broker has it. */
    public static void send(Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> message) {
        try {
            producer.send(message).get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("not published", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** A cause to put into states. */
    public static Cause cause(String kind, String namespace, String name) {
        return new Cause(kind, namespace, name, null, null, "test", Instant.now());
    }

    @Override
    public void close() {
        producer.close();
    }

    private Event publish(String topic, EventType type, String key, Payload payload) {
        Event event = events.next(previous.get(topic + "/" + key), type, key, payload, Instant.now(), null, null);
        previous.put(topic + "/" + key, event.id());
        raw(EventCodec.encode(topic, event.asState()));
        return event;
    }
}
