package io.muster.network;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpecBuilder;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.events.Outcome.ObjectOutcome;
import io.muster.events.Outcome.Result;
import io.muster.events.SourcePolicy;
import io.muster.mesh.MeshKeys;
import io.muster.runtime.Desired;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Members are given access to each other by NetworkPolicies: a function of the records and of what the cluster bears
 * out.
 */
final class NetworkPolicyMode {

    /** Label of the namespaces that this cluster's routers run in. */
    private static final String POLICY_GROUP = "network.openshift.io/policy-group";

    /** What the cluster itself says, looked at because writing to Kafka grants nothing. */
    interface Evidence {

        /** Whether the control plane of that name wants policies in its members. */
        boolean wantsPolicies(String cpNamespace, String controlPlane);

        /** Whether the source is in the control-plane namespace and says the same. */
        boolean confirms(String cpNamespace, SourcePolicy source);

        /** Whether the control plane's installation has a policy of that name, for members or not. */
        boolean has(String cpNamespace, String policy);
    }

    private NetworkPolicyMode() {}

    /** What the member gets, and what the cluster does not bear out yet. */
    static Desired<NetworkPolicy> desired(MemberState member, MeshState mesh, Evidence evidence) {
        if (!mesh.managesPolicies()) {
            return new Desired.Objects<>(List.of(), List.of(), List.of());
        }
        Policies policies = new Policies(member, mesh);
        boolean areWanted = evidence.wantsPolicies(mesh.namespace(), mesh.name());
        for (SourcePolicy source : mesh.policies()) {
            if (!areWanted) {
                policies.doubt(source.name(), notWanted(mesh));
            } else if (!evidence.confirms(mesh.namespace(), source)) {
                policies.doubt(source.name(),
                        "its source in %s is not there, or says something else than the mesh's record"
                                .formatted(mesh.namespace()));
            } else {
                policies.want(source.name(), source.labels(), source.annotations(), PolicySpec.typed(source.spec()));
            }
        }
        ownPair(mesh).forEach((name, spec) -> {
            if (!areWanted) {
                policies.doubt(name, notWanted(mesh));
            } else if (evidence.has(mesh.namespace(), name)) {
                policies.doubt(name, "%s has a policy of this name, which the mesh's record does not know of yet"
                        .formatted(mesh.namespace()));
            } else {
                policies.want(name, Map.of(), Map.of(), spec);
            }
        });
        return new Desired.Objects<>(policies.wanted, List.of(), policies.unconfirmed);
    }

    /** What Muster provides itself, unless the control plane's installation has a policy of the name. */
    private static Map<String, NetworkPolicySpec> ownPair(MeshState mesh) {
        Map<String, NetworkPolicySpec> pair = new LinkedHashMap<>();
        pair.put("istio-expose-route-" + mesh.name(), new NetworkPolicySpecBuilder()
                .withNewPodSelector().addToMatchLabels(MeshKeys.EXPOSE_ROUTE, "true").endPodSelector()
                .addNewIngress().addNewFrom().withNewNamespaceSelector().addToMatchLabels(POLICY_GROUP, "ingress")
                .endNamespaceSelector().endFrom().endIngress().withPolicyTypes("Ingress").build());
        pair.put("istio-mesh-" + mesh.name(), new NetworkPolicySpecBuilder()
                .withNewPodSelector().endPodSelector()
                .addNewIngress().addNewFrom().withNewNamespaceSelector()
                .addToMatchLabels(MeshKeys.MEMBER_OF, mesh.namespace()).endNamespaceSelector().endFrom().endIngress()
                .withPolicyTypes("Ingress").build());
        pair.keySet().removeAll(mesh.replacedPolicies());
        return pair;
    }

    private static String notWanted(MeshState mesh) {
        return "in the cluster the control plane %s/%s does not want network policies in its members, or is not there"
                .formatted(mesh.namespace(), mesh.name());
    }

    private static final class Policies {

        private final MemberState member;
        private final MeshState mesh;
        private final List<NetworkPolicy> wanted = new ArrayList<>();
        private final List<ObjectOutcome> unconfirmed = new ArrayList<>();

        Policies(MemberState member, MeshState mesh) {
            this.member = member;
            this.mesh = mesh;
        }

        void doubt(String name, String reason) {
            unconfirmed.add(new ObjectOutcome(NetworkPolicyKind.NAME, name, Result.WAITING, reason));
        }

        void want(String name, Map<String, String> sourceLabels, Map<String, String> annotations,
                NetworkPolicySpec spec) {
            Map<String, String> labels = new TreeMap<>(sourceLabels);
            labels.put(MeshKeys.MEMBER_OF, mesh.namespace());
            labels.put(MeshKeys.MANAGED_BY, MeshKeys.MANAGED_BY_VALUE);
            String version = mesh.maistraVersion();
            if (version != null) {
                labels.put(MeshKeys.MAISTRA_VERSION, version);
            }
            wanted.add(new NetworkPolicyBuilder()
                    .withNewMetadata().withNamespace(member.namespace()).withName(name).withLabels(labels)
                    .withAnnotations(new TreeMap<>(annotations)).endMetadata().withSpec(spec).build());
        }
    }
}
