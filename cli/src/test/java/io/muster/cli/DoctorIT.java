package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.RealServers;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The doctor in a real cluster. */
@ExtendWith(RealServers.class)
class DoctorIT {

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void aCluster(KafkaUnderTest kafka, ControlPlaneUnderTest cluster) {
        cluster.installCrds();
        new AdmissionRules(cluster.admin()).install();
        environment.putAll(Map.of("HOME", "/nonexistent", "MUSTER_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
                "MUSTER_TOPIC_PREFIX", "doctor", "MUSTER_KUBECONFIG", cluster.kubeconfig().toString()));
    }

    @Test
    void anAdministratorWithoutTheChartHasAllRights() {
        assertThat(Ran.muster(environment, "doctor").out()).containsPattern("API server +ok +Kubernetes v1")
                .containsPattern("custom resource +ok +ServiceMeshControlPlane is served in v1, v2, stored in v2")
                .containsPattern("admission policy +ok +muster-member-rolls-form is in force")
                .containsPattern("your rights +ok +all of the")
                .containsPattern("clock +ok +the API server and this machine agree");
    }

    @Test
    void whatTheAccountOfAServiceLacksIsNamed(ControlPlaneUnderTest cluster) {
        KubernetesClient admin = cluster.admin();
        String namespace = cluster.createNamespace("release");
        for (String service : new String[]{"watcher", "cni-service"}) {
            admin.resource(new ServiceAccountBuilder().withNewMetadata().withNamespace(namespace)
                    .withName("roll-" + service).endMetadata().build()).create();
        }
        String role = cluster.freshNamespaceName("watches");
        admin.resource(new ClusterRoleBuilder().withNewMetadata().withName(role).endMetadata()
                .addNewRule().withApiGroups("*").withResources("*").withVerbs("get", "list", "watch").endRule()
                .build()).create();
        admin.resource(new ClusterRoleBindingBuilder().withNewMetadata().withName(role).endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role).addNewSubject()
                .withKind("Group").withApiGroup("rbac.authorization.k8s.io")
                .withName("system:serviceaccounts:" + namespace).endSubject().build()).create();

        Ran ran = Ran.muster(environment, "doctor", "--release", namespace + "/roll");

        assertThat(ran.status()).isEqualTo(7);
        assertThat(ran.out()).containsPattern("rights of watcher +ok")
                .containsPattern("rights of cni-service +fail +missing: "
                        + "create network-attachment-definitions.k8s.cni.cncf.io, update .*, delete ")
                .contains("helm upgrade roll deploy/helm/muster -n " + namespace);
    }

    @Test
    void whoMayNotAskIsTold(ControlPlaneUnderTest cluster) {
        environment.put("MUSTER_KUBECONFIG", Reader.kubeconfig(cluster).toString());

        assertThat(Ran.muster(environment, "doctor").out()).containsPattern("your rights +fail +missing: .*create");
    }
}
