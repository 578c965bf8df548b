package io.muster.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.mesh.MeshKeys;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MeshNamespaceLabelsTest {

    private static final Optional<Boolean> MESH = Optional.of(true);
    private static final Optional<Boolean> GONE = Optional.of(false);

    @Test
    void marksTheNamespaceOfAMeshWithItsOwnName() {
        assertThat(change(null, null, false, "v2.5", MESH)).isEqualTo(Map.of(MeshKeys.MEMBER_OF, "mesh-a"));
        assertThat(change("mesh-b", null, false, "v2.5", MESH)).isEqualTo(Map.of(MeshKeys.MEMBER_OF, "mesh-a"));
        assertThat(change("mesh-a", null, false, "v2.5", MESH)).isEmpty();
    }

    @Test
    void keepsInjectionOutBeforeVersion24() {
        assertThat(change("mesh-a", null, false, "v2.3", MESH))
                .isEqualTo(Map.of(MeshKeys.IGNORE_NAMESPACE, "ignore"));
        assertThat(change("mesh-a", "ignore", false, "v2.3", MESH)).isEmpty();
        assertThat(change("mesh-a", "ignore", true, "v2.4", MESH)).isEqualTo(gone(MeshKeys.IGNORE_NAMESPACE));
        assertThat(change("mesh-a", "ignore", false, "v2.4", MESH)).isEmpty();
    }

    @Test
    void takesItsMarksOffWhenTheMeshIsGoneAndLeavesThoseOfOthers() {
        assertThat(change("mesh-a", null, false, null, GONE)).isEqualTo(gone(MeshKeys.MEMBER_OF));
        assertThat(change("mesh-a", "ignore", false, null, GONE))
                .isEqualTo(gone(MeshKeys.MEMBER_OF, MeshKeys.IGNORE_NAMESPACE));
        assertThat(change(null, "ignore", false, null, GONE)).isEmpty();
        assertThat(change("mesh-b", "ignore", false, null, GONE)).isEmpty();
    }

    @Test
    void doesNothingWhileRecordsAndClusterDisagree() {
        assertThat(change("mesh-a", null, false, null, Optional.empty())).isEmpty();
        assertThat(change(null, null, false, "v2.5", Optional.empty())).isEmpty();
    }

    private static Map<String, @Nullable String> gone(String... labels) {
        Map<String, @Nullable String> gone = new HashMap<>();
        for (String label : labels) {
            gone.put(label, null);
        }
        return gone;
    }

    private static Map<String, @Nullable String> change(@Nullable String memberOf, @Nullable String ignore,
            boolean ignoreIsOurs, @Nullable String version, Optional<Boolean> isMesh) {
        return MeshNamespaceLabels.change(
                new Namespaces.Facts("mesh-a", "uid", "1", memberOf, ignore, ignoreIsOurs, false), version, isMesh);
    }
}
