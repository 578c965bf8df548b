package io.muster.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.mesh.MeshKeys;
import io.muster.mesh.ServiceMeshMemberRoll;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RollNeedTest {

    private static final ControlPlaneFacts CLUSTER_WIDE = new ControlPlaneFacts("wide", "v2.5", 1, "2.5.1-1", true,
            false);

    @Test
    void makesAnEmptyRollForAMeshWithMemberObjectsAlone() {
        assertThat(RollNeed.of("mesh-a", List.of(Samples.CONTROL_PLANE), null, true, true))
                .isInstanceOfSatisfying(RollNeed.Create.class, create -> {
                    assertThat(create.roll().getMetadata().getAnnotations()).isEqualTo(
                            Map.of(MeshKeys.CREATED_BY, MeshKeys.CREATED_BY_MEMBER));
                    assertThat(create.roll().getSpec().getMembers()).isNull();
                    assertThat(create.roll().getSpec().getMemberSelectors()).isNull();
                });
    }

    @Test
    void makesASelectingRollForAClusterWideControlPlane() {
        assertThat(RollNeed.of("mesh-a", List.of(CLUSTER_WIDE), null, false, false))
                .isInstanceOfSatisfying(RollNeed.Create.class, create -> {
                    assertThat(create.roll().getMetadata().getName()).isEqualTo("default");
                    assertThat(create.roll().getMetadata().getAnnotations()).isEmpty();
                    assertThat(create.roll().getSpec().getMemberSelectors()).singleElement()
                            .satisfies(selector -> assertThat(selector.getMatchLabels())
                                    .isEqualTo(Map.of("istio-injection", "enabled")));
                });
    }

    @Test
    void makesNoneWhereNoControlPlaneOrMoreThanOneIsOrItIsGoing() {
        ControlPlaneFacts going = new ControlPlaneFacts("basic", "v2.5", 1, "", true, true);
        assertThat(RollNeed.of("mesh-a", List.of(), null, true, true)).isInstanceOf(RollNeed.Nothing.class);
        assertThat(RollNeed.of("mesh-a", List.of(Samples.CONTROL_PLANE, CLUSTER_WIDE), null, true, true))
                .isInstanceOf(RollNeed.Nothing.class);
        assertThat(RollNeed.of("mesh-a", List.of(going), null, true, true)).isInstanceOf(RollNeed.Nothing.class);
        assertThat(RollNeed.of("mesh-a", List.of(Samples.CONTROL_PLANE), null, false, true))
                .isInstanceOf(RollNeed.Nothing.class);
    }

    @Test
    void deletesTheRollMadeForMemberObjectsWhenNoneIsLeftAndNobodyFilledIt() {
        ServiceMeshMemberRoll made = Samples.roll();
        made.getMetadata().setAnnotations(Map.of(MeshKeys.CREATED_BY, MeshKeys.CREATED_BY_MEMBER));
        ServiceMeshMemberRoll filled = Samples.roll("bookinfo");
        filled.getMetadata().setAnnotations(Map.of(MeshKeys.CREATED_BY, MeshKeys.CREATED_BY_MEMBER));
        List<ControlPlaneFacts> one = List.of(Samples.CONTROL_PLANE);

        assertThat(RollNeed.of("mesh-a", one, made, false, false)).isInstanceOf(RollNeed.Delete.class);
        assertThat(RollNeed.of("mesh-a", List.of(), made, false, false)).isInstanceOf(RollNeed.Delete.class);
        assertThat(RollNeed.of("mesh-a", one, made, true, true)).isInstanceOf(RollNeed.Nothing.class);
        assertThat(RollNeed.of("mesh-a", one, filled, false, false)).isInstanceOf(RollNeed.Nothing.class);
        assertThat(RollNeed.of("mesh-a", one, Samples.roll(), false, false)).isInstanceOf(RollNeed.Nothing.class);
        assertThat(RollNeed.of("mesh-a", List.of(CLUSTER_WIDE), made, false, false))
                .isInstanceOf(RollNeed.Nothing.class);
    }
}
