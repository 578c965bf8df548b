package io.muster.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.muster.events.Event;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.events.NetworkMode;
import io.muster.events.Outcome;
import io.muster.events.SourcePolicy;
import io.muster.mesh.MeshKeys;
import io.muster.mesh.ServiceMeshControlPlane;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.RealServers;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(RealServers.class)
class NetworkPolicyModeIT {

    private static final String MESH = "istio-mesh-basic";
    private static final String ROUTE = "istio-expose-route-basic";
    /** Without the protocol and the types that the API server fills in. */
    private static final JsonNode GATEWAY_SPEC = JsonMapper.builder().build().readTree("""
            {"podSelector": {"matchLabels": {"istio": "gateway"}}, "ingress": [{"ports": [{"port": 8443}]}]}
            """);

    private final KubernetesClient admin;
    private final NetworkUnderTest network;

    NetworkPolicyModeIT(KafkaUnderTest kafka, ControlPlaneUnderTest cluster) {
        this.network = new NetworkUnderTest(kafka, cluster, Map.of());
        this.admin = network.admin();
    }

    @AfterEach
    void stop() {
        network.close();
    }

    @Test
    void givesAMemberItsPoliciesKeepsThemAndTakesThemAway() {
        source("gateway", false);
        network.watcher().mesh(mesh(List.of(policy("gateway")), List.of()));
        MemberState member = network.joined("bookinfo");
        String bookinfo = member.namespace();
        network.watcher().census(1, 1);

        awaitPolicies(bookinfo, "gateway", MESH, ROUTE);
        network.awaitOutcome(bookinfo, Outcome.State.APPLIED, "");
        network.awaitReady();
        assertThat(Objects.requireNonNull(get(bookinfo, "gateway")).getSpec().getIngress().getFirst().getPorts()
                .getFirst().getPort().getIntVal()).isEqualTo(8443);

        // drift: deleted, edited, its label taken off
        policies(bookinfo).withName(MESH).delete();
        awaitPolicies(bookinfo, "gateway", MESH, ROUTE);
        policies(bookinfo).withName(MESH).edit(policy -> new NetworkPolicyBuilder(policy).editSpec()
                .withIngress().endSpec().build());
        await().atMost(NetworkUnderTest.LONG).until(() -> ingressRules(bookinfo, MESH) == 1);
        policies(bookinfo).withName("gateway").edit(policy -> new NetworkPolicyBuilder(policy).editMetadata()
                .removeFromLabels(MeshKeys.MEMBER_OF).endMetadata().build());
        awaitPolicies(bookinfo, "gateway", MESH, ROUTE);
        await().atMost(NetworkUnderTest.LONG).until(() -> network.said(bookinfo).stream().anyMatch(
                event -> event.payload() instanceof Outcome outcome && outcome.repaired().stream()
                        .anyMatch(repair -> repair.name().equals(MESH) && repair.change().equals("spec"))));

        network.watcher().left(member);
        awaitPolicies(bookinfo);
        network.awaitReleased(bookinfo);
    }

    @Test
    void followsTheControlPlane() {
        source("gateway", false);
        network.watcher().mesh(mesh(List.of(policy("gateway")), List.of()));
        String bookinfo = network.joined("bookinfo").namespace();
        network.watcher().census(1, 1);
        awaitPolicies(bookinfo, "gateway", MESH, ROUTE);

        // it keeps the router's policy to itself, and has one for the mesh of its own
        source(ROUTE, true);
        source(MESH, false);
        network.watcher().mesh(mesh(List.of(policy("gateway"), policy(MESH)), List.of(MESH, ROUTE)));
        awaitPolicies(bookinfo, "gateway", MESH);
        await().atMost(NetworkUnderTest.LONG).until(
                () -> !Objects.requireNonNull(get(bookinfo, MESH)).getSpec().getPodSelector().getMatchLabels()
                        .isEmpty());

        admin.resources(ServiceMeshControlPlane.class).inNamespace(network.cp()).withName("basic").edit(smcp -> {
            smcp.getSpec().put("security", Map.of("manageNetworkPolicy", false));
            return smcp;
        });
        network.watcher().mesh(NetworkUnderTest.with(network.state(NetworkMode.NETWORK_POLICY), false,
                List.of(policy("gateway"), policy(MESH)), List.of(MESH, ROUTE)));
        awaitPolicies(bookinfo);
        Outcome outcome = network.awaitOutcome(bookinfo, Outcome.State.APPLIED, "");
        assertThat(outcome.objects()).isEmpty();
    }

    @Test
    void addsNothingOnTheWordOfARecordAlone() {
        source(ROUTE, false);
        network.watcher().mesh(mesh(List.of(policy("gateway")), List.of()));
        String bookinfo = network.joined("bookinfo").namespace();
        network.watcher().census(1, 1);

        Outcome outcome = network.awaitOutcome(bookinfo, Outcome.State.WAITING, "its source in " + network.cp());
        assertThat(outcome.reason()).contains("which the mesh's record does not know of yet");
        awaitPolicies(bookinfo, MESH);

        source("gateway", false);
        admin.network().v1().networkPolicies().inNamespace(network.cp()).withName(ROUTE).delete();
        awaitPolicies(bookinfo, "gateway", MESH, ROUTE);
        network.awaitOutcome(bookinfo, Outcome.State.APPLIED, "");
    }

