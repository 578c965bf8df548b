package io.muster.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.muster.events.Cause;
import io.muster.events.Claim;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.events.NetworkMode;
import io.muster.events.SourcePolicy;
import io.muster.runtime.Desired;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class NetworkPolicyModeTest {

    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    private static final Cause CAUSE = new Cause("ServiceMeshMemberRoll", "mesh-a", "default", null, null, null, null);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final SourcePolicy GATEWAYS = new SourcePolicy("gateways", Map.of("app", "gateway"),
            Map.of("note", "kept"), JSON.readTree("""
                    {"podSelector": {"matchLabels": {"istio": "gateway"}}, "ingress": [{}],
                     "policyTypes": ["Ingress"], "ofTheFuture": {"kept": true}}
                    """));

    private final Set<SourcePolicy> confirmed = new HashSet<>(Set.of(GATEWAYS));
    private final Set<String> installed = new HashSet<>(Set.of("gateways"));
    private boolean wantsPolicies = true;

    @Test
    void copiesAPolicyVerbatimAndSaysWhoseItIs() {
        NetworkPolicy copy = objects(mesh(true, List.of(), GATEWAYS)).wanted().getFirst();

        assertThat(copy.getMetadata().getNamespace()).isEqualTo("bookinfo");
        assertThat(copy.getMetadata().getLabels()).containsExactlyInAnyOrderEntriesOf(Map.of("app", "gateway",
                "maistra.io/member-of", "mesh-a", "app.kubernetes.io/managed-by", "muster", "maistra-version", "v2.5"));
        assertThat(copy.getMetadata().getAnnotations()).containsExactlyEntriesOf(Map.of("note", "kept"));
        assertThat(JSON.readTree(JSON.writeValueAsBytes(copy.getSpec()))).isEqualTo(GATEWAYS.spec());
    }

    @Test
    void providesThePairThatLetsInTheMeshAndTheRouter() {
        Desired.Objects<NetworkPolicy> desired = objects(mesh(true, List.of()));

        assertThat(desired.wanted()).extracting(policy -> policy.getMetadata().getName())
                .containsExactly("istio-expose-route-basic", "istio-mesh-basic");
        assertThat(desired.wanted()).extracting(policy -> JSON.writeValueAsString(policy.getSpec())).containsExactly(
                """
                        {"ingress":[{"from":[{"namespaceSelector":{"matchLabels":{"network.openshift.io/policy-group":"ingress"}}}]}],\
                        "podSelector":{"matchLabels":{"maistra.io/expose-route":"true"}},"policyTypes":["Ingress"]}""",
                """
                        {"ingress":[{"from":[{"namespaceSelector":{"matchLabels":{"maistra.io/member-of":"mesh-a"}}}]}],\
                        "podSelector":{},"policyTypes":["Ingress"]}""");
        assertThat(desired.wanted()).allSatisfy(
                policy -> assertThat(policy.getMetadata().getLabels()).containsEntry("maistra.io/member-of", "mesh-a"));
    }

    @Test
    void providesOnlyTheOneOfThePairThatTheControlPlaneHasNotReplaced() {
        SourcePolicy replacement = new SourcePolicy("istio-mesh-basic", Map.of(), Map.of(), GATEWAYS.spec());
        confirmed.add(replacement);
        installed.add("istio-mesh-basic");

        Desired.Objects<NetworkPolicy> desired = objects(mesh(true, List.of("istio-mesh-basic"), replacement));

        assertThat(desired.wanted()).extracting(policy -> policy.getMetadata().getName())
                .containsExactly("istio-mesh-basic", "istio-expose-route-basic");
        assertThat(desired.wanted().getFirst().getSpec().getPodSelector().getMatchLabels())
                .containsEntry("istio", "gateway");
    }

    @Test
    void providesNothingInPlaceOfAnInternalPolicy() {
        installed.add("istio-expose-route-basic");

        Desired.Objects<NetworkPolicy> desired = objects(mesh(true, List.of("istio-expose-route-basic")));

        assertThat(desired.wanted()).extracting(policy -> policy.getMetadata().getName())
                .containsExactly("istio-mesh-basic");
        assertThat(desired.unconfirmed()).isEmpty();
    }

    @Test
    void wantsNothingWhereTheMeshManagesNoPolicies() {
        Desired.Objects<NetworkPolicy> desired = objects(mesh(false, List.of(), GATEWAYS));

        assertThat(desired.wanted()).isEmpty();
        assertThat(desired.unconfirmed()).isEmpty();
    }

    @Test
    void neitherAddsNorTakesAwayWhatTheClusterDoesNotBearOut() {
        confirmed.clear();
        installed.add("istio-mesh-basic");

        Desired.Objects<NetworkPolicy> desired = objects(mesh(true, List.of(), GATEWAYS));

        assertThat(desired.wanted()).extracting(policy -> policy.getMetadata().getName())
                .containsExactly("istio-expose-route-basic");
        assertThat(desired.unconfirmed()).extracting(policy -> policy.name())
                .containsExactly("gateways", "istio-mesh-basic");
    }

    @Test
    void addsNothingWhereTheControlPlaneItselfWantsNoPolicies() {
        wantsPolicies = false;

        Desired.Objects<NetworkPolicy> desired = objects(mesh(true, List.of(), GATEWAYS));

        assertThat(desired.wanted()).isEmpty();
        assertThat(desired.unconfirmed()).hasSize(3);
    }

    private Desired.Objects<NetworkPolicy> objects(MeshState mesh) {
        MemberState member = new MemberState("bookinfo", "uid", "mesh-a", Claim.LISTED, NOW, null, CAUSE, NOW);
        return (Desired.Objects<NetworkPolicy>) NetworkPolicyMode.desired(member, mesh,
                new NetworkPolicyMode.Evidence() {
                    @Override
                    public boolean wantsPolicies(String cpNamespace, String controlPlane) {
                        return wantsPolicies && cpNamespace.equals("mesh-a") && controlPlane.equals("basic");
                    }

                    @Override
                    public boolean confirms(String cpNamespace, SourcePolicy source) {
                        return cpNamespace.equals("mesh-a") && confirmed.contains(source);
                    }

                    @Override
                    public boolean has(String cpNamespace, String policy) {
                        return cpNamespace.equals("mesh-a") && installed.contains(policy);
                    }
                });
    }

    private static MeshState mesh(boolean managesPolicies, List<String> replaced, SourcePolicy... policies) {
        return new MeshState("mesh-a", "basic", "uid", "v2.5", null, true, false, false, List.of(), managesPolicies,
                List.of(policies), replaced, NetworkMode.NETWORK_POLICY, null, List.of(), new TreeMap<>(), false,
                List.of(), List.of(), List.of(), List.of(), Map.of(), CAUSE, NOW).withRevisions();
    }
}
