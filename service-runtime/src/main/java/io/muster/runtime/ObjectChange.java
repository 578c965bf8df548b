package io.muster.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.muster.events.Outcome.ObjectOutcome;
import io.muster.events.Outcome.Result;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What has to become of one object in a member: what is desired, compared with what is there. */
sealed interface ObjectChange<T extends HasMetadata> {

    /** Nothing: it stands as the outcome says. */
    record Stands<T extends HasMetadata>(ObjectOutcome outcome) implements ObjectChange<T> {}

    /**
     * It is to say what is desired.
     *
     * @param live
     *            what is there; absent if nothing of ours is
     * @param differences
     *            what of it is not as desired, in words
     */
    record Ensure<T extends HasMetadata>(@Nullable T live, T desired, List<String> differences)
            implements
                ObjectChange<T> {}

    /**
     * It is to go.
     *
     * @param refused
     *            whether it was desired until its source was refused
     */
    record Remove<T extends HasMetadata>(T live, boolean refused) implements ObjectChange<T> {}

    /**
     * Compares.
     *
     * @param there
     *            the objects of the kind that are ours, by name
     */
    static <T extends HasMetadata> List<ObjectChange<T>> between(ObjectKind<T> kind, Map<String, T> there,
            Desired.Objects<T> wanted, Difference difference) {
        List<ObjectChange<T>> changes = new ArrayList<>();
        wanted.refused().forEach(outcome -> changes.add(new Stands<>(outcome)));
        wanted.unconfirmed().forEach(outcome -> changes.add(new Stands<>(outcome)));
        Set<String> kept = wanted.unconfirmed().stream().map(ObjectOutcome::name)
                .collect(Collectors.toCollection(HashSet::new));
        for (T object : wanted.wanted()) {
            String name = object.getMetadata().getName();
            kept.add(name);
            T live = there.get(name);
            List<String> differences = live == null ? List.of() : difference.of(kind, live, object);
            changes.add(live != null && differences.isEmpty()
                    ? new Stands<>(new ObjectOutcome(kind.name(), name, Result.PRESENT, ""))
                    : new Ensure<>(live, object, differences));
        }
        Set<String> refused = wanted.refused().stream().map(ObjectOutcome::name).collect(Collectors.toSet());
        there.forEach((name, live) -> {
            if (!kept.contains(name)) {
                changes.add(new Remove<>(live, refused.contains(name)));
            }
        });
        return changes;
    }
}
