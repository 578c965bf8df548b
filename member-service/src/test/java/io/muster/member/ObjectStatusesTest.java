package io.muster.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Condition;
import io.muster.member.ConcernStanding.Kind;
import io.muster.mesh.Conditions;
import io.muster.mesh.ServiceMeshMember;
import io.muster.mesh.ServiceMeshMemberStatus;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ObjectStatusesTest {

    private static final Optional<ControlPlaneFacts> CONTROL_PLANE = Optional.of(Samples.CONTROL_PLANE);

    private final ServiceMeshMember object = Samples.object("bookinfo", "mesh-a", "basic");

    @Test
    void isReadyWhenEveryConcernIsAppliedAndTheNamespaceLabelled() {
        ServiceMeshMemberStatus status = draw(held(Samples.ready("bookinfo")));

        assertThat(status.getAnnotations()).containsEntry("controlPlaneRef", "mesh-a/basic");
        assertThat(status.getObservedGeneration()).isEqualTo(1);
        assertThat(status.getMeshGeneration()).isEqualTo(3);
        assertThat(status.getMeshReconciledVersion()).isEqualTo("2.5.1-3");
        assertThat(status.getConditions()).extracting(Condition::getType, Condition::getStatus, Condition::getReason)
                .containsExactly(tuple(Conditions.RECONCILED, "True", ""), tuple(Conditions.READY, "True", ""),
                        tuple(Conditions.RBAC_READY, "True", ""), tuple(Conditions.CNI_READY, "True", ""));
    }

    @Test
    void saysWhichConcernItWaitsFor() {
        ServiceMeshMemberStatus status = draw(
                held(Samples.held("bookinfo", Samples.closed(Kind.FAILED, "quota"), Kind.WAITING)));

        assertThat(status.getConditions())
                .extracting(Condition::getType, Condition::getStatus, Condition::getReason)
                .containsExactly(tuple(Conditions.RECONCILED, "False", Conditions.CONFIGURING_NAMESPACE),
                        tuple(Conditions.READY, "False", Conditions.CONFIGURING_NAMESPACE),
                        tuple(Conditions.RBAC_READY, "True", ""),
                        tuple(Conditions.CNI_READY, "False", Conditions.CONFIGURING_NAMESPACE));
        assertThat(ready(status).getMessage()).isEqualTo("cni: quota");
    }

    @Test
    void saysWhyItsNamespaceIsNoMember() {
        assertReason(view(Optional.empty(), 0, null, null, null), Conditions.CONTROL_PLANE_MISSING, "no"
                + " ServiceMeshControlPlane basic in namespace mesh-a");
        assertReason(view(CONTROL_PLANE, 2, null, null, null), Conditions.CONFIGURING_NAMESPACE, "2 control planes");
        assertReason(view(CONTROL_PLANE, 1, "mesh-b", null, null), Conditions.REFERENCES_DIFFERENT_CONTROL_PLANE,
                "mesh mesh-b holds it");
        assertReason(view(CONTROL_PLANE, 1, null, "reserved", null), Conditions.CONFIGURING_NAMESPACE, "reserved");
        assertReason(view(CONTROL_PLANE, 1, null, null, null), Conditions.CONFIGURING_NAMESPACE, "the watcher");
        assertReason(view(Optional.empty(), 0, null, null, "rbac: denied"), Conditions.REMOVING_NAMESPACE,
                "rbac: denied");
    }

    @Test
    void saysThatItsNameIsWrong() {
        object.getMetadata().setName("other");

        assertReason(view(CONTROL_PLANE, 1, null, null, null), Conditions.MEMBER_INVALID_NAME, "rename or delete it");
    }

    @Test
    void isTheSameAgainIfNothingChanged() {
        ObjectView view = held(Samples.ready("bookinfo"));
        object.setStatus(draw(view));

        assertThat(ObjectStatuses.draw(object, view, Samples.NOW.plusSeconds(5))).isEqualTo(object.getStatus());
    }

    private void assertReason(ObjectView view, String reason, String words) {
        ServiceMeshMemberStatus status = draw(view);
        assertThat(ready(status).getStatus()).isEqualTo("False");
        assertThat(ready(status).getReason()).isEqualTo(reason);
        assertThat(ready(status).getMessage()).contains(words);
        assertThat(ConditionChanges.find(status.getConditions(), Conditions.RECONCILED).orElseThrow().getMessage())
                .isEqualTo(ready(status).getMessage());
    }

    private ServiceMeshMemberStatus draw(ObjectView view) {
        return ObjectStatuses.draw(object, view, Samples.NOW);
    }

    private static ObjectView held(Held held) {
        return new ObjectView(CONTROL_PLANE, 1, "mesh-a", Optional.of(held), Optional.empty(), Optional.empty());
    }

    private static ObjectView view(Optional<ControlPlaneFacts> controlPlane, int number, @Nullable String holder,
            @Nullable String refusal, @Nullable String unremoved) {
        return new ObjectView(controlPlane, number, holder, Optional.empty(), Optional.ofNullable(refusal),
                Optional.ofNullable(unremoved));
    }

    private static Condition ready(ServiceMeshMemberStatus status) {
        return ConditionChanges.find(status.getConditions(), Conditions.READY).orElseThrow();
    }
}
