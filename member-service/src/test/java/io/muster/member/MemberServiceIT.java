package io.muster.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.muster.events.Concern;
import io.muster.events.Outcome;
import io.muster.mesh.MeshKeys;
import io.muster.mesh.ServiceMeshControlPlane;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.RealServers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The label of member Namespaces, on real servers. */
@ExtendWith(RealServers.class)
class MemberServiceIT {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final KafkaUnderTest kafka;
    private final ControlPlaneUnderTest cluster;

    MemberServiceIT(KafkaUnderTest kafka, ControlPlaneUnderTest cluster) {
        this.kafka = kafka;
        this.cluster = cluster;
    }

    @Test
    void labelsWhenAllElseIsThereDefendsTheLabelAndTakesItAwayFirst() {
        try (Stage stage = new Stage(kafka, cluster)) {
            String bookinfo = stage.namespace("bookinfo");
            stage.list(stage.cp, bookinfo);
            stage.joined(bookinfo);
            stage.say(bookinfo, Concern.RBAC, Outcome.State.APPLIED, "");
            stage.say(bookinfo, Concern.NETWORK, Outcome.State.APPLIED, "");
            stage.census();
            stage.start();

            await().atMost(LONG).until(() -> stage.outcome(bookinfo).filter(
                    outcome -> outcome.state() == Outcome.State.WAITING && outcome.reason().contains("cni-service"))
                    .isPresent());
            assertThat(stage.label(bookinfo)).isNull();
            stage.say(bookinfo, Concern.CNI, Outcome.State.APPLIED, "");
            await().atMost(LONG).until(() -> stage.cp.equals(stage.label(bookinfo)));
            await().atMost(LONG).until(stage::isReady);
            assertThat(stage.label(stage.cp)).isEqualTo(stage.cp);

            // somebody takes it off, or puts another there
            stage.label(bookinfo, null);
            await().atMost(LONG).until(() -> stage.cp.equals(stage.label(bookinfo)));
            stage.label(bookinfo, "elsewhere");
            await().atMost(LONG).until(() -> stage.cp.equals(stage.label(bookinfo)));
            await().atMost(LONG).until(() -> stage.outcome(bookinfo).filter(outcome -> outcome.repaired().stream()
                    .anyMatch(repair -> repair.change().equals("label maistra.io/member-of changed to elsewhere")
                            && repair.fieldManager() != null))
                    .isPresent());

            // what fails later does not take it away, nor keeps it from being restored
            stage.say(bookinfo, Concern.RBAC, Outcome.State.FAILED, "denied");
            stage.label(bookinfo, null);
            await().atMost(LONG).until(() -> stage.cp.equals(stage.label(bookinfo)));

            stage.list(stage.cp);
            stage.left(bookinfo);
            await().atMost(LONG).until(() -> stage.label(bookinfo) == null);
            await().atMost(LONG).until(() -> List.of(bookinfo).equals(stage.status(stage.cp).getTerminatingMembers()));
            assertThat(stage.configured()).isEmpty();
            stage.released(bookinfo, Concern.RBAC, Concern.NETWORK, Concern.CNI);
            await().atMost(LONG).until(() -> List.of().equals(stage.status(stage.cp).getTerminatingMembers()));
        }
    }

    @Test
    void labelsNothingOnTheWordOfARecordAlone() {
        try (Stage stage = new Stage(kafka, cluster)) {
            String victim = stage.namespace("victim");
            stage.list(stage.cp);
            stage.joined(victim);
            stage.applied(victim);
            stage.census();
            stage.start();

            await().atMost(LONG).until(() -> stage.outcome(victim).filter(
                    outcome -> outcome.reason().contains("nothing is added on the word of a record alone"))
                    .isPresent());
            assertThat(stage.label(victim)).isNull();
            stage.list(stage.cp, victim);
            await().atMost(LONG).until(() -> stage.cp.equals(stage.label(victim)));
        }
    }

