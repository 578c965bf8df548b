package io.muster.watcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.muster.events.Claim;
import io.muster.events.Event;
import io.muster.events.EventType;
import io.muster.events.MemberState;
import io.muster.runtime.KafkaClients;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.RealServers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RealServers.class)
class WatcherIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ControlPlaneUnderTest cluster;
    private final MeshObjects objects;
    private final Map<String, String> environment = new HashMap<>();
    private final List<Watcher> running = new ArrayList<>();
    private final WatcherSettings settings;
    private final KafkaClients kafka;
    private String mesh = "";
    private String a = "";
    private String b = "";

    WatcherIT(KafkaUnderTest broker, ControlPlaneUnderTest cluster) {
        this.cluster = cluster;
        this.objects = new MeshObjects(cluster.admin());
        environment.put("MUSTER_BOOTSTRAP_SERVERS", broker.bootstrapServers());
        environment.put("MUSTER_TOPIC_PREFIX", broker.freshPrefix());
        environment.put("MUSTER_PARTITIONS", "3");
        environment.put("MUSTER_REPLICATION_FACTOR", "1");
        environment.put("MUSTER_KUBECONFIG", cluster.kubeconfig().toString());
        settings = WatcherSettings.read(environment);
        kafka = new KafkaClients(settings.common(), "test");
    }

    @BeforeEach
    void aMeshOfTwo() {
        cluster.installCrds();
        mesh = cluster.createNamespace("cp");
        a = cluster.createNamespace("a");
        b = cluster.createNamespace("b");
        objects.controlPlane(mesh);
        objects.roll(mesh, List.of(a, b));
    }

    @AfterEach
    void stop() {
        running.forEach(Watcher::close);
        objects.noRoll(mesh);
        objects.noControlPlane(mesh);
    }

    @Test
    void publishesWhatARollSaysAsItChanges() {
        start();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(members()).containsOnlyKeys(a, b));
        Event joined = Objects.requireNonNull(members().get(a));
        assertThat(joined.type()).isEqualTo(EventType.MEMBER_JOINED);
        MemberState member = Objects.requireNonNull(joined.member());
        assertThat(member.mesh()).isEqualTo(mesh);
        assertThat(member.claim()).isEqualTo(Claim.LISTED);
        assertThat(member.cause().fieldManager()).isEqualTo("kubectl-test");

        objects.roll(mesh, List.of(b));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(members()).containsOnlyKeys(b));
        assertThat(log(a)).extracting(Event::type).containsExactly(EventType.MEMBER_JOINED, EventType.MEMBER_LEFT);
        assertThat(log(a).getLast().previous()).isEqualTo(joined.id());
        assertThat(log(a).getLast().member()).as("the log tells the last state").isNotNull();
        assertThat(log(mesh)).extracting(Event::type).containsExactly(EventType.MESH_APPEARED);
    }

    private Watcher start() {
        Watcher watcher = Watcher.start(settings, Clock.systemUTC());
        running.add(watcher);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(watcher.health().unmet()).isEmpty());
        return watcher;
    }

    private Map<String, Event> members() {
        return TopicLog.table(kafka, kafka.topics().members());
    }

    private List<Event> log(String key) {
        return TopicLog.read(kafka, kafka.topics().log()).stream().filter(event -> event.key().equals(key)).toList();
    }
}
