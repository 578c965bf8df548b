package io.muster.member;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Conditions of a status, changed with the manners of the Kubernetes API. */
final class ConditionChanges {

    private ConditionChanges() {}

    /** A condition whose time is still to be found. */
    static Condition condition(String type, boolean holds, String reason, String message) {
        return new ConditionBuilder().withType(type).withStatus(holds ? "True" : "False").withReason(reason)
                .withMessage(message).build();
    }

    /**
     * The conditions to write. One whose status is as before keeps the time of its last transition, and what others put
     * there stays.
     *
     * @param before
     *            those that are there
     * @param ours
     *            those that shall be there
     * @param ourTypes
     *            every type that is ours: those that are not in {@code ours} go
     */
    static List<Condition> merged(@Nullable List<? extends @Nullable Condition> before, List<Condition> ours,
            Set<String> ourTypes, Instant now) {
        List<Condition> merged = new ArrayList<>();
        for (Condition condition : ours) {
            Optional<Condition> known = find(before, condition.getType());
            String since = known.filter(same -> condition.getStatus().equals(same.getStatus()))
                    .map(Condition::getLastTransitionTime)
                    .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
            merged.add(new ConditionBuilder(condition).withLastTransitionTime(since).build());
        }
        if (before != null) {
            for (Condition condition : before) {
                if (condition != null && !ourTypes.contains(condition.getType())) {
                    merged.add(condition);
                }
            }
        }
        return merged;
    }

    /** The condition of a type. */
    static Optional<Condition> find(@Nullable List<? extends @Nullable Condition> conditions, String type) {
        if (conditions != null) {
            for (Condition condition : conditions) {
                if (condition != null && type.equals(condition.getType())) {
                    return Optional.of(condition);
                }
            }
        }
        return Optional.empty();
    }
}