    @Test
    void takesOffTheLabelOfWhomNoMeshHolds() {
        try (Stage stage = new Stage(kafka, cluster)) {
            String stray = stage.namespace("stray");
            stage.label(stray, stage.cp);
            stage.census();
            stage.start();

            await().atMost(LONG).until(() -> stage.label(stray) == null);
            await().atMost(LONG).until(stage::isReady);
            stage.label(stray, stage.cp);
            await().atMost(LONG).until(() -> stage.label(stray) == null);
        }
    }

    @Test
    void onlyReportsAStrayLabelIfToldToAndStillTakesItFromThoseWhoLeave() {
        try (Stage stage = new Stage(kafka, cluster, "MUSTER_MEMBER_STRAY_LABELS", "report")) {
            String stray = stage.namespace("stray");
            String bookinfo = stage.namespace("bookinfo");
            stage.label(stray, stage.cp);
            stage.list(stage.cp, bookinfo);
            stage.joined(bookinfo);
            stage.applied(bookinfo);
            stage.census();
            stage.start();
            await().atMost(LONG).until(() -> stage.cp.equals(stage.label(bookinfo)));
            await().atMost(LONG).until(() -> stage.outcome(bookinfo).isPresent());

            stage.list(stage.cp);
            stage.left(bookinfo);
            await().atMost(LONG).until(() -> stage.label(bookinfo) == null);
            assertThat(stage.label(stray)).isEqualTo(stage.cp);
        }
    }

    @Test
    void movesALabelWithItsNamespaceAndNeverShowsTheFormerMeshs() {
        try (Stage stage = new Stage(kafka, cluster)) {
            String bookinfo = stage.namespace("bookinfo");
            String other = stage.mesh("other");
            stage.list(stage.cp, bookinfo);
            stage.list(other);
            stage.joined(bookinfo);
            stage.applied(bookinfo);
            stage.census();
            stage.start();
            await().atMost(LONG).until(() -> stage.configured().equals(List.of(bookinfo)));

            stage.list(other, bookinfo);
            stage.list(stage.cp);
            stage.joined(bookinfo, other, stage.cp);
            await().atMost(LONG).until(() -> stage.label(bookinfo) == null);
            await().atMost(LONG).until(() -> stage.configured().isEmpty());
            stage.applied(bookinfo);
            await().atMost(LONG).until(() -> other.equals(stage.label(bookinfo)));
            await().atMost(LONG).until(() -> List.of(bookinfo).equals(stage.status(other).getConfiguredMembers()));
            await().atMost(LONG).until(() -> stage.told(other)
                    .contains("Moved: namespace %s moved from mesh %s".formatted(bookinfo, stage.cp)));
            await().atMost(LONG).until(() -> stage.told(stage.cp)
                    .contains("Moved: namespace %s moved to mesh %s".formatted(bookinfo, other)));
        }
    }

    @Test
    void marksTheControlPlaneNamespaceAndUnmarksItWhenTheMeshIsGone() {
        try (Stage stage = new Stage(kafka, cluster)) {
            String old = cluster.createNamespace("old");
            stage.controlPlane(old, "basic", Map.of("version", "v2.3"));
            stage.meshRecord(old, List.of(), List.of());
            stage.census();
            stage.start();
            await().atMost(LONG).until(() -> old.equals(stage.label(old)));
            await().atMost(LONG).until(() -> "ignore".equals(ignore(stage, old)));
            assertThat(stage.label(stage.cp)).isEqualTo(stage.cp);
            assertThat(ignore(stage, stage.cp)).isNull();

            stage.label(old, null);
            await().atMost(LONG).until(() -> old.equals(stage.label(old)));

            stage.admin.resources(ServiceMeshControlPlane.class).inNamespace(old).withName("basic")
                    .delete();
            stage.meshGone(old);
            await().atMost(LONG).until(() -> stage.label(old) == null && ignore(stage, old) == null);
        }
    }

    private static @Nullable String ignore(Stage stage, String namespace) {
        return Objects.requireNonNull(stage.admin.namespaces().withName(namespace).get()).getMetadata().getLabels()
                .get(MeshKeys.IGNORE_NAMESPACE);
    }
}
