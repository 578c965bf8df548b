package io.muster.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.CustomResource;
import io.muster.mesh.Conditions;
import io.muster.mesh.MeshKeys;
import io.muster.mesh.ServiceMeshMember;
import io.muster.mesh.ServiceMeshMemberRoll;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.RealServers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rolls and member objects as the former operator leaves them, on real servers. */
@ExtendWith(RealServers.class)
class TakeoverIT {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final KafkaUnderTest kafka;
    private final ControlPlaneUnderTest cluster;

    TakeoverIT(KafkaUnderTest kafka, ControlPlaneUnderTest cluster) {
        this.kafka = kafka;
        this.cluster = cluster;
    }

    @Test
    void takesOffTheFormerFinalizerAndDeletesTheGeneratedObjectsOfMembers() {
        try (Stage stage = new Stage(kafka, cluster, "MUSTER_MEMBER_TAKEOVER", "true")) {
            Left left = new Left(stage);
            stage.start();

            await().atMost(LONG).until(() -> left.listed() == null);
            await().atMost(LONG).until(() -> finalizers(left.roll()).isEmpty());
            await().atMost(LONG).until(() -> finalizers(left.object(left.own)).isEmpty());
            await().atMost(LONG).until(() -> finalizers(left.object(left.lost)).isEmpty());
            await().atMost(LONG).until(() -> left.going() == null);
            assertThat(left.object(left.lost)).as("made for a namespace that Muster does not hold").isNotNull();
            // nobody who was labelled and configured was without it for a moment
            assertThat(stage.label(left.listed)).isEqualTo(stage.cp);
            await().atMost(LONG).until(() -> stage.configured().containsAll(List.of(left.listed, left.own)));
        }
    }

    @Test
    void leavesThemAsTheyAreUnlessToldTo() {
        try (Stage stage = new Stage(kafka, cluster)) {
            Left left = new Left(stage);
            stage.start();

            await().atMost(LONG).until(() -> stage.readyReason(stage.cp).equals(Conditions.CONFIGURED));
            await().atMost(LONG).until(() -> stage.objectCondition(left.own, Conditions.READY)
                    .filter(ready -> ready.getStatus().equals("True")).isPresent());
            assertThat(finalizers(left.roll())).containsExactly(MeshKeys.FORMER_FINALIZER);
            assertThat(finalizers(left.object(left.own))).containsExactly(MeshKeys.FORMER_FINALIZER);
            assertThat(left.listed()).isNotNull();
            left.clear();
        }
    }

    private static List<String> finalizers(CustomResource<?, ?> object) {
        return object.getMetadata().getFinalizers();
    }

    /** A mesh of the former operator: a listed namespace with the object it made, and one with an object of its own. */
    private static final class Left {

        private final Stage stage;
        private final String listed;
        private final String own;
        private final String lost;
        private final String going;

        Left(Stage stage) {
            this.stage = stage;
            listed = stage.namespace("listed");
            own = stage.namespace("own");
            lost = stage.namespace("lost");
            going = stage.namespace("going");
            stage.list(stage.cp, listed);
            stage.admin.resources(ServiceMeshMemberRoll.class).inNamespace(stage.cp).withName("default").edit(live -> {
                live.getMetadata().setFinalizers(List.of(MeshKeys.FORMER_FINALIZER));
                return live;
            });
            generated(listed);
            generated(lost);
            ServiceMeshMember object = stage.object(own, stage.cp);
            object.getMetadata().setFinalizers(List.of(MeshKeys.FORMER_FINALIZER));
            stage.admin.resource(object).create();
            generated(going);
            stage.admin.resources(ServiceMeshMember.class).inNamespace(going).withName("default").delete();
            stage.label(listed, stage.cp);
            stage.label(own, stage.cp);
            stage.joined(listed);
            stage.joined(own);
            stage.applied(listed, own);
            stage.census();
        }

        private void generated(String namespace) {
            ServiceMeshMember object = stage.object(namespace, stage.cp);
            object.getMetadata().setFinalizers(List.of(MeshKeys.FORMER_FINALIZER));
            object.getMetadata().setAnnotations(Map.of(MeshKeys.CREATED_BY, MeshKeys.CREATED_BY_ROLL));
            stage.admin.resource(object).create();
        }

        ServiceMeshMemberRoll roll() {
            return stage.roll(stage.cp).orElseThrow();
        }

        ServiceMeshMember object(String namespace) {
            return stage.admin.resources(ServiceMeshMember.class).inNamespace(namespace).withName("default").get();
        }

        ServiceMeshMember listed() {
            return object(listed);
        }

        ServiceMeshMember going() {
            return object(going);
        }

        /** So that the shared server is left without objects that nobody can delete. */
        void clear() {
            for (String namespace : List.of(listed, own, lost, going)) {
                stage.admin.resources(ServiceMeshMember.class).inNamespace(namespace).withName("default")
                        .edit(object -> {
                            object.getMetadata().setFinalizers(List.of());
                            return object;
                        });
            }
        }
    }
}