    @Test
    void leavesAForeignPolicyAloneAndGoesOnWithTheRest() {
        network.watcher().mesh(mesh(List.of(), List.of()));
        MemberState member = network.mesh().member(namespace("bookinfo"));
        String bookinfo = member.namespace();
        admin.resource(new NetworkPolicyBuilder().withNewMetadata().withNamespace(bookinfo).withName(MESH)
                .endMetadata().withSpec(PolicySpec.typed(GATEWAY_SPEC)).build()).create();
        network.mesh().roll(bookinfo);
        network.watcher().member(member);
        network.watcher().census(1, 1);

        network.awaitOutcome(bookinfo, Outcome.State.CONFLICT, MESH);
        awaitPolicies(bookinfo, ROUTE);
        assertThat(Objects.requireNonNull(get(bookinfo, MESH)).getMetadata().getLabels()).isNullOrEmpty();

        policies(bookinfo).withName(MESH).delete();
        awaitPolicies(bookinfo, MESH, ROUTE);
        network.awaitOutcome(bookinfo, Outcome.State.APPLIED, "");
    }

    @Test
    void restartsWithoutWritingOrSayingAnything() {
        source("gateway", false);
        network.watcher().mesh(mesh(List.of(policy("gateway")), List.of()));
        String bookinfo = network.joined("bookinfo").namespace();
        network.watcher().census(1, 1);
        awaitPolicies(bookinfo, "gateway", MESH, ROUTE);
        network.awaitOutcome(bookinfo, Outcome.State.APPLIED, "");
        Map<String, String> versions = versions(bookinfo);
        List<Event> said = network.said(bookinfo);

        network.stop();
        network.start();
        network.awaitReady();

        assertThat(versions(bookinfo)).isEqualTo(versions);
        assertThat(network.said(bookinfo)).isEqualTo(said);
    }

    @Test
    void touchesNothingWhereThePluginIsUnknown() {
        network.watcher().mesh(mesh(List.of(), List.of()));
        String bookinfo = network.joined("bookinfo").namespace();
        network.watcher().census(1, 1);
        awaitPolicies(bookinfo, MESH, ROUTE);
        network.awaitOutcome(bookinfo, Outcome.State.APPLIED, "");
        Map<String, String> versions = versions(bookinfo);

        MeshState state = network.state(NetworkMode.UNSUPPORTED);
        network.watcher().mesh(new MeshState(state.namespace(), state.name(), state.uid(), state.version(), null, true,
                false, false, List.of(), true, List.of(), List.of(), NetworkMode.UNSUPPORTED, "acme/net", List.of(),
                state.memberLabels(), false, List.of(), List.of(), List.of(), List.of(), Map.of(), state.cause(),
                state.observed()));

        network.awaitOutcome(bookinfo, Outcome.State.FAILED, "unsupported cluster network plugin: acme/net");
        assertThat(versions(bookinfo)).isEqualTo(versions);
    }

    private MeshState mesh(List<SourcePolicy> policies, List<String> replaced) {
        return NetworkUnderTest.with(network.state(NetworkMode.NETWORK_POLICY), true, policies, replaced);
    }

    private static SourcePolicy policy(String name) {
        return new SourcePolicy(name, Map.of("app", "gateway"), Map.of(), GATEWAY_SPEC);
    }

    private void source(String name, boolean internal) {
        admin.resource(new NetworkPolicyBuilder().withNewMetadata().withNamespace(network.cp()).withName(name)
                .addToLabels(MeshKeys.OWNER, network.cp()).addToLabels("app", "gateway")
                .withAnnotations(internal ? Map.of(MeshKeys.INTERNAL, "true") : null).endMetadata()
                .withSpec(PolicySpec.typed(GATEWAY_SPEC)).build()).create();
    }

    private String namespace(String prefix) {
        return network.mesh().cluster().createNamespace(prefix);
    }

    private io.fabric8.kubernetes.client.dsl.NonNamespaceOperation<NetworkPolicy, ?, io.fabric8.kubernetes.client.dsl.Resource<NetworkPolicy>> policies(
            String namespace) {
        return admin.network().v1().networkPolicies().inNamespace(namespace);
    }

    private @Nullable NetworkPolicy get(String namespace, String name) {
        return policies(namespace).withName(name).get();
    }

    private int ingressRules(String namespace, String name) {
        NetworkPolicy policy = get(namespace, name);
        return policy == null || policy.getSpec().getIngress() == null ? 0 : policy.getSpec().getIngress().size();
    }

    private void awaitPolicies(String namespace, String... names) {
        await().atMost(NetworkUnderTest.LONG).until(() -> versions(namespace).keySet(), Set.of(names)::equals);
    }

    private Map<String, String> versions(String namespace) {
        return admin.network().v1().networkPolicies().inNamespace(namespace)
                .withLabel(MeshKeys.MEMBER_OF, network.cp()).list().getItems().stream()
                .collect(Collectors.toMap(policy -> policy.getMetadata().getName(),
                        policy -> policy.getMetadata().getResourceVersion()));
    }
}
