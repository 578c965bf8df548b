package io.muster.watcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.muster.events.Claim;
import io.muster.events.Event;
import io.muster.events.EventCodec;
import io.muster.events.EventFactory;
import io.muster.events.EventSource;
import io.muster.events.EventType;
import io.muster.events.MemberState;
import io.muster.events.Request;
import io.muster.events.Sequence;
import io.muster.runtime.ExitCode;
import io.muster.runtime.KafkaClients;
import io.muster.runtime.StartFailure;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.RealServers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
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
        stopAll();
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

    @Test
    void aRestartPublishesNothing() {
        start();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(members()).containsOnlyKeys(a, b));
        stopAll();
        List<Event> before = everything();
        start();
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void findsWhatWasDeletedWhileItWasAway() {
        start();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(members()).containsOnlyKeys(a, b));
        stopAll();
        cluster.admin().namespaces().withName(a).delete();
        objects.roll(mesh, List.of(a));
        start();
        assertThat(members()).isEmpty();
        MemberState left = Objects.requireNonNull(log(b).getLast().member());
        assertThat(left.cause().kind()).as("a live roll tells").isEqualTo("ServiceMeshMemberRoll");
        assertThat(left.cause().fieldManager()).isEqualTo("kubectl-test");
    }

    @Test
    void anotherReplicaTakesOverAndGoesOn() {
        Watcher first = start();
        Watcher second = start();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(members()).containsOnlyKeys(a, b));
        first.close();
        objects.roll(mesh, List.of(b));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(members()).containsOnlyKeys(b));
        assertThat(log(a)).hasSize(2);
        assertThat(epoch(log(a).getLast())).isGreaterThan(epoch(log(a).getFirst()));
        assertThat(second.health().unmet()).isEmpty();
    }

    @Test
    void aLeaderThatIsFencedPublishesNothingUntilItLeadsAgain() {
        start();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(members()).containsOnlyKeys(a, b));
        try (var _ = Publisher.open(new KafkaClients(settings.common(), "watcher"))) {
            objects.roll(mesh, List.of(b));
            await().atMost(LIMIT).untilAsserted(() -> assertThat(members()).containsOnlyKeys(b));
        }
        assertThat(log(a)).as("once, by the next epoch").hasSize(2);
        assertThat(epoch(log(a).getLast())).isGreaterThan(epoch(log(a).getFirst()));
    }

    @Test
    void manyRemovalsThatFollowOnlyFromAbsenceWaitForAPerson() {
        List<String> many = IntStream.range(0, 12).mapToObj(_ -> cluster.createNamespace("many")).toList();
        objects.roll(mesh, many);
        start();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(members()).hasSize(12));
        stopAll();
        objects.noControlPlane(mesh);
        start();
        assertThat(members()).hasSize(12);
        assertThat(TopicLog.table(kafka, kafka.topics().meshes())).containsKey(mesh);
        confirm();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(members()).isEmpty());
        assertThat(TopicLog.table(kafka, kafka.topics().meshes())).doesNotContainKey(mesh);
    }

    @Test
    void anotherClustersRecordsStopIt() {
        start();
        stopAll();
        environment.put("MUSTER_CLUSTER_ID", "another");
        Watcher watcher = Watcher.start(WatcherSettings.read(environment), Clock.systemUTC());
        running.add(watcher);
        assertThat(watcher.failure()).failsWithin(LIMIT).withThrowableThat().withCauseInstanceOf(StartFailure.class)
                .withMessageContaining("MUSTER_TOPIC_PREFIX").havingCause()
                .satisfies(failure -> assertThat(((StartFailure) failure).exitCode())
                        .isEqualTo(ExitCode.FOREIGN_CLUSTER));
    }

    @Test
    void aTopicThatWasDeletedIsMadeAndFilledAgainWithTheSameEvents() throws Exception {
        environment.put("MUSTER_WATCHER_COMPARE_INTERVAL", "2s");
        start();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(members()).containsOnlyKeys(a, b));
        Map<String, Event> before = members();
        int logged = TopicLog.read(kafka, kafka.topics().log()).size();
        try (Admin admin = kafka.admin()) {
            admin.deleteTopics(List.of(kafka.topics().members())).all().get();
        }
        await().atMost(LIMIT).ignoreExceptions().untilAsserted(() -> assertThat(members()).isEqualTo(before));
        assertThat(TopicLog.read(kafka, kafka.topics().log())).as("it is no news").hasSize(logged);
    }

    @Test
    void aRecordThatCannotBeReadIsReplaced() {
        start();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(members()).containsOnlyKeys(a, b));
        Map<String, Event> before = members();
        stopAll();
        try (Producer<byte[], byte[]> producer = kafka.producer("test")) {
            var _ = producer.send(new ProducerRecord<>(kafka.topics().members(), a.getBytes(UTF_8),
                    "garbage".getBytes(UTF_8)));
            var _ = producer.send(new ProducerRecord<>(kafka.topics().members(), "nobody".getBytes(UTF_8),
                    "garbage".getBytes(UTF_8)));
        }
        start();
        assertThat(members()).isEqualTo(before);
        assertThat(TopicLog.read(kafka, kafka.topics().members())).as("the end of what nobody published")
                .anyMatch(event -> event.key().equals("nobody") && event.type() == EventType.MEMBER_LEFT);
    }

    @Test
    void topicsWithAnotherNumberOfPartitionsAreRefused() {
        start();
        stopAll();
        environment.put("MUSTER_PARTITIONS", "5");
        assertThatThrownBy(() -> Watcher.start(WatcherSettings.read(environment), Clock.systemUTC()))
                .isInstanceOfSatisfying(StartFailure.class,
                        failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.KAFKA))
                .hasMessageContaining("has 3 partitions, expected 5");
    }

    private void confirm() {
        Request request = new Request(Request.Action.CONFIRM, null, null, null, null, "test", Instant.now());
        Event event = new EventFactory(new EventSource("any", "cli")).next(null, EventType.REQUEST_CONFIRM, "confirm",
                request, Instant.now(), null, null);
        try (Producer<byte[], byte[]> producer = kafka.producer("test")) {
            var _ = producer.send(EventCodec.encode(kafka.topics().requests(), event));
        }
    }

    private void stopAll() {
        running.forEach(Watcher::close);
        running.clear();
    }

    private static long epoch(Event event) {
        return Sequence.parse(Objects.requireNonNull(event.sequence())).orElseThrow().epoch();
    }

    private List<Event> everything() {
        return Stream.of(kafka.topics().members(), kafka.topics().meshes(), kafka.topics().log())
                .flatMap(topic -> TopicLog.read(kafka, topic).stream()).toList();
    }

    private Watcher start() {
        Watcher watcher = Watcher.start(WatcherSettings.read(environment), Clock.systemUTC());
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
