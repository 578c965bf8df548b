package io.muster.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RealServers.class)
class RealServersIT {
    private static final String GROUP = "maistra.io/v1";

    private final KafkaUnderTest kafka;
    private final ControlPlaneUnderTest cluster;

    RealServersIT(KafkaUnderTest kafka, ControlPlaneUnderTest cluster) {
        this.kafka = kafka;
        this.cluster = cluster;
    }

    @Test
    void handsOutABrokerThatIsShared(KafkaUnderTest again) throws Exception {
        assertThat(again).isSameAs(kafka);
        assertThat(again.freshPrefix()).isNotEqualTo(kafka.freshPrefix());
        String topic = kafka.freshPrefix() + ".members";
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, 24, (short) 1))).all().get();
            assertThat(admin.listTopics().names().get()).contains(topic);
        }
    }

    @Test
    void servesTheMeshResourcesOnceTheirCrdsAreInstalled() {
        cluster.installCrds();
        List<String> versions = crdVersions();
        cluster.installCrds();
        assertThat(crdVersions()).as("installing them again changes nothing").isEqualTo(versions);

        String mesh = cluster.createNamespace("mesh");
        cluster.admin().resource(new GenericKubernetesResourceBuilder().withApiVersion(GROUP)
                .withKind("ServiceMeshMemberRoll").withNewMetadata().withNamespace(mesh).withName("default")
                .endMetadata().addToAdditionalProperties("spec", Map.of("members", List.of("a"))).build()).create();

        assertThat(cluster.admin().genericKubernetesResources(GROUP, "ServiceMeshMemberRoll").inNamespace(mesh)
                .withName("default").get()).isNotNull();
    }

    @Test
    void actsAsAServiceAccountWithItsRightsOnly() {
        String namespace = cluster.createNamespace("plain");
        try (KubernetesClient account = cluster.clientAsServiceAccount(namespace, "default")) {
            assertThatThrownBy(() -> account.secrets().inNamespace(namespace).list())
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining("system:serviceaccount:" + namespace + ":default");
        }
    }

    private List<String> crdVersions() {
        return cluster.admin().apiextensions().v1().customResourceDefinitions().list().getItems().stream()
                .map(crd -> crd.getMetadata().getResourceVersion()).toList();
    }
}
