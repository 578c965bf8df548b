package io.muster.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.muster.events.Cause;
import io.muster.events.Claim;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.events.NetworkMode;
import io.muster.events.Outcome.Result;
import io.muster.events.RoleRef;
import io.muster.events.SourceBinding;
import io.muster.events.Subject;
import io.muster.runtime.Desired;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RoleBindingsTest {

    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    private static final Cause CAUSE = new Cause("ServiceMeshMemberRoll", "mesh-a", "default", null, null, null, null);
    private static final SourceBinding ISTIOD = source("istiod-clusterrole-basic-mesh-a",
            "istiod-clusterrole-basic-mesh-a",
            new Subject("ServiceAccount", null, "istiod-basic", "mesh-a"));

    private final Map<String, String> owners = new HashMap<>(Map.of("istiod-clusterrole-basic-mesh-a", "mesh-a"));
    private final Set<SourceBinding> there = new HashSet<>(Set.of(ISTIOD));

    @Test
    void copiesABindingAndSaysWhoseItIs() {
        RoleBinding copy = objects(mesh(true, ISTIOD)).wanted().getFirst();

        assertThat(copy.getMetadata().getNamespace()).isEqualTo("bookinfo");
        assertThat(copy.getMetadata().getName()).isEqualTo(ISTIOD.name());
        assertThat(copy.getMetadata().getLabels()).containsExactlyInAnyOrderEntriesOf(Map.of("app", "istiod",
                "maistra.io/member-of", "mesh-a", "app.kubernetes.io/managed-by", "muster", "maistra-version", "v2.5"));
        assertThat(copy.getRoleRef().getName()).isEqualTo("istiod-clusterrole-basic-mesh-a");
        assertThat(copy.getSubjects().getFirst().getNamespace()).isEqualTo("mesh-a");
    }

    @Test
    void waitsForAControlPlaneThatIsNotInstalledYet() {
        assertThat(RoleBindings.desired(member(), mesh(false), evidence())).isInstanceOf(Desired.Waiting.class);
    }

    @Test
    void wantsNothingFromAnInstalledControlPlaneWithoutSources() {
        assertThat(objects(mesh(true)).wanted()).isEmpty();
    }

    @Test
    void refusesAClusterRoleThatDoesNotNameTheMeshAsItsOwnerAndGoesOnWithTheOthers() {
        SourceBinding escalation = source("harmless", "cluster-admin",
                new Subject("ServiceAccount", null, "istiod-basic", "mesh-a"));
        there.add(escalation);

        Desired.Objects<RoleBinding> desired = objects(mesh(true, escalation, ISTIOD));

        assertThat(desired.wanted()).extracting(copy -> copy.getMetadata().getName()).containsExactly(ISTIOD.name());
        assertThat(desired.refused()).singleElement().satisfies(refused -> {
            assertThat(refused.name()).isEqualTo("harmless");
            assertThat(refused.result()).isEqualTo(Result.REFUSED);
            assertThat(refused.reason()).contains("cluster-admin", "MUSTER_RBAC_ALLOWED");
        });
    }

    @Test
    void refusesSubjectsFromOutsideTheControlPlaneNamespace() {
        for (Subject subject : List.of(new Subject("ServiceAccount", null, "istiod-basic", "mesh-b"),
                new Subject("ServiceAccount", null, "istiod-basic", null),
                new Subject("User", "rbac.authorization.k8s.io", "mallory", null),
                new Subject("Group", "rbac.authorization.k8s.io", "system:authenticated", null))) {
            SourceBinding source = source("b", "istiod-clusterrole-basic-mesh-a", subject);
            there.add(source);

            assertThat(objects(mesh(true, source)).refused()).as("%s", subject).singleElement()
                    .satisfies(refused -> assertThat(refused.reason()).contains("no ServiceAccount of mesh-a"));
        }
    }

    @Test
    void addsNothingThatTheClusterDoesNotBearOut() {
        there.clear();

        Desired.Objects<RoleBinding> desired = objects(mesh(true, ISTIOD));

        assertThat(desired.wanted()).isEmpty();
        assertThat(desired.unconfirmed()).extracting(object -> object.name()).containsExactly(ISTIOD.name());
    }

    private Desired.Objects<RoleBinding> objects(MeshState mesh) {
        return (Desired.Objects<RoleBinding>) RoleBindings.desired(member(), mesh, evidence());
    }

    private RoleBindings.Evidence evidence() {
        return new RoleBindings.Evidence() {
            @Override
            public Optional<String> refusal(String cpNamespace, String clusterRole) {
                return cpNamespace.equals(owners.get(clusterRole))
                        ? Optional.empty()
                        : Optional.of(clusterRole + " is not its own: MUSTER_RBAC_ALLOWED");
            }

            @Override
            public boolean confirms(String cpNamespace, SourceBinding source) {
                return there.contains(source);
            }
        };
    }

    private static SourceBinding source(String name, String role, Subject... subjects) {
        return new SourceBinding(name, new RoleRef("rbac.authorization.k8s.io", "ClusterRole", role), List.of(subjects),
                Map.of("app", "istiod"), Map.of());
    }

    private static MemberState member() {
        return new MemberState("bookinfo", "uid", "mesh-a", Claim.LISTED, NOW, null, CAUSE, NOW);
    }

    private static MeshState mesh(boolean reconciled, SourceBinding... sources) {
        return new MeshState("mesh-a", "basic", "uid", "v2.5", null, reconciled, false, false, List.of(sources), true,
                List.of(), List.of(), NetworkMode.NETWORK_POLICY, null, List.of("v2-5-istio-cni"), new TreeMap<>(),
                false,
                List.of(), List.of(), List.of(), List.of(), Map.of(), CAUSE, NOW).withRevisions();
    }
}
