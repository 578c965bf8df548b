package io.muster.system;

import static io.muster.system.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.muster.events.Cause;
import io.muster.events.Claim;
import io.muster.events.Concern;
import io.muster.events.Event;
import io.muster.events.EventFactory;
import io.muster.events.EventSource;
import io.muster.events.EventType;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.events.Outcome;
import io.muster.events.Outcome.ObjectOutcome;
import io.muster.events.Outcome.Result;
import io.muster.events.RoleRef;
import io.muster.events.SourceBinding;
import io.muster.events.Subject;
import io.muster.mesh.MeshKeys;
import io.muster.system.MusterProcess.Kind;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.RealServers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whoever may write in a control-plane namespace, or on Kafka, does not thereby get rights in other namespaces. */
@ExtendWith(RealServers.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EscalationIT {

    private final Scene scene;
    private final KubernetesClient admin;
    private final EventFactory forged;
    private final TopicsWriter stolen;

    EscalationIT(KafkaUnderTest kafka, ControlPlaneUnderTest cluster) {
        scene = new Scene(kafka, cluster);
        admin = cluster.admin();
        stolen = new TopicsWriter(kafka.bootstrapServers());
        forged = new EventFactory(new EventSource(
                admin.namespaces().withName("kube-system").get().getMetadata().getUid(), "watcher"));
    }

    @BeforeAll
    void start() {
        MusterProcess rbac = scene.start(Kind.RBAC);
        scene.start(Kind.WATCHER).awaitReady();
        rbac.awaitReady();
    }

    @AfterAll
    void stop() {
        stolen.close();
        scene.close();
    }

    @Test
    void aBindingToAClusterRoleThatIsNotTheMeshsOwnIsRefusedAndTheOthersGoOn() {
        Mesh mesh = scene.mesh();
        Mesh other = scene.mesh();
        String a = scene.namespace("a");
        mesh.source("sneaky", "cluster-admin", "istiod-basic");
        mesh.source("borrowed", other.istiod(), "istiod-basic");

        mesh.roll(a);

        scene.awaitMember(mesh, a);
        eventually(() -> assertThat(refused(a)).containsOnlyKeys("sneaky", "borrowed"));
        assertThat(refused(a).get("sneaky")).contains("ClusterRole cluster-admin does not name this mesh as its owner",
                "MUSTER_RBAC_ALLOWED");
        assertThat(refused(a).get("borrowed")).contains("belongs to mesh " + other.namespace());

        admin.resource(new ClusterRoleBuilder(admin.rbac().clusterRoles().withName(other.istiod()).get())
                .editMetadata().addToLabels(MeshKeys.OWNER, mesh.namespace()).endMetadata().build()).update();

        eventually(() -> assertThat(mesh.copies(a)).containsKey("borrowed"));

        admin.resource(new ClusterRoleBuilder(admin.rbac().clusterRoles().withName(other.istiod()).get())
                .editMetadata().removeFromLabels(MeshKeys.OWNER).endMetadata().build()).update();

        eventually(() -> assertThat(mesh.copies(a)).doesNotContainKey("borrowed"));
    }

    @Test
    void aBindingWithASubjectFromElsewhereIsRefused() {
        Mesh mesh = scene.mesh();
        String a = scene.namespace("a");
        source(mesh, "user", new io.fabric8.kubernetes.api.model.rbac.Subject("rbac.authorization.k8s.io", "User",
                "mallory", null));
        source(mesh, "group", new io.fabric8.kubernetes.api.model.rbac.Subject("rbac.authorization.k8s.io", "Group",
                "system:authenticated", null));
        source(mesh, "neighbour",
                new io.fabric8.kubernetes.api.model.rbac.Subject(null, "ServiceAccount", "default", "kube-system"));

        mesh.roll(a);

        scene.awaitMember(mesh, a);
        eventually(() -> assertThat(refused(a)).containsOnlyKeys("user", "group", "neighbour"));
        assertThat(refused(a).get("user")).contains("User mallory is no ServiceAccount of " + mesh.namespace());
        assertThat(refused(a).get("neighbour")).contains("kube-system/default");
    }

    @Test
    void aMemberEventThatNoRollBearsOutGrantsNothing() {
        Mesh mesh = scene.mesh();
        String victim = scene.namespace("victim");
        String a = scene.namespace("a");
        mesh.roll(a);
        scene.awaitMember(mesh, a);

        stolen.state(scene.topics().members(), forged.next(null, EventType.MEMBER_JOINED, victim,
                new MemberState(victim, admin.namespaces().withName(victim).get().getMetadata().getUid(),
                        mesh.namespace(), Claim.LISTED, Instant.now(), null, noCause(), Instant.now()),
                Instant.now(), "0000000001-999999999999", null));

        eventually(() -> assertThat(scene.reader().outcome(Concern.RBAC, victim)).hasValueSatisfying(outcome -> {
            assertThat(outcome.state()).isEqualTo(Outcome.State.WAITING);
            assertThat(outcome.reason()).contains("nothing is added on the word of a record alone");
        }));
        assertThat(mesh.copies(victim)).isEmpty();

        mesh.roll(a, victim);

        scene.awaitMember(mesh, victim);
    }

    @Test
    void aMeshEventWithBindingsThatTheClusterDoesNotHaveGrantsNothing() {
        Mesh mesh = scene.mesh();
        String a = scene.namespace("a");
        mesh.roll(a);
        scene.awaitMember(mesh, a);
        Event last = scene.reader().log(mesh.namespace()).getLast();
        MeshState state = Objects.requireNonNull(last.mesh());
        Subject istiod = new Subject("ServiceAccount", null, "istiod-basic", mesh.namespace());
        List<SourceBinding> bindings = new ArrayList<>(state.roleBindings());
        bindings.add(new SourceBinding("to-admin", clusterRole("cluster-admin"), List.of(istiod), Map.of(), Map.of()));
        bindings.add(new SourceBinding("to-mallory", clusterRole(mesh.istiod()),
                List.of(new Subject("ServiceAccount", null, "mallory", mesh.namespace())), Map.of(), Map.of()));

        stolen.state(scene.topics().meshes(), forged.next(last.id(), EventType.MESH_CHANGED, mesh.namespace(),
                with(state, bindings), Instant.now(), "0000000001-999999999999", null));

        eventually(() -> assertThat(scene.reader().outcome(Concern.RBAC, a)).hasValueSatisfying(outcome -> assertThat(
                outcome.objects()).extracting(ObjectOutcome::name, ObjectOutcome::result)
                .contains(tuple("to-admin", Result.REFUSED),
                        tuple("to-mallory", Result.WAITING))));
        assertThat(mesh.copies(a).keySet()).isEqualTo(mesh.names());
    }

    private static MeshState with(MeshState state, List<SourceBinding> bindings) {
        return new MeshState(state.namespace(), state.name(), state.uid(), state.version(), state.chartVersion(),
                state.reconciled(), state.clusterWide(), state.deleting(), bindings, state.managesPolicies(),
                state.policies(), state.replacedPolicies(), state.networkMode(), state.networkPlugin(),
                state.attachments(), state.memberLabels(), state.overwritesNetworks(), state.conflicts(),
                state.missing(), state.refused(), state.problems(), Map.of(), noCause(), Instant.now())
                .withRevisions();
    }

    private static RoleRef clusterRole(String name) {
        return new RoleRef("rbac.authorization.k8s.io", "ClusterRole", name);
    }

    private static Cause noCause() {
        return new Cause("ServiceMeshMemberRoll", null, "default", null, null, null, null);
    }

    private void source(Mesh mesh, String name, io.fabric8.kubernetes.api.model.rbac.Subject subject) {
        admin.resource(new RoleBindingBuilder().withNewMetadata().withNamespace(mesh.namespace()).withName(name)
                .addToLabels(MeshKeys.OWNER, mesh.namespace()).endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", mesh.istiod()).withSubjects(subject)
                .build()).create();
    }

    /** What is refused in a namespace, by name, with the reason. */
    private Map<String, String> refused(String namespace) {
        return scene.reader().outcome(Concern.RBAC, namespace).orElseThrow().objects().stream()
                .filter(object -> object.result() == Result.REFUSED)
                .collect(Collectors.toMap(ObjectOutcome::name, ObjectOutcome::reason));
    }
}
