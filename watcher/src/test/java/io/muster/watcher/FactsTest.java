package io.muster.watcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.muster.events.SourceBinding;
import io.muster.events.SourcePolicy;
import io.muster.mesh.ServiceMeshMember;
import io.muster.mesh.ServiceMeshMemberRoll;
import io.muster.runtime.StripRules;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class FactsTest {

    private final Facts facts = new Facts(StripRules.DEFAULT);

    @Test
    void aNamespaceIsItsUidItsLabelsAndWhetherItGoes() {
        Change change = facts.of(yaml(Namespace.class,
                """
                        apiVersion: v1
                        kind: Namespace
                        metadata:
                          name: a
                          uid: u1
                          resourceVersion: "7"
                          labels: {team: x}
                          managedFields:
                          - {manager: creator, time: "2026-01-01T00:00:00Z", fieldsV1: {"f:metadata": {"f:labels": {"f:team": {}}}}}
                          - {manager: noise, time: "2026-01-02T00:00:00Z", fieldsV1: {"f:metadata": {"f:annotations": {}}}}
                        """));
        assertThat(content(change)).isEqualTo(new Content.OfNamespace("u1", Map.of("team", "x"), false));
        assertThat(change.cause().fieldManager()).as("who wrote what matters").isEqualTo("creator");
        assertThat(change.cause().time()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(change.cause().resourceVersion()).isEqualTo("7");
    }

    @Test
    void theNewestWriterOfASpecIsTheCauseOfARollAndNotWhoWroteItsStatus() {
        Change change = facts.of(yaml(ServiceMeshMemberRoll.class, """
                kind: ServiceMeshMemberRoll
                metadata:
                  name: default
                  namespace: cp
                  managedFields:
                  - {manager: first, time: "2026-01-01T00:00:00Z", fieldsV1: {"f:spec": {"f:members": {}}}}
                  - {manager: second, time: "2026-01-03T00:00:00Z", fieldsV1: {"f:spec": {"f:members": {}}}}
                  - {manager: status, time: "2026-01-04T00:00:00Z", subresource: status, fieldsV1: {"f:status": {}}}
                spec: {members: [a]}
                """));
        assertThat(change.cause().fieldManager()).isEqualTo("second");
    }

    @Test
    void aRollOrMemberObjectThatIsBeingDeletedClaimsNothing() {
        assertThat(facts.of(yaml(ServiceMeshMemberRoll.class, """
                metadata: {name: default, namespace: cp, deletionTimestamp: "2026-01-01T00:00:00Z"}
                spec: {members: [a]}
                """))).isInstanceOf(Change.Gone.class)
                .satisfies(gone -> assertThat(gone.cause().time()).isEqualTo("2026-01-01T00:00:00Z"));
        assertThat(facts.of(yaml(ServiceMeshMember.class, """
                metadata: {name: default, namespace: a, deletionTimestamp: "2026-01-01T00:00:00Z"}
                spec: {controlPlaneRef: {name: basic, namespace: cp}}
                """))).isInstanceOf(Change.Gone.class);
    }

    @Test
    void aMemberObjectThatTheFormerOperatorMadeClaimsNothing() {
        assertThat(facts.of(yaml(ServiceMeshMember.class, """
                metadata:
                  name: default
                  namespace: a
                  annotations: {maistra.io/created-by: servicemeshmemberroll-controller}
                spec: {controlPlaneRef: {name: basic, namespace: cp}}
                """))).isInstanceOf(Change.Gone.class);
    }

    @Test
    void anObjectOfAnotherNameLeavesTheOneThatCountsAlone() {
        ClusterState state = new ClusterState();
        state.apply(facts.of(yaml(ServiceMeshMemberRoll.class, """
                metadata: {name: default, namespace: cp, uid: u1}
                spec: {members: [a]}
                """)));
        assertThat(state.apply(facts.of(yaml(ServiceMeshMemberRoll.class, """
                metadata: {name: other, namespace: cp, uid: u2}
                spec: {members: [b]}
                """)))).isEqualTo(Impact.NONE);
        assertThat(state.roll("cp")).isNotNull();
    }

    @Test
    void aBindingKeepsWhatItsCopiesGet() {
        Change change = facts.of(yaml(RoleBinding.class,
                """
                        kind: RoleBinding
                        metadata:
                          name: prometheus-cp
                          namespace: cp
                          labels: {maistra.io/owner: cp, maistra.io/mesh-generation: "3", app: prometheus, app.kubernetes.io/version: "1"}
                          annotations: {kubectl.kubernetes.io/last-applied-configuration: "{}", kustomize.toolkit.fluxcd.io/checksum: x, note: y}
                        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: prometheus-cp}
                        subjects: [{kind: ServiceAccount, name: prometheus, namespace: cp}]
                        """));
        SourceBinding source = ((Content.OfRoleBinding) content(change)).source();
        assertThat(source.labels()).containsOnlyKeys("app");
        assertThat(source.annotations()).containsOnlyKeys("note");
        assertThat(source.roleRef().name()).isEqualTo("prometheus-cp");
        assertThat(source.subjects()).singleElement()
                .satisfies(subject -> assertThat(subject.namespace()).isEqualTo("cp"));
    }

    @Test
    void noiseInABindingIsNoChange() {
        String binding = """
                metadata:
                  name: prometheus-cp
                  namespace: cp
                  resourceVersion: "%s"
                  labels: {maistra.io/owner: cp, maistra.io/mesh-generation: "%s"}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: prometheus-cp}
                """;
        ClusterState state = new ClusterState();
        state.apply(facts.of(yaml(RoleBinding.class, binding.formatted("1", "1"))));
        assertThat(state.apply(facts.of(yaml(RoleBinding.class, binding.formatted("2", "2"))))).isEqualTo(Impact.NONE);
    }

    @Test
    void bindingsThatAreNotForMembersAreNoSources() {
        String binding = """
                metadata:
                  name: x
                  namespace: cp
                  labels: {maistra.io/owner: %s}
                  annotations: {%s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: %s, name: x}
                """;
        assertThat(facts.of(yaml(RoleBinding.class, binding.formatted("other", "", "ClusterRole"))))
                .isInstanceOf(Change.Gone.class);
        assertThat(facts.of(yaml(RoleBinding.class, binding.formatted("cp", "maistra.io/internal: ''", "ClusterRole"))))
                .isInstanceOf(Change.Gone.class);
        assertThat(facts.of(yaml(RoleBinding.class, binding.formatted("cp", "", "Role"))))
                .isInstanceOf(Change.Gone.class);
        assertThat(facts.of(yaml(RoleBinding.class, binding.formatted("cp", "", "ClusterRole"))))
                .isInstanceOf(Change.Seen.class);
    }

    @Test
    void aPolicysSpecIsTakenVerbatim() {
        Change change = facts.of(yaml(NetworkPolicy.class, """
                metadata: {name: own, namespace: cp, labels: {maistra.io/owner: cp}}
                spec:
                  podSelector: {}
                  ingress:
                  - ports: [{port: 15017, protocol: TCP}, {port: http}]
                    from: [{namespaceSelector: {matchLabels: {maistra.io/member-of: cp}}}]
                  policyTypes: [Ingress]
                """));
        SourcePolicy source = Objects.requireNonNull(((Content.OfNetworkPolicy) content(change)).source());
        assertThat(source.spec()).hasToString("{\"ingress\":[{\"from\":[{\"namespaceSelector\":{\"matchLabels\":"
                + "{\"maistra.io/member-of\":\"cp\"}}}],\"ports\":[{\"port\":15017,\"protocol\":\"TCP\"},"
                + "{\"port\":\"http\"}]}],\"podSelector\":{},\"policyTypes\":[\"Ingress\"]}");
    }

    @Test
    void anInternalPolicyHasOnlyAName() {
        Change change = facts.of(yaml(NetworkPolicy.class,
                """
                        metadata: {name: istio-mesh-basic, namespace: cp, labels: {maistra.io/owner: cp}, annotations: {maistra.io/internal: "true"}}
                        spec: {podSelector: {}}
                        """));
        assertThat(content(change)).isEqualTo(new Content.OfNetworkPolicy(null));
    }

    private static Content content(Change change) {
        return ((Change.Seen) change).content();
    }

    private static <T> T yaml(Class<T> type, String text) {
        return Serialization.unmarshal(text, type);
    }
}
