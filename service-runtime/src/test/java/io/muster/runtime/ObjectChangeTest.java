package io.muster.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.muster.events.Outcome.ObjectOutcome;
import io.muster.events.Outcome.Result;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObjectChangeTest {

    private final ExampleKind kind = new ExampleKind();

    private static RoleBinding named(String name, String role) {
        return ExampleKind.binding(role).editMetadata().withName(name).endMetadata().build();
    }

    private List<ObjectChange<RoleBinding>> between(Map<String, RoleBinding> there,
            Desired.Objects<RoleBinding> wanted) {
        return ObjectChange.between(kind, there, wanted, new Difference(StripRules.DEFAULT));
    }

    @Test
    void whatIsMissingOrDifferentIsEnsuredAndWhatIsRightStands() {
        List<ObjectChange<RoleBinding>> changes = between(
                Map.of("right", named("right", "istiod"), "other", named("other", "admin")),
                new Desired.Objects<>(List.of(named("right", "istiod"), named("other", "istiod"),
                        named("missing", "istiod")), List.of(), List.of()));

        assertThat(changes).satisfiesExactly(
                right -> assertThat(right).isEqualTo(new ObjectChange.Stands<>(
                        new ObjectOutcome("RoleBinding", "right", Result.PRESENT, ""))),
                other -> assertThat(((ObjectChange.Ensure<?>) other).differences()).containsExactly("roleRef"),
                missing -> assertThat(((ObjectChange.Ensure<?>) missing).live()).isNull());
    }

    @Test
    void whatIsNotDesiredGoesUnlessItIsInDoubt() {
        List<ObjectChange<RoleBinding>> changes = between(
                Map.of("doubtful", named("doubtful", "istiod"), "refused", named("refused", "admin"), "old",
                        named("old", "istiod")),
                new Desired.Objects<>(List.of(),
                        List.of(new ObjectOutcome("RoleBinding", "refused", Result.REFUSED, "no owner")),
                        List.of(new ObjectOutcome("RoleBinding", "doubtful", Result.WAITING, "not seen"))));

        assertThat(changes).filteredOn(ObjectChange.Remove.class::isInstance).extracting(
                change -> ((ObjectChange.Remove<RoleBinding>) change).live().getMetadata().getName(),
                change -> ((ObjectChange.Remove<RoleBinding>) change).refused())
                .containsExactlyInAnyOrder(tuple("refused", true),
                        tuple("old", false));
        assertThat(changes).filteredOn(ObjectChange.Stands.class::isInstance).hasSize(2);
    }
}
