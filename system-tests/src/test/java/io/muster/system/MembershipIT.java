package io.muster.system;

import static io.muster.system.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.muster.events.Claim;
import io.muster.events.Concern;
import io.muster.events.Event;
import io.muster.events.EventType;
import io.muster.events.MeshState;
import io.muster.events.Outcome;
import io.muster.mesh.MeshKeys;
import io.muster.system.MusterProcess.Kind;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.RealServers;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** From what a mesh's owner says in the cluster to what members have, through a watcher, Kafka and rbac-service. */
@ExtendWith(RealServers.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MembershipIT {

    private final Scene scene;
    private final KubernetesClient admin;

    MembershipIT(KafkaUnderTest kafka, ControlPlaneUnderTest cluster) {
        scene = new Scene(kafka, cluster);
        admin = cluster.admin();
    }

    @BeforeAll
    void start() {
        MusterProcess watcher = scene.start(Kind.WATCHER);
        MusterProcess rbac = scene.start(Kind.RBAC);
        watcher.awaitReady();
        rbac.awaitReady();
    }

    @AfterAll
    void stop() {
        scene.close();
    }

    @Test
    void aRollGivesItsMembersTheBindingsOfTheControlPlaneAndTakesThemAwayAgain() {
        Mesh mesh = scene.mesh();
        String a = scene.namespace("a");
        String b = scene.namespace("b");
        Set<String> clusterWide = clusterRoleBindings();

        mesh.roll(a, b);

        scene.awaitMember(mesh, a);
        scene.awaitMember(mesh, b);
        RoleBinding source = mesh.binding(mesh.namespace(), mesh.istiod()).get();
        RoleBinding copy = Objects.requireNonNull(mesh.copies(a).get(mesh.istiod()));
        assertThat(copy.getRoleRef()).isEqualTo(source.getRoleRef());
        assertThat(copy.getSubjects()).isEqualTo(source.getSubjects());
        assertThat(copy.getMetadata().getLabels()).isEqualTo(Map.of("app", "istio", MeshKeys.MEMBER_OF,
                mesh.namespace(), MeshKeys.MANAGED_BY, "muster", MeshKeys.MAISTRA_VERSION, "v2.5"));
        assertThat(copy.getMetadata().getFinalizers()).isEmpty();
        Event joined = scene.reader().log(a).getLast();
        assertThat(joined.type()).isEqualTo(EventType.MEMBER_JOINED);
        assertThat(Objects.requireNonNull(joined.member()).cause().fieldManager()).isEqualTo("mesh-owner");
        assertThat(scene.reader().outcome(Concern.RBAC, a)).map(Outcome::event).hasValue(joined.id());

        mesh.roll(b);

        scene.awaitNothingLeft(mesh, a);
        assertThat(mesh.has(b)).isTrue();
        assertThat(scene.reader().log(a)).extracting(Event::type).containsExactly(EventType.MEMBER_JOINED,
                EventType.MEMBER_LEFT);
        eventually(() -> assertThat(scene.reader().outcomes(a)).extracting(Event::type).containsExactly(
                EventType.CONCERN_APPLIED, EventType.CONCERN_RELEASED));
        assertThat(clusterRoleBindings()).as("nothing cluster-scoped was made").isEqualTo(clusterWide);
    }

    @Test
    void aMemberObjectIsEnoughAndItsDeletionTakesTheNamespaceOut() {
        Mesh mesh = scene.mesh();
        String a = scene.namespace("a");

        mesh.memberObject(a);

        scene.awaitMember(mesh, a);
        assertThat(claim(a)).isEqualTo(Claim.MEMBER_OBJECT);

        mesh.noMemberObject(a);

        scene.awaitNothingLeft(mesh, a);
    }

    @Test
    void aSelectorFollowsTheLabelsOfNamespaces() {
        Mesh mesh = scene.mesh();
        String a = scene.namespace("a");
        String b = scene.namespace("b");
        String value = mesh.namespace();
        mesh.roll(List.of(), List.of(new LabelSelectorBuilder().addToMatchLabels("team", value).build(),
                new LabelSelectorBuilder().addNewMatchExpression().withKey("other-team")
                        .withOperator("In").withValues(value).endMatchExpression().build()));

        label(a, "team", value);
        label(b, "other-team", value);

        scene.awaitMember(mesh, a);
        scene.awaitMember(mesh, b);
        assertThat(claim(a)).isEqualTo(Claim.SELECTOR);

        label(a, "team", "another");

        scene.awaitNothingLeft(mesh, a);
        assertThat(mesh.has(b)).isTrue();
    }

    @Test
    void aWildcardTakesWhatNobodyHasAndLeavesOutTheSystemsNamespaces() {
        Mesh mesh = scene.mesh();
        Mesh other = scene.mesh();
        String taken = scene.namespace("taken");
        String openshift = scene.namespace("openshift");
        other.roll(taken);
        scene.awaitMember(other, taken);
        String before = scene.namespace("before");

        mesh.roll("*");
        String after = scene.namespace("after");

        scene.awaitMember(mesh, before);
        scene.awaitMember(mesh, after);
        assertThat(claim(after)).isEqualTo(Claim.WILDCARD);
        assertThat(scene.reader().members()).doesNotContainKeys("kube-system", "kube-public", openshift,
                mesh.namespace(), other.namespace());
        assertThat(other.has(taken)).isTrue();
        assertThat(mesh.copies(taken)).isEmpty();

        mesh.roll();

        scene.awaitNothingLeft(mesh, before);
        scene.awaitNothingLeft(mesh, after);
    }

    @Test
    void aNamespaceMovesToTheOtherMeshThatClaimsItAndNothingOfTheFormerIsLeft() {
        Mesh former = scene.mesh();
        Mesh next = scene.mesh();
        String a = scene.namespace("a");
        former.roll(a);
        scene.awaitMember(former, a);
        next.roll(a);
        eventually(() -> assertThat(mesh(next).conflicts()).extracting(MeshState.Conflict::holder)
                .containsExactly(former.namespace()));
        assertThat(next.copies(a)).as("the loser gets nothing").isEmpty();

        former.roll();

        scene.awaitMember(next, a);
        scene.awaitNothingLeft(former, a);
        assertThat(scene.reader().log(a)).extracting(Event::type).as("in one step, of which nobody sees half")
                .containsExactly(EventType.MEMBER_JOINED, EventType.MEMBER_MOVED);
        assertThat(Objects.requireNonNull(scene.reader().log(a).getLast().member()).movedFrom())
                .isEqualTo(former.namespace());
        assertThat(mesh(next).conflicts()).isEmpty();
    }

    @Test
    void aNamespaceThatIsListedBeforeItExistsJoinsWhenItAppears() {
        Mesh mesh = scene.mesh();
        String late = scene.freshName("late");
        mesh.roll(late);
        eventually(() -> assertThat(mesh(mesh).missing()).containsExactly(late));

        admin.resource(new NamespaceBuilder().withNewMetadata().withName(late).endMetadata().build()).create();

        scene.awaitMember(mesh, late);
        assertThat(mesh(mesh).missing()).isEmpty();
    }

    @Test
    void aNamespaceThatIsDeletedAndMadeAnewJoinsAnew() {
        Mesh mesh = scene.mesh();
        String a = scene.namespace("a");
        mesh.roll(a);
        scene.awaitMember(mesh, a);
        String uid = admin.namespaces().withName(a).get().getMetadata().getUid();

        admin.namespaces().withName(a).delete();
        eventually(() -> assertThat(admin.namespaces().withName(a).get()).isNull());
        admin.resource(new NamespaceBuilder().withNewMetadata().withName(a).endMetadata().build()).create();

        scene.awaitMember(mesh, a);
        assertThat(scene.reader().log(a)).extracting(Event::type).containsExactly(EventType.MEMBER_JOINED,
                EventType.MEMBER_LEFT, EventType.MEMBER_JOINED);
        assertThat(Objects.requireNonNull(scene.reader().members().get(a)).uid()).isNotEqualTo(uid);
    }

    @Test
    void allMembersLeaveWithTheControlPlaneAndComeBackWithIt() {
        Mesh mesh = scene.mesh();
        String a = scene.namespace("a");
        String b = scene.namespace("b");
        mesh.roll(a);
        mesh.memberObject(b);
        scene.awaitMember(mesh, a);
        scene.awaitMember(mesh, b);

        mesh.noControlPlane();

        scene.awaitNothingLeft(mesh, a);
        scene.awaitNothingLeft(mesh, b);
        assertThat(scene.reader().meshes()).doesNotContainKey(mesh.namespace());

        mesh.controlPlane();

        scene.awaitMember(mesh, a);
        scene.awaitMember(mesh, b);
    }

    @Test
    void whatTheControlPlaneGivesChangesInPlaceWhereTheApiAllowsIt() {
        Mesh mesh = scene.mesh();
        String a = scene.namespace("a");
        mesh.roll(a);
        scene.awaitMember(mesh, a);
        RoleBinding istiod = mesh.binding(a, mesh.istiod()).get();
        RoleBinding prometheus = mesh.binding(a, mesh.prometheus()).get();

        mesh.binding(mesh.namespace(), mesh.istiod()).edit(source -> new RoleBindingBuilder(source)
                .addNewSubject(null, "ServiceAccount", "istiod-canary", mesh.namespace()).build());
        mesh.binding(mesh.namespace(), mesh.prometheus()).delete();
        mesh.source(mesh.prometheus(), mesh.istiod(), "prometheus");

        eventually(() -> {
            assertThat(mesh.binding(a, mesh.istiod()).get().getSubjects()).hasSize(2);
            assertThat(mesh.copies(a)).hasEntrySatisfying(mesh.prometheus(),
                    copy -> assertThat(copy.getRoleRef().getName()).isEqualTo(mesh.istiod()));
        });
        assertThat(mesh.binding(a, mesh.istiod()).get().getMetadata().getUid())
                .isEqualTo(istiod.getMetadata().getUid());
        assertThat(mesh.binding(a, mesh.prometheus()).get().getMetadata().getUid())
                .isNotEqualTo(prometheus.getMetadata().getUid());

        mesh.binding(mesh.namespace(), mesh.prometheus()).delete();

        eventually(() -> assertThat(mesh.copies(a)).hasSize(2).doesNotContainKey(mesh.prometheus()));
    }

    private MeshState mesh(Mesh mesh) {
        MeshState state = scene.reader().meshes().get(mesh.namespace());
        assertThat(state).as("record of %s", mesh.namespace()).isNotNull();
        return Objects.requireNonNull(state);
    }

    private Claim claim(String namespace) {
        return Objects.requireNonNull(scene.reader().members().get(namespace)).claim();
    }

    private void label(String namespace, String key, String value) {
        admin.namespaces().withName(namespace).edit(live -> new NamespaceBuilder(live).editMetadata()
                .addToLabels(key, value).endMetadata().build());
    }

    private Set<String> clusterRoleBindings() {
        return admin.rbac().clusterRoleBindings().list().getItems().stream()
                .map((ClusterRoleBinding binding) -> binding.getMetadata().getName()).collect(Collectors.toSet());
    }
}
