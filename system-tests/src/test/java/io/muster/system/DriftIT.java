package io.muster.system;

import static io.muster.system.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.muster.events.Concern;
import io.muster.events.Event;
import io.muster.events.EventType;
import io.muster.events.Outcome;
import io.muster.events.Outcome.Repair;
import io.muster.mesh.MeshKeys;
import io.muster.system.MusterProcess.Kind;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.RealServers;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of a member's bindings when somebody else changes them. */
@ExtendWith(RealServers.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DriftIT {

    private static final String INTRUDER = "intruder";

    private final Scene scene;
    private final KubernetesClient admin;
    private final KubernetesClient intruder;
    private MusterProcess rbac;
    private Mesh mesh;
    private String a = "";

    DriftIT(KafkaUnderTest kafka, ControlPlaneUnderTest cluster) {
        scene = new Scene(kafka, cluster);
        admin = cluster.admin();
        // The API server takes the field manager from the user agent.
        intruder = new KubernetesClientBuilder().withConfig(new ConfigBuilder(admin.getConfiguration())
                .withUserAgent(INTRUDER + "/1").build()).build();
        rbac = scene.start(Kind.RBAC);
        mesh = scene.mesh();
    }

    @BeforeAll
    void start() {
        scene.start(Kind.WATCHER).awaitReady();
        rbac.awaitReady();
    }

    @BeforeEach
    void aMember() {
        a = scene.namespace("a");
        mesh.roll(a);
        scene.awaitMember(mesh, a);
    }

    @AfterAll
    void stop() {
        intruder.close();
        scene.close();
    }

    @Test
    void anEditedBindingIsPutRightAndTheOutcomeNamesWhoEditedIt() {
        RoleBinding before = mesh.binding(a, mesh.istiod()).get();

        intrude(new RoleBindingBuilder(before).withSubjects().editMetadata().addToLabels("theirs", "kept")
                .removeFromLabels("app").endMetadata().build());

        eventually(() -> assertThat(mesh.binding(a, mesh.istiod()).get().getSubjects())
                .isEqualTo(before.getSubjects()));
        RoleBinding after = mesh.binding(a, mesh.istiod()).get();
        assertThat(after.getMetadata().getUid()).isEqualTo(before.getMetadata().getUid());
        assertThat(after.getMetadata().getLabels()).containsEntry("app", "istio").containsEntry("theirs", "kept");
        eventually(() -> assertThat(repairs()).singleElement().satisfies(repair -> {
            assertThat(repair.name()).isEqualTo(mesh.istiod());
            assertThat(repair.fieldManager()).isEqualTo(INTRUDER);
            assertThat(repair.change()).contains("subjects", "label app");
        }));
    }

    @Test
    void aDeletedBindingIsThereAgain() {
        mesh.binding(a, mesh.istiod()).delete();

        eventually(() -> assertThat(mesh.has(a)).isTrue());
        eventually(() -> assertThat(repairs()).singleElement().extracting(Repair::change).isEqualTo("deleted"));
    }

    @Test
    void aBindingThatLostOurLabelIsStillOurs() {
        RoleBinding before = mesh.binding(a, mesh.prometheus()).get();

        intrude(new RoleBindingBuilder(before).editMetadata().removeFromLabels(MeshKeys.MEMBER_OF).endMetadata()
                .build());

        eventually(() -> assertThat(mesh.has(a)).isTrue());
        assertThat(mesh.binding(a, mesh.prometheus()).get().getMetadata().getUid())
                .isEqualTo(before.getMetadata().getUid());
        eventually(() -> assertThat(repairs()).singleElement().satisfies(repair -> {
            assertThat(repair.name()).isEqualTo(mesh.prometheus());
            assertThat(repair.change()).contains(MeshKeys.MEMBER_OF);
        }));
    }

    @Test
    void aBindingThatNobodyAskedForIsTakenAway() {
        RoleBinding smuggled = new RoleBindingBuilder(mesh.binding(a, mesh.istiod()).get()).withNewMetadata()
                .withNamespace(a).withName("smuggled").addToLabels(MeshKeys.MEMBER_OF, mesh.namespace()).endMetadata()
                .build();

        admin.resource(smuggled).create();

        eventually(() -> assertThat(mesh.has(a)).isTrue());
    }

    @Test
    void aBindingOfTheSameNameThatIsNotOursIsReportedAndLeftAlone() {
        String b = scene.namespace("b");
        RoleBinding foreign = admin.resource(new RoleBindingBuilder().withNewMetadata().withNamespace(b)
                .withName(mesh.istiod()).endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "view").build()).create();

        mesh.roll(a, b);

        eventually(() -> assertThat(scene.reader().outcome(Concern.RBAC, b)).hasValueSatisfying(outcome -> {
            assertThat(outcome.state()).isEqualTo(Outcome.State.CONFLICT);
            assertThat(outcome.reason()).contains(mesh.istiod(), "delete or rename it");
        }));
        assertThat(mesh.copies(b)).hasSize(2);
        assertThat(mesh.binding(b, mesh.istiod()).get()).isEqualTo(foreign);

        mesh.binding(b, mesh.istiod()).delete();

        scene.awaitMember(mesh, b);
    }

    @Test
    void whoeverFightsOverABindingIsReportedAndMetWithEverLongerWaits() {
        double writes = rbac.metric("muster_writes_total");

        eventually(() -> {
            fight();
            assertThat(scene.reader().outcome(Concern.RBAC, a)).hasValueSatisfying(outcome -> {
                assertThat(outcome.state()).isEqualTo(Outcome.State.FAILED);
                assertThat(outcome.reason()).contains("somebody keeps changing it back");
            });
        });
        Eventually.throughout(Duration.ofSeconds(4), this::fight);
        assertThat(rbac.metric("muster_writes_total") - writes).as("writes in all that time").isBetween(5.0, 10.0);
        assertThat(rbac.metric("muster_pending_keys")).isEqualTo(1);

        eventually(() -> assertThat(mesh.binding(a, mesh.istiod()).get().getSubjects()).extracting(Subject::getName)
                .doesNotContain(INTRUDER));
        eventually(() -> assertThat(scene.reader().outcome(Concern.RBAC, a)).map(Outcome::state)
                .hasValue(Outcome.State.APPLIED));
        assertThat(repairs()).extracting(Repair::fieldManager).containsOnly(INTRUDER);
        eventually(() -> assertThat(rbac.metric("muster_pending_keys")).isZero());
    }

    private void fight() {
        RoleBinding binding = mesh.binding(a, mesh.istiod()).get();
        if (!binding.getSubjects().getFirst().getName().equals(INTRUDER)) {
            intrude(new RoleBindingBuilder(binding)
                    .withSubjects(new Subject(null, "ServiceAccount", INTRUDER, mesh.namespace())).build());
        }
    }

    private void intrude(RoleBinding changed) {
        intruder.resource(changed).update();
    }

    private List<Repair> repairs() {
        return scene.reader().outcomes(a).stream().filter(event -> event.type() == EventType.CONCERN_REPAIRED)
                .map(Event::payload)
                .flatMap(payload -> payload instanceof Outcome outcome ? outcome.repaired().stream() : Stream.empty())
                .toList();
    }
}
