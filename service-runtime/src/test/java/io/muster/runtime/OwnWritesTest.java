package io.muster.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class OwnWritesTest {

    private final MovingClock clock = new MovingClock();
    private final OwnWrites<RoleBinding> writes = new OwnWrites<>(clock);

    @Test
    void showsAWriteUntilTheWatchHasCaughtUp() {
        writes.wrote(at("7"));

        assertThat(overlaid(Map.of(), 6)).containsOnlyKeys("b");
        assertThat(version(Map.of("b", at("5")), 6)).isEqualTo("7");
        assertThat(version(Map.of("b", at("8")), 8)).isEqualTo("8");
        // once caught up it is forgotten: what the watch shows from now on is the truth
        assertThat(version(Map.of("b", at("5")), 8)).isEqualTo("5");
    }

    @Test
    void believesTheWatchThatAnObjectIsGoneOnceItIsPastTheWrite() {
        writes.wrote(at("7"));

        assertThat(overlaid(Map.of(), 7)).isEmpty();
    }

    @Test
    void hidesWhatWasDeletedButNotWhatWasMadeAnew() {
        writes.deleted(at("7"));

        assertThat(overlaid(Map.of("b", at("7")), 7)).isEmpty();
        RoleBinding anew = ExampleKind.binding("x").editMetadata().withUid("u2").endMetadata().build();
        assertThat(overlaid(Map.of("b", anew), 9)).containsOnlyKeys("b");
    }

    @Test
    void forgetsAfterAWhileSoThatAWatchThatLostAnEventHidesNothingForLong() {
        writes.wrote(at("7"));
        clock.pass(Duration.ofSeconds(11));

        assertThat(overlaid(Map.of(), 6)).isEmpty();
    }

    @Test
    void knowsItsOwnEchoAndForgetsWhatCameBack() {
        writes.wrote(at("7"));

        assertThat(writes.takeEcho(at("8"))).isFalse();
        assertThat(writes.takeEchoOfDeletion(at("7"))).isFalse();
        assertThat(overlaid(Map.of(), 6)).containsOnlyKeys("b");
        assertThat(writes.takeEcho(at("7"))).isTrue();
        assertThat(overlaid(Map.of(), 6)).isEmpty();
    }

    @Test
    void knowsTheEchoOfADeletion() {
        writes.deleted(at("7"));

        assertThat(writes.takeEcho(at("7"))).isFalse();
        assertThat(writes.takeEchoOfDeletion(at("8"))).isTrue();
        assertThat(writes.takeEchoOfDeletion(at("8"))).isFalse();
    }

    private Map<String, RoleBinding> overlaid(Map<String, RoleBinding> watched, long watchVersion) {
        Map<String, RoleBinding> seen = new HashMap<>(watched);
        writes.overlay("ns", seen, watchVersion);
        return seen;
    }

    private String version(Map<String, RoleBinding> watched, long watchVersion) {
        return Objects.requireNonNull(overlaid(watched, watchVersion).get("b")).getMetadata().getResourceVersion();
    }

    private static RoleBinding at(String version) {
        return ExampleKind.binding("istiod").editMetadata().withResourceVersion(version).endMetadata().build();
    }
}
