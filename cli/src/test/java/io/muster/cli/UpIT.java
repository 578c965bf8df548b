package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.muster.mesh.MeshKeys;
import io.muster.testing.ControlPlaneUnderTest;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./muster up} as a process, on a cluster that has never heard of Muster and an embedded broker. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UpIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String READY = "ready";

    @TempDir
    private static Path dir;

    private static ControlPlaneUnderTest cluster;
    private static String mesh;

    @BeforeAll
    static void startCluster() {
        cluster = ControlPlaneUnderTest.start();
        mesh = cluster.createNamespace("mesh");
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    private static Launched up(String... options) {
        return Launched.muster(dir, Map.of("MUSTER_HTTP_PORT", "0"),
                Stream.concat(Stream.of("up", "--kubeconfig", cluster.kubeconfig().toString()), Stream.of(options))
                        .toArray(String[]::new));
    }

    @Test
    @Order(1)
    void withoutTheCustomResourcesItSaysHowToBringThem() throws InterruptedException {
        Launched refused = up().ended();

        assertThat(refused.status()).as("%s", refused).isEqualTo(4);
        assertThat(refused.err()).contains("servicemeshmemberrolls.maistra.io", "muster up --install");
    }

    @Test
    @Order(2)
    void bringsThemWhenAskedToAndServesTheMembers() throws InterruptedException {
        String first = cluster.createNamespace("first");
        try (Launched up = up("--install").answered(READY)) {
            apply("""
                    apiVersion: maistra.io/v2
                    kind: ServiceMeshControlPlane
                    metadata: {name: basic, namespace: %1$s}
                    spec: {version: v2.5}
                    ---
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: ClusterRole
                    metadata: {name: istiod, labels: {maistra.io/owner: %1$s}}
                    ---
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: RoleBinding
                    metadata:
                      name: istiod
                      namespace: %1$s
                      labels: {maistra.io/owner: %1$s, maistra.io/owner-name: basic}
                    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: istiod}
                    subjects: [{kind: ServiceAccount, name: istiod, namespace: %1$s}]
                    """.formatted(mesh));
            list(first);
            await().atMost(LIMIT).until(() -> members().equals(List.of(first)));

            up.terminate();

            assertThat(up.ended().status()).as("%s", up).isZero();
        }
    }

    @Test
    @Order(3)
    void whatItKnowsSurvivesItsRestart() throws InterruptedException {
        String first = members().getFirst();
        String before = version(first);
        String second = cluster.createNamespace("second");
        try (Launched up = up().answered(READY)) {
            list(first, second);
            await().atMost(LIMIT).until(() -> members().equals(List.of(first, second)));
            assertThat(version(first)).as("nobody writes what is right").isEqualTo(before);

            Launched other = up().ended();
            assertThat(other.status()).as("%s", other).isEqualTo(3);
            assertThat(other.err()).as("two brokers would write over each other").contains("in use");

            up.terminate();
            assertThat(up.ended().status()).as("%s", up).isZero();
        }
    }

    private static void list(String... members) {
        apply("""
                apiVersion: maistra.io/v1
                kind: ServiceMeshMemberRoll
                metadata: {name: default, namespace: %1$s}
                spec: {members: %2$s}
                """.formatted(mesh, List.of(members)));
    }

    private static void apply(String yaml) {
        cluster.admin().load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .items().forEach((HasMetadata object) -> cluster.admin().resource(object).serverSideApply());
    }

    /** The other namespaces that carry the mesh's label, which a member gets when everything else is there. */
    private static List<String> members() {
        return cluster.admin().namespaces().withLabel(MeshKeys.MEMBER_OF, mesh).list().getItems().stream()
                .map(namespace -> namespace.getMetadata().getName()).filter(name -> !name.equals(mesh)).sorted()
                .toList();
    }

    private static String version(String namespace) {
        return cluster.admin().namespaces().withName(namespace).get().getMetadata().getResourceVersion();
    }
}
