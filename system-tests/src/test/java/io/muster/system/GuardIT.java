package io.muster.system;

import static io.muster.system.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.system.MusterProcess.Kind;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.RealServers;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** A cluster that is suddenly without its meshes, as after a restore gone wrong, does not lose its members. */
@ExtendWith(RealServers.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuardIT {

    private final Scene scene;

    GuardIT(KafkaUnderTest kafka, ControlPlaneUnderTest cluster) {
        scene = new Scene(kafka, cluster);
    }

    @AfterAll
    void stop() {
        scene.close();
    }

    @Test
    void manyRemovalsThatNobodySawWaitForAPersonMeshByMesh() {
        MusterProcess watcher = scene.start(Kind.WATCHER).awaitReady();
        MusterProcess rbac = scene.start(Kind.RBAC).awaitReady();
        Mesh first = scene.mesh();
        Mesh second = scene.mesh();
        Mesh healthy = scene.mesh();
        List<String> ofFirst = namespaces(8);
        List<String> ofSecond = namespaces(8);
        String staying = scene.namespace("staying");
        first.roll(ofFirst);
        second.roll(ofSecond);
        healthy.roll(staying);
        eventually(() -> assertThat(first.versions()).hasSize(3 * ofFirst.size()));
        eventually(() -> assertThat(second.versions()).hasSize(3 * ofSecond.size()));
        scene.awaitMember(healthy, staying);
        Map<String, String> versionsOfFirst = first.versions();
        Map<String, String> versionsOfSecond = second.versions();

        watcher.kill();
        first.noControlPlane();
        second.noControlPlane();
        healthy.roll();
        MusterProcess leading = scene.start(Kind.WATCHER).awaitReady();

        eventually(() -> assertThat(leading.metric("muster_watcher_held_removals")).isEqualTo(16));
        scene.awaitNothingLeft(healthy, staying);
        assertThat(scene.reader().members().keySet()).containsAll(ofFirst).containsAll(ofSecond);
        assertThat(scene.reader().meshes()).containsKeys(first.namespace(), second.namespace());
        assertThat(first.versions()).isEqualTo(versionsOfFirst);
        assertThat(second.versions()).isEqualTo(versionsOfSecond);
        String joining = scene.namespace("joining");
        healthy.roll(joining);
        scene.awaitMember(healthy, joining);

        MusterProcess confirm = scene.installation().command("confirm", "--yes", "--mesh", first.namespace());
        assertThat(confirm.awaitExit()).as(confirm.output()).isZero();
        assertThat(confirm.output()).contains(ofFirst).doesNotContain(ofSecond).contains("released 8 removals");

        eventually(() -> assertThat(first.versions()).isEmpty());
        assertThat(scene.reader().meshes()).doesNotContainKey(first.namespace());
        assertThat(second.versions()).as("nobody confirmed that").isEqualTo(versionsOfSecond);
        assertThat(leading.metric("muster_watcher_held_removals")).isEqualTo(8);

        second.controlPlane();

        eventually(() -> assertThat(leading.metric("muster_watcher_held_removals")).isZero());
        assertThat(second.versions()).as("it was there all the time").isEqualTo(versionsOfSecond);
        assertThat(scene.reader().members().keySet()).containsAll(ofSecond);
        assertThat(scene.reader().brokenChains()).isEmpty();
        eventually(() -> assertThat(rbac.metric("muster_pending_keys")).isZero());
    }

    private List<String> namespaces(int number) {
        return IntStream.range(0, number).mapToObj(_ -> scene.namespace("n")).toList();
    }
}
