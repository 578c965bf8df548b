package io.muster.system;

import static io.muster.system.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.muster.events.Concern;
import io.muster.events.Outcome;
import io.muster.events.Topics;
import io.muster.system.MusterProcess.Kind;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.KafkaUnderTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An installation at work on the servers that all tests share, and the meshes that a test class tries it on. */
final class Scene implements AutoCloseable {

    private final ControlPlaneUnderTest cluster;
    private final Installation installation;
    private final List<Mesh> meshes = new ArrayList<>();
    private @Nullable TopicsReader reader;

    /** The installation has no process yet. */
    Scene(KafkaUnderTest kafka, ControlPlaneUnderTest cluster) {
        this.cluster = cluster;
        this.installation = new Installation(kafka.bootstrapServers(), cluster.kubeconfig(), kafka.freshPrefix());
        cluster.installCrds();
    }

    Installation installation() {
        return installation;
    }

    Topics topics() {
        return installation.topics();
    }

    KubernetesClient admin() {
        return cluster.admin();
    }

    MusterProcess start(Kind kind, Map<String, String> further) {
        return installation.start(kind, further);
    }

    MusterProcess start(Kind kind) {
        return installation.start(kind);
    }

    /** Reads the topics, which a service must have made. */
    TopicsReader reader() {
        TopicsReader present = reader == null ? installation.reader() : reader;
        reader = present;
        return present;
    }

    /** The topics are to be read from their beginning when they are looked at next: they are not what they were. */
    void forgetReader() {
        reader().close();
        reader = null;
    }

    /** A mesh with its control plane and what members get, in a namespace of its own. */
    Mesh mesh() {
        Mesh mesh = Mesh.install(admin(), cluster.createNamespace("mesh"));
        meshes.add(mesh);
        return mesh;
    }

    String namespace(String prefix) {
        return cluster.createNamespace(prefix);
    }

    String freshName(String prefix) {
        return cluster.freshNamespaceName(prefix);
    }

    /** Waits until a namespace has all that it should get from a mesh, and the outcome says so. */
    void awaitMember(Mesh mesh, String namespace) {
        eventually(() -> assertThat(mesh.copies(namespace).keySet()).as(namespace).isEqualTo(mesh.names()));
        eventually(() -> assertThat(reader().outcome(Concern.RBAC, namespace)).hasValueSatisfying(outcome -> {
            assertThat(outcome.state()).isEqualTo(Outcome.State.APPLIED);
            assertThat(outcome.mesh()).isEqualTo(mesh.namespace());
        }));
    }

    /** Waits until a namespace has nothing of a mesh any more. */
    void awaitNothingLeft(Mesh mesh, String namespace) {
        eventually(() -> assertThat(mesh.copies(namespace)).as(namespace).isEmpty());
    }

    /** Takes the meshes away and, where the services still run, waits until they have cleaned up after them. */
    @Override
    public void close() {
        meshes.forEach(Mesh::remove);
        meshes.forEach(mesh -> eventually(() -> assertThat(mesh.versions()).isEmpty()));
        if (reader != null) {
            reader.close();
        }
        installation.close();
    }
}
