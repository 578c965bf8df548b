package io.muster.cli;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.muster.sandbox.SdnMaster;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The network of the demo's cluster: none that anybody knows of, until it becomes OpenShift SDN's. */
final class DemoNetwork implements AutoCloseable {

    private static final String API = "network.openshift.io/v1";

    private final KubernetesClient client;
    private @Nullable SdnMaster sdn;

    DemoNetwork(KubernetesClient client) {
        this.client = client;
    }

    /** Brings OpenShift's kinds, a master of the SDN, and the objects that name its multitenant plugin. */
    void becomeMultitenant() {
        new CustomResources(client).installFrom(List.of(SdnMaster.NETWORKS, SdnMaster.CLUSTER_NETWORKS,
                SdnMaster.NET_NAMESPACES));
        sdn = SdnMaster.start(client);
        create(API, "ClusterNetwork", "default", Map.of("pluginName", "redhat/openshift-ovs-multitenant"));
        create("config.openshift.io/v1", "Network", "cluster",
                Map.of("spec", Map.of("networkType", "OpenShiftSDN")));
    }

    /** The master of the SDN. */
    SdnMaster sdn() {
        return Objects.requireNonNull(sdn, "the network is not the SDN's yet");
    }

    /** Why these namespaces do not share the network of another; empty if they do. */
    Optional<String> apart(String from, Collection<String> namespaces) {
        Object wanted = netid(from);
        return namespaces.stream().filter(namespace -> wanted == null || !wanted.equals(netid(namespace)))
                .map(namespace -> "%s has network id %s, %s has %s".formatted(namespace, netid(namespace), from,
                        wanted))
                .findFirst();
    }

    private @Nullable Object netid(String namespace) {
        GenericKubernetesResource object = client.genericKubernetesResources(API, "NetNamespace").withName(namespace)
                .get();
        return object == null ? null : object.getAdditionalProperties().get("netid");
    }

    private void create(String api, String kind, String name, Map<String, Object> fields) {
        GenericKubernetesResource object = new GenericKubernetesResource();
        object.setApiVersion(api);
        object.setKind(kind);
        object.setMetadata(new ObjectMetaBuilder().withName(name).build());
        object.setAdditionalProperties(fields);
        client.resource(object).create();
    }

    @Override
    public void close() {
        if (sdn != null) {
            sdn.close();
        }
    }
}
