package io.muster.member;

import io.fabric8.kubernetes.api.model.Condition;
import io.muster.mesh.Conditions;
import io.muster.mesh.MemberNamespaceStatus;
import io.muster.mesh.ServiceMeshMemberRollStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What there is to tell about a change: a function of the roll's status before and after, so that neither a steady
 * state nor a restart has anything to tell.
 */
final class Announcements {

    private static final Set<String> TROUBLES = Set.of(Conditions.SMCP_MISSING, Conditions.MULTIPLE_SMCPS,
            Conditions.ROLL_INVALID_NAME, Conditions.ROLL_INVALID_SELECTOR);

    private Announcements() {}

    /**
     * What there is to tell, most urgent first.
     *
     * @param before
     *            the status that the roll had; null if none
     * @param movedFrom
     *            the mesh that a member was taken over from, if it was
     * @param heldBy
     *            the mesh that holds a namespace now, if one does
     */
    static List<Announcement> of(@Nullable ServiceMeshMemberRollStatus before, RollStatuses.Drawn after,
            Function<String, Optional<String>> movedFrom, Function<String, Optional<String>> heldBy) {
        List<Announcement> all = new ArrayList<>();
        all.addAll(troubles(before, after));
        Set<String> configured = RollStatuses.configured(before);
        Set<String> now = RollStatuses.configured(after.status());
        SortedMap<String, List<String>> arrivals = new TreeMap<>();
        now.stream().filter(namespace -> !configured.contains(namespace))
                .forEach(namespace -> arrivals.computeIfAbsent(
                        movedFrom.apply(namespace).map(mesh -> "from mesh " + mesh).orElse(""),
                        _ -> new ArrayList<>()).add(namespace));
        SortedMap<String, List<String>> departures = new TreeMap<>();
        configured.stream().filter(namespace -> !now.contains(namespace) && !after.held().contains(namespace))
                .forEach(namespace -> departures.computeIfAbsent(
                        heldBy.apply(namespace).map(mesh -> "to mesh " + mesh).orElse(""), _ -> new ArrayList<>())
                        .add(namespace));
        departures.forEach((where, namespaces) -> all.add(Announcement.of(
                where.isEmpty() ? Announcement.Reason.LEFT : Announcement.Reason.MOVED, namespaces, where)));
        arrivals.forEach((where, namespaces) -> all.add(Announcement.of(
                where.isEmpty() ? Announcement.Reason.JOINED : Announcement.Reason.MOVED, namespaces, where)));
        return all;
    }

    private static Collection<Announcement> troubles(@Nullable ServiceMeshMemberRollStatus before,
            RollStatuses.Drawn after) {
        Map<String, Condition> known = conditions(before);
        Map<Announcement.Reason, Announcement> troubles = new EnumMap<>(Announcement.Reason.class);
        Optional<Condition> ready = ConditionChanges.find(after.status().getConditions(), Conditions.READY);
        ready.filter(condition -> TROUBLES.contains(condition.getReason()))
                .filter(condition -> ConditionChanges.find(before == null ? null : before.getConditions(),
                        Conditions.READY).filter(same -> sameWords(same, condition)).isEmpty())
                .ifPresent(condition -> troubles.put(Announcement.Reason.FAILED,
                        Announcement.of(Announcement.Reason.FAILED, List.of(), condition.getMessage())));
        conditions(after.status()).forEach((namespace, condition) -> {
            NamespaceStanding standing = after.standings().get(namespace);
            Condition same = known.get(namespace);
            if (standing != null && (same == null || !sameWords(same, condition)) && isDisappointing(standing, after)) {
                standing.trouble().ifPresent(reason -> troubles.merge(reason,
                        Announcement.of(reason, List.of(namespace), standing.message()), Announcement::and));
            }
        });
        return troubles.values();
    }

    /** What a wildcard or selector does not get, because another mesh has it, is worth no Event. */
    private static boolean isDisappointing(NamespaceStanding standing, RollStatuses.Drawn after) {
        List<String> members = Optional.ofNullable(after.status().getMembers()).orElse(List.of());
        return standing.kind() != NamespaceStanding.Kind.HELD_BY_ANOTHER
                || Collections.binarySearch(members, standing.namespace()) >= 0;
    }

    private static boolean sameWords(Condition before, Condition after) {
        return Objects.equals(before.getStatus(), after.getStatus())
                && Objects.equals(before.getReason(), after.getReason())
                && Objects.equals(before.getMessage(), after.getMessage());
    }

    private static Map<String, Condition> conditions(@Nullable ServiceMeshMemberRollStatus status) {
        Map<String, Condition> conditions = new HashMap<>();
        List<? extends @Nullable MemberNamespaceStatus> entries = status == null ? null : status.getMemberStatuses();
        if (entries != null) {
            for (MemberNamespaceStatus entry : entries) {
                if (entry != null && entry.getNamespace() != null) {
                    ConditionChanges.find(entry.getConditions(), Conditions.READY)
                            .ifPresent(ready -> conditions.put(entry.getNamespace(), ready));
                }
            }
        }
        return conditions;
    }
}
