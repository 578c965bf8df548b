package io.muster.watcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.muster.events.NetworkMode;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.watcher.Content.OfNetwork;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NetworkDiscoveryIT {

    private static final Duration INTERVAL = Duration.ofMillis(100);

    @Test
    void theModeFollowsTheClustersConfiguration() {
        try (ControlPlaneUnderTest cluster = ControlPlaneUnderTest.start();
                KubernetesClient nobody = cluster.clientAs("nobody", "system:authenticated");
                NetworkDiscovery discovery = new NetworkDiscovery(cluster.admin(), INTERVAL, change -> {})) {
            expect(discovery, NetworkMode.NETWORK_POLICY, null);
            KubernetesClient admin = cluster.admin();
            admin.resource(crd("config.openshift.io", "Network", "networks")).create();
            expect(discovery, NetworkMode.SUBNET, null);
            network(admin, "OVNKubernetes");
            expect(discovery, NetworkMode.NETWORK_POLICY, null);
            network(admin, "openshiftSDN");
            expect(discovery, NetworkMode.SUBNET, null);
            admin.resource(crd("network.openshift.io", "ClusterNetwork", "clusternetworks")).create();
            await().ignoreExceptions().untilAsserted(
                    () -> clusterNetwork(admin, "redhat/openshift-ovs-multitenant"));
            expect(discovery, NetworkMode.MULTITENANT, null);
            clusterNetwork(admin, "acme/net");
            expect(discovery, NetworkMode.UNSUPPORTED, "acme/net");
            clusterNetwork(admin, "redhat/openshift-ovs-networkpolicy");
            expect(discovery, NetworkMode.NETWORK_POLICY, null);

            try (NetworkDiscovery denied = new NetworkDiscovery(nobody, INTERVAL, change -> {})) {
                await().untilAsserted(() -> assertThat(denied.failure()).contains("orbidden"));
                assertThat(denied.last()).as("not taken for a cluster without configuration").isEmpty();
            }
        }
    }

    private static void expect(NetworkDiscovery discovery, NetworkMode mode, @Nullable String plugin) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(discovery.last()).isEqualTo(Optional.of(new OfNetwork(mode, plugin))));
    }

    private static void network(KubernetesClient admin, String type) {
        apply(admin, "config.openshift.io/v1", "Network", "cluster", "spec: {networkType: %s}".formatted(type));
    }

    private static void clusterNetwork(KubernetesClient admin, String plugin) {
        apply(admin, "network.openshift.io/v1", "ClusterNetwork", "default", "pluginName: " + plugin);
    }

    private static void apply(KubernetesClient admin, String apiVersion, String kind, String name, String content) {
        String yaml = "apiVersion: %s%nkind: %s%nmetadata: {name: %s}%n%s%n".formatted(apiVersion, kind, name, content);
        admin.resource(Serialization.unmarshal(yaml, GenericKubernetesResource.class)).forceConflicts()
                .fieldManager("test").serverSideApply();
    }

    private static CustomResourceDefinition crd(String group, String kind, String plural) {
        return Serialization.unmarshal("""
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: %3$s.%1$s}
                spec:
                  group: %1$s
                  scope: Cluster
                  names: {kind: %2$s, plural: %3$s, listKind: %2$sList, singular: %4$s}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
                """.formatted(group, kind, plural, kind.toLowerCase(Locale.ROOT)),
                CustomResourceDefinition.class);
    }
}
