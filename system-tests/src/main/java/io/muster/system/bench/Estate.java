package io.muster.system.bench;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.muster.cni.NetworkAttachmentDefinition;
import io.muster.mesh.MeshKeys;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a member gets in a benchmark, and which services give it. */
enum Estate {
    /** The role bindings of its mesh. */
    ROLE_BINDINGS,
    /** Role bindings, network policies, the network attachment and the label. */
    EVERYTHING;

    private static final String ATTACHMENT = "v2-6-istio-cni";
    private static final String MESH_POLICY = "istio-mesh-" + Copies.REVISION;
    private static final String ROUTE_POLICY = "istio-expose-route-" + Copies.REVISION;

    /** The services, the watcher first. */
    List<String> services() {
        return switch (this) {
            case ROLE_BINDINGS -> List.of("watcher", "rbac-service");
            case EVERYTHING -> List.of("watcher", "rbac-service", "network-service", "cni-service", "member-service");
        };
    }

    /** What a ruler has to watch to see all of it. */
    List<String> watched() {
        return switch (this) {
            case ROLE_BINDINGS -> List.of(Ruler.ROLE_BINDINGS);
            case EVERYTHING -> List.of(Ruler.ROLE_BINDINGS, Ruler.POLICIES, Ruler.ATTACHMENTS, Ruler.NAMESPACES);
        };
    }

    /** How many writes it takes to give it to one member. */
    int writesPerMember() {
        return this == ROLE_BINDINGS ? Copies.PER_MEMBER : Copies.PER_MEMBER + 4;
    }

    /** What these members get, as namespace/name. */
    Set<String> keys(Copies copies, List<String> members) {
        Set<String> keys = new HashSet<>();
        for (String member : members) {
            copies.names().forEach(name -> keys.add(member + "/" + name));
            if (this == EVERYTHING) {
                Stream.of(MESH_POLICY, ROUTE_POLICY, ATTACHMENT).forEach(name -> keys.add(member + "/" + name));
                keys.add(labelOf(member));
            }
        }
        return keys;
    }

    /** The key of a member's label. */
    static String labelOf(String member) {
        return "/" + member;
    }

    /** The objects that the services write into a member, marked as the floor's. */
    List<HasMetadata> floor(Copies copies, String namespace) {
        List<HasMetadata> objects = new ArrayList<>(copies.floor(namespace));
        if (this == EVERYTHING) {
            Map<String, String> labels = new TreeMap<>(Map.of(Copies.FLOOR_OF, copies.cpNamespace(),
                    MeshKeys.MANAGED_BY, MeshKeys.MANAGED_BY_VALUE, MeshKeys.MAISTRA_VERSION, Mesh.INSTALLED));
            objects.add(policy(namespace, MESH_POLICY, labels, Map.of(),
                    Map.of(MeshKeys.MEMBER_OF, copies.cpNamespace())));
            objects.add(policy(namespace, ROUTE_POLICY, labels, Map.of(MeshKeys.EXPOSE_ROUTE, "true"),
                    Map.of("network.openshift.io/policy-group", "ingress")));
            NetworkAttachmentDefinition attachment = new NetworkAttachmentDefinition();
            attachment.getMetadata().setNamespace(namespace);
            attachment.getMetadata().setName(ATTACHMENT);
            attachment.getMetadata().setLabels(labels);
            objects.add(attachment);
        }
        return objects;
    }

    private static NetworkPolicy policy(String namespace, String name, Map<String, String> labels,
            Map<String, String> pods, Map<String, String> from) {
        return new NetworkPolicyBuilder().withNewMetadata().withNamespace(namespace).withName(name).withLabels(labels)
                .endMetadata()
                .withNewSpec().withNewPodSelector().withMatchLabels(pods).endPodSelector()
                .addNewIngress().addNewFrom().withNewNamespaceSelector().withMatchLabels(from).endNamespaceSelector()
                .endFrom().endIngress().withPolicyTypes("Ingress").endSpec().build();
    }
}
