package io.muster.system;

import static io.muster.system.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.events.Concern;
import io.muster.events.DeadLetter;
import io.muster.events.Event;
import io.muster.events.EventCodec;
import io.muster.events.MemberState;
import io.muster.events.Outcome;
import io.muster.system.MusterProcess.Kind;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.RealServers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Topics with garbage, without records, and with those of another cluster: no member loses anything by them. */
@ExtendWith(RealServers.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputIT {

    private static final Map<String, String> OFTEN = Map.of("MUSTER_WATCHER_COMPARE_INTERVAL", "3s");

    private final Scene scene;
    private final TopicsWriter writer;
    private final Admin kafka;
    private MusterProcess watcher;
    private MusterProcess rbac;
    private Mesh mesh;
    private String a = "";
    private String b = "";

    BadInputIT(KafkaUnderTest broker, ControlPlaneUnderTest cluster) {
        scene = new Scene(broker, cluster);
        writer = new TopicsWriter(broker.bootstrapServers());
        kafka = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
        watcher = scene.start(Kind.WATCHER, OFTEN);
        rbac = scene.start(Kind.RBAC);
        mesh = scene.mesh();
    }

    @BeforeAll
    void start() {
        watcher.awaitReady();
        rbac.awaitReady();
    }

    @BeforeEach
    void twoMembers() {
        a = scene.namespace("a");
        b = scene.namespace("b");
        mesh.roll(a, b);
        scene.awaitMember(mesh, a);
        scene.awaitMember(mesh, b);
    }

    @AfterEach
    void everythingStillWorks() {
        String another = scene.namespace("another");
        mesh.roll(b, another);
        scene.awaitMember(mesh, another);
        scene.awaitNothingLeft(mesh, a);
        eventually(() -> assertThat(rbac.get("/readyz").body()).isEqualTo("ok\n"));
    }

    @AfterAll
    void stop() {
        writer.close();
        kafka.close();
        scene.close();
    }

    @Test
    void whatCannotBeReadIsPutAsideWithItsBytesAndTheReasonAndAllElseGoesOn() {
        String members = scene.topics().members();
        Map<String, String> versions = mesh.versions();
        Map<String, MemberState> known = scene.reader().members();
        Event joined = scene.reader().log(a).getLast();

        writer.bytes(members, "nobody", "{garbage");
        writer.bytes(members, a, "garbage for a member");
        writer.bytes(members, b, null);
        writer.bytes(scene.topics().meshes(), mesh.namespace(), null);
        writer.send(retyped(joined, "io.muster.member.joined.v2"));
        writer.send(retyped(joined, "com.example.something.else.v1"));
        String c = scene.namespace("c");
        mesh.memberObject(c);

        scene.awaitMember(mesh, c);
        eventually(() -> assertThat(letters()).containsKeys("nobody", a, b, mesh.namespace(), "retyped"));
        assertThat(letters().get("nobody")).satisfies(isLetter("{garbage", "not a CloudEvent"));
        assertThat(letters().get(a)).satisfies(isLetter("garbage for a member", "not a CloudEvent"));
        assertThat(letters().get(b)).satisfies(isLetter(null, "tombstone without CloudEvents headers"));
        assertThat(letters().get(mesh.namespace())).satisfies(isLetter(null, "tombstone without CloudEvents headers"));
        assertThat(letters()).hasEntrySatisfying("retyped",
                letter -> assertThat(letter.reason()).contains("io.muster.member.joined.v2", "upgrade"));
        assertThat(rbac.metric("muster_unknown_event_types")).isEqualTo(1);
        assertThat(rbac.metric("muster_dead_letters")).isEqualTo(5);
        eventually(() -> assertThat(scene.reader().members()).as("published anew").containsAllEntriesOf(known));
        eventually(() -> assertThat(scene.reader().meshes()).containsKey(mesh.namespace()));
        assertThat(mesh.versions()).as("nobody lost anything").containsAllEntriesOf(versions);
        assertThat(scene.reader().log(a)).as("it is no news").hasSize(1);
        mesh.noMemberObject(c);
    }

    @Test
    void anEmptiedTopicTakesNothingAwayAndIsFilledAgain() throws Exception {
        Map<String, String> versions = mesh.versions();
        Map<String, MemberState> known = scene.reader().members();
        String[] emptied = {scene.topics().members(), scene.topics().meshes()};

        // A broker deletes no records of topics that are only compacted.
        setCleanup(emptied, "delete");
        kafka.deleteRecords(scene.reader().ends(emptied).entrySet().stream().collect(Collectors.toMap(
                Map.Entry::getKey, end -> RecordsToDelete.beforeOffset(end.getValue())))).all()
                .get(30, TimeUnit.SECONDS);
        setCleanup(emptied, "compact");

        awaitRefilled(known);
        assertThat(mesh.versions()).isEqualTo(versions);
    }

    @Test
    void aTopicThatWasDeletedTakesNothingAwayAndIsMadeAndFilledAgain() throws Exception {
        Map<String, String> versions = mesh.versions();
        Map<String, MemberState> known = scene.reader().members();

        kafka.deleteTopics(List.of(scene.topics().members(), scene.topics().meshes())).all().get(30, TimeUnit.SECONDS);

        eventually(() -> assertThat(kafka.listTopics().names().get(30, TimeUnit.SECONDS))
                .contains(scene.topics().members(), scene.topics().meshes()));
        awaitRefilled(known);
        Eventually.throughout(Duration.ofSeconds(6), () -> assertThat(mesh.versions()).isEqualTo(versions));
        eventually(() -> assertThat(rbac.isReady()).isTrue());
    }

    @Test
    void anotherClustersRecordsStopTheWatcherAndKeepRbacServiceFromDoingAnything() {
        Map<String, String> versions = mesh.versions();
        Map<String, String> another = Map.of("MUSTER_CLUSTER_ID", "another");
        watcher.stop();
        rbac.stop();

        watcher = scene.start(Kind.WATCHER, another);
        rbac = scene.start(Kind.RBAC, another);
        mesh.roll(a);

        assertThat(watcher.awaitExit()).isEqualTo(5);
        assertThat(watcher.output()).contains("this is cluster another", "MUSTER_TOPIC_PREFIX");
        eventually(() -> assertThat(rbac.get("/readyz").body()).contains("this is cluster another",
                "give each cluster its own MUSTER_TOPIC_PREFIX"));
        assertThat(rbac.get("/livez").status()).isEqualTo(200);
        Eventually.throughout(Duration.ofSeconds(2), () -> assertThat(mesh.versions()).isEqualTo(versions));
        rbac.stop();

        watcher = scene.start(Kind.WATCHER, OFTEN).awaitReady();
        rbac = scene.start(Kind.RBAC).awaitReady();
        scene.awaitNothingLeft(mesh, b);
        mesh.roll(a, b);
        scene.awaitMember(mesh, b);
        assertThat(scene.reader().outcome(Concern.RBAC, a)).map(Outcome::state).hasValue(Outcome.State.APPLIED);
    }

    private void setCleanup(String[] topics, String policy) throws Exception {
        kafka.incrementalAlterConfigs(Stream.of(topics).collect(Collectors.toMap(
                topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic),
                _ -> List.of(new AlterConfigOp(new ConfigEntry("cleanup.policy", policy), AlterConfigOp.OpType.SET)))))
                .all().get(30, TimeUnit.SECONDS);
    }

    private void awaitRefilled(Map<String, MemberState> known) {
        scene.forgetReader();
        eventually(() -> {
            assertThat(scene.reader().members()).containsAllEntriesOf(known);
            assertThat(scene.reader().meshes()).containsKey(mesh.namespace());
        });
    }

    private ProducerRecord<byte[], byte[]> retyped(Event event, String type) {
        ProducerRecord<byte[], byte[]> encoded = EventCodec.encode(scene.topics().members(), event);
        ProducerRecord<byte[], byte[]> retyped = new ProducerRecord<>(scene.topics().members(),
                "retyped".getBytes(UTF_8), encoded.value());
        encoded.headers().forEach(header -> retyped.headers().add(header.key(),
                header.key().equals("ce_type") ? type.getBytes(UTF_8) : header.value()));
        return retyped;
    }

    /** The dead letters by the keys that their records had. */
    private Map<String, DeadLetter> letters() {
        return scene.reader().deadLetters().stream().collect(Collectors.toMap(
                letter -> new String(Objects.requireNonNull(letter.record().key()), UTF_8), letter -> letter,
                (_, later) -> later));
    }

    private static Consumer<DeadLetter> isLetter(@Nullable String value, String reason) {
        return letter -> {
            assertThat(letter.record().value()).isEqualTo(value == null ? null : value.getBytes(UTF_8));
            assertThat(letter.reason()).contains(reason);
            assertThat(letter.service()).isEqualTo("rbac-service");
        };
    }
}
