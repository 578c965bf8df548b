package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class AppliedTest {

    private final Map<String, Object> last = Map.of("metadata", Map.of("labels", Map.of("team", "a", "old", "x")),
            "spec", Map.of("members", List.of("a"), "memberSelectors", List.of()));
    private final Map<String, Object> file = Map.of("metadata", Map.of("labels", Map.of("team", "b")), "spec",
            Map.of("members", List.of("a", "b")));

    @Test
    void takesAwayWhatTheFileHadAndHasNoMore() {
        assertThat(Applied.patch(last, file).get("spec")).asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("members", List.of("a", "b"))
                .containsEntry("memberSelectors", null);
    }

    @Test
    void leavesAloneWhatTheFileNeverSaid() {
        Map<String, Object> live = Map.of("metadata", Map.of("uid", "u", "labels", Map.of("team", "a", "old", "x",
                "kubernetes.io/metadata.name", "n")), "spec", Map.of("members", List.of("a"), "other", 1));

        assertThat(Applied.merged(live, Applied.patch(last, file))).isEqualTo(Map.of("metadata",
                Map.of("uid", "u", "labels", Map.of("team", "b", "kubernetes.io/metadata.name", "n")), "spec",
                Map.of("members", List.of("a", "b"), "other", 1)));
    }

    @Test
    void replacesListsAsWholes() {
        assertThat(Applied.merged(Map.of("members", List.of("a", "b")), Map.of("members", List.of("c"))))
                .isEqualTo(Map.of("members", List.of("c")));
    }
}
