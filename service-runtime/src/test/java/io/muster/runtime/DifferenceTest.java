package io.muster.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DifferenceTest {

    private final Difference difference = new Difference(StripRules.DEFAULT);
    private final ExampleKind kind = new ExampleKind();
    private final RoleBinding desired = ExampleKind.binding("istiod").editMetadata().withUid(null)
            .withResourceVersion(null).addToLabels(Map.of("app", "istiod", "maistra.io/member-of", "mesh-a"))
            .endMetadata()
            .build();

    @Test
    void leavesTheOwnersOwnLabelsAndAnnotationsAlone() {
        RoleBinding live = ExampleKind.binding("istiod").editMetadata()
                .addToLabels(Map.of("app", "istiod", "maistra.io/member-of", "mesh-a", "team", "shop"))
                .addToAnnotations("note", "mine").endMetadata().build();

        assertThat(difference.of(kind, live, desired)).isEmpty();
    }

    @Test
    void namesEveryPartThatDiffers() {
        RoleBinding live = ExampleKind.binding("admin").editMetadata()
                .addToLabels(Map.of("app", "other", "maistra.io/owner", "mesh-a"))
                .addToAnnotations("helm.sh/hook", "x").endMetadata().withSubjects().build();

        assertThat(difference.of(kind, live, desired)).containsExactlyInAnyOrder("roleRef", "subjects", "label app",
                "label maistra.io/member-of", "label maistra.io/owner", "annotation helm.sh/hook");
    }

    @Test
    void mergesIntoTheLiveObjectSoThatNothingOfItsOwnerIsLostAndNoChangeOverwritten() {
        RoleBinding live = ExampleKind.binding("admin").editMetadata()
                .addToLabels(Map.of("team", "shop", "maistra.io/owner", "mesh-a")).addToFinalizers("mine")
                .endMetadata().build();

        RoleBinding merged = difference.merged(kind, live, desired);

        assertThat(merged.getMetadata().getResourceVersion()).isEqualTo("7");
        assertThat(merged.getMetadata().getUid()).isEqualTo("u");
        assertThat(merged.getMetadata().getFinalizers()).containsExactly("mine");
        assertThat(merged.getMetadata().getLabels()).containsExactlyInAnyOrderEntriesOf(
                Map.of("team", "shop", "app", "istiod", "maistra.io/member-of", "mesh-a"));
        assertThat(merged.getRoleRef().getName()).isEqualTo("istiod");
        assertThat(difference.of(kind, merged, desired)).isEmpty();
    }
}
