package io.muster.system;

import static io.muster.system.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.muster.events.Concern;
import io.muster.events.Event;
import io.muster.events.MemberState;
import io.muster.events.Outcome;
import io.muster.system.MusterProcess.Kind;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.RealServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** rbac-service when its processes die, wake up, and share the work. */
@ExtendWith(RealServers.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplicasIT {

    /** The session of one that died without a word, on a broker with its default settings, and the work. */
    private static final Duration TAKEOVER_OF_A_KILLED_ONE = Duration.ofSeconds(10);
    private static final Duration TAKEOVER_OF_A_STOPPED_ONE = Duration.ofSeconds(5);

    private final Scene scene;
    private final List<MusterProcess> replicas = new ArrayList<>();

    ReplicasIT(KafkaUnderTest kafka, ControlPlaneUnderTest cluster) {
        scene = new Scene(kafka, cluster);
    }

    @BeforeAll
    void start() {
        scene.start(Kind.WATCHER).awaitReady();
    }

    @AfterEach
    void stopReplicas() {
        replicas.forEach(MusterProcess::stop);
        replicas.clear();
    }

    @AfterAll
    void stop() {
        replica().awaitReady();
        scene.close();
    }

    @Test
    void killedAmidAHundredJoinsItGoesOnWhereItWasAndWritesNothingTwice() {
        Mesh mesh = scene.mesh();
        List<String> first = namespaces(20);
        List<String> all = Stream.concat(first.stream(), namespaces(100).stream()).toList();
        MusterProcess killed = replica().awaitReady();
        mesh.roll(first);
        awaitApplied(mesh, first);

        mesh.roll(all);
        await().pollInterval(Duration.ofMillis(10)).until(() -> mesh.versions().size() > 3 * 40);
        killed.kill();
        Map<String, String> written = mesh.versions();
        assertThat(written).as("killed in the middle").hasSizeLessThan(3 * all.size());
        MusterProcess restarted = replica();

        awaitApplied(mesh, all);
        restarted.awaitReady();
        assertThat(mesh.versions()).as("what was right is as it was").containsAllEntriesOf(written);
        assertThat(restarted.metric("muster_writes_total")).as("writes after the restart")
                .isEqualTo(3 * all.size() - written.size());
        assertThat(scene.reader().brokenChains(all)).isEmpty();
        assertThat(restarted.metric("muster_pending_keys")).isZero();
    }

    @Test
    void twoReplicasShareTheWorkAndTheShareOfOneThatGoesIsTakenOver() {
        Mesh mesh = scene.mesh();
        List<String> members = new ArrayList<>(namespaces(12));
        MusterProcess staying = replica();
        MusterProcess stopping = replica();
        awaitShared(staying, stopping);
        mesh.roll(members);
        awaitApplied(mesh, members);
        assertThat(List.of(writes(staying), writes(stopping))).allMatch(writes -> writes > 0);
        assertThat(writes(staying) + writes(stopping)).as("nobody does what the other does")
                .isEqualTo(3 * members.size());
        Map<String, String> written = mesh.versions();

        members.addAll(namespaces(12));
        mesh.roll(members);
        stopping.stop();

        assertThat(stopping.awaitExit()).isZero();
        await().atMost(TAKEOVER_OF_A_STOPPED_ONE).untilAsserted(
                () -> assertThat(mesh.versions()).hasSize(3 * members.size()).containsAllEntriesOf(written));
        awaitApplied(mesh, members);

        MusterProcess killed = replica();
        awaitShared(staying, killed);
        members.addAll(namespaces(12));
        killed.kill();
        mesh.roll(members);

        await().atMost(TAKEOVER_OF_A_KILLED_ONE).untilAsserted(
                () -> assertThat(mesh.versions()).hasSize(3 * members.size()).containsAllEntriesOf(written));
        awaitApplied(mesh, members);
        assertThat(owned(staying)).isEqualTo(scene.topics().partitions());
        assertThat(scene.reader().brokenChains(members)).isEmpty();
    }

    @Test
    void aReplicaThatSleptThroughEverythingDoesNoHarmWhenItWakesUp() {
        Mesh mesh = scene.mesh();
        List<String> members = namespaces(60);
        MusterProcess sleeper = replica();
        MusterProcess other = replica();
        awaitShared(sleeper, other);

        mesh.roll(members);
        await().pollInterval(Duration.ofMillis(10)).until(() -> mesh.versions().size() > 3 * 10);
        sleeper.pause();
        mesh.roll();
        eventually(() -> assertThat(mesh.versions()).isEmpty());
        sleeper.resume();

        sleeper.awaitReady();
        eventually(() -> assertThat(owned(sleeper) + owned(other)).isEqualTo(scene.topics().partitions()));
        Eventually.throughout(Duration.ofSeconds(2), () -> assertThat(mesh.versions()).isEmpty());
        eventually(() -> assertThat(members).as("what it said too late is corrected")
                .allMatch(member -> scene.reader().outcome(Concern.RBAC, member).isEmpty()));
    }

    private MusterProcess replica() {
        MusterProcess replica = scene.start(Kind.RBAC);
        replicas.add(replica);
        return replica;
    }

    private void awaitShared(MusterProcess one, MusterProcess other) {
        one.awaitReady();
        other.awaitReady();
        eventually(() -> assertThat(List.of(owned(one), owned(other))).containsExactly(3.0, 3.0));
    }

    private List<String> namespaces(int number) {
        return IntStream.range(0, number).mapToObj(_ -> scene.namespace("many")).toList();
    }

    /** Every one of them has what it should have, and its last outcome answers its last member event. */
    private void awaitApplied(Mesh mesh, List<String> members) {
        eventually(() -> assertThat(mesh.versions()).hasSize(3 * members.size()));
        Map<String, MemberState> known = scene.reader().members();
        assertThat(known).containsKeys(members.toArray(String[]::new));
        eventually(() -> {
            List<Event> outcomes = scene.reader().events(scene.topics().outcomesLog());
            List<Event> log = scene.reader().events(scene.topics().log());
            for (String member : members) {
                Outcome last = (Outcome) Objects.requireNonNull(last(outcomes, member).payload());
                assertThat(last.state()).as(member).isEqualTo(Outcome.State.APPLIED);
                assertThat(last.event()).as(member).isEqualTo(last(log, member).id());
            }
        });
    }

    private static Event last(List<Event> events, String key) {
        return events.stream().filter(event -> event.key().equals(key)).reduce((_, later) -> later)
                .orElseThrow(() -> new AssertionError("nothing was said about " + key));
    }

    private static double owned(MusterProcess replica) {
        return replica.metric("muster_owned_partitions");
    }

    private static double writes(MusterProcess replica) {
        return replica.metric("muster_writes_total");
    }
}
