package io.muster.system;

import static io.muster.system.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.muster.mesh.MeshKeys;
import io.muster.mesh.ServiceMeshMemberRoll;
import io.muster.system.MusterProcess.Kind;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.RealServers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The chart's whole life on a cluster that has nothing, by the real helm, with only the brokers set. Nobody runs pods
 * there, so the services run beside it, under the chart's accounts. Skipped where there is no Go to build helm with.
 */
@ExtendWith(RealServers.class)
class HelmInstallIT {

    private static final String NAMESPACE = "muster";
    private static final Map<Kind, String> SERVICES = Map.of(Kind.WATCHER, "watcher", Kind.RBAC, "rbac-service",
            Kind.NETWORK, "network-service", Kind.CNI, "cni-service", Kind.MEMBER, "member-service");

    private final Chart chart = new Chart(LintTools.forCharts());
    private final KafkaUnderTest kafka;

    HelmInstallIT(KafkaUnderTest kafka) {
        this.kafka = kafka;
    }

    @Test
    void itIsInstalledUpgradedRolledBackAndUninstalledAndMembersKeepWhatTheyHave(@TempDir Path folder) {
        try (ControlPlaneUnderTest cluster = ControlPlaneUnderTest.start()) {
            KubernetesClient admin = cluster.admin();
            helm(cluster, "install", "muster", Chart.folder().toString(), "--create-namespace", "--set",
                    "kafka.bootstrapServers=" + kafka.bootstrapServers());
            assertThat(admin.apps().deployments().inNamespace(NAMESPACE).list().getItems()).hasSize(SERVICES.size());
            assertThat(policies(admin)).isNotEmpty();

            try (Scene scene = new Scene(kafka, cluster)) {
                Mesh mesh = scene.mesh();
                String bindable = "rbac.meshes={%s/%s}".formatted(mesh.namespace(), Mesh.NAME);
                helm(cluster, "upgrade", "muster", Chart.folder().toString(), "--reuse-values", "--set", bindable);
                ServiceAccounts accounts = new ServiceAccounts(admin, NAMESPACE,
                        chart.render("muster", NAMESPACE, "default", "--set", bindable), folder);
                List<MusterProcess> processes = new ArrayList<>();
                SERVICES.forEach((kind, name) -> processes.add(scene.start(kind, accounts.environment(name))));
                processes.forEach(MusterProcess::awaitReady);
                String joining = scene.namespace("joining");
                mesh.roll(joining);
                eventually(() -> assertThat(label(admin, joining)).isEqualTo(mesh.namespace()));

                helm(cluster, "rollback", "muster", "1");
                processes.forEach(process -> assertThat(process.isReady()).isTrue());
                processes.forEach(MusterProcess::stop);
                helm(cluster, "uninstall", "muster");

                assertThat(policies(admin)).isEmpty();
                assertThat(admin.rbac().clusterRoles().list().getItems())
                        .noneMatch(role -> role.getMetadata().getName().startsWith("muster-"));
                assertThat(label(admin, joining)).isEqualTo(mesh.namespace());
                assertThat(mesh.has(joining)).isTrue();
                assertThat(admin.resources(ServiceMeshMemberRoll.class).inNamespace(mesh.namespace())
                        .withName(MeshKeys.DEFAULT_NAME).get().getSpec().getMembers()).containsExactly(joining);
                admin.rbac().roleBindings().inNamespace(joining).delete();
            }
        }
    }

    private void helm(ControlPlaneUnderTest cluster, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--namespace", NAMESPACE, "--kubeconfig", cluster.kubeconfig().toString()));
        chart.tools().helm(all.toArray(String[]::new)).successfully();
    }

    private static List<String> policies(KubernetesClient admin) {
        return admin.admissionRegistration().v1().validatingAdmissionPolicies().list().getItems().stream()
                .map(policy -> policy.getMetadata().getName()).toList();
    }

    private static @Nullable String label(KubernetesClient admin, String namespace) {
        return admin.namespaces().withName(namespace).get().getMetadata().getLabels().get(MeshKeys.MEMBER_OF);
    }
}
