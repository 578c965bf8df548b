package io.muster.member;

import io.fabric8.kubernetes.api.model.Condition;
import io.muster.events.Claim;
import io.muster.events.MeshState;
import io.muster.mesh.Conditions;
import io.muster.mesh.MeshKeys;
import io.muster.mesh.MemberNamespaceStatus;
import io.muster.mesh.RollClaims;
import io.muster.mesh.ServiceMeshMemberRoll;
import io.muster.mesh.ServiceMeshMemberRollStatus;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the status of a roll shall be: a function of the roll, its mesh and the time. */
final class RollStatuses {

    static final String CONFIGURED_COUNT = "configuredMemberCount";

    /**
     * Up to so many namespaces all have an entry; of more, those of which there is something to say. The API server
     * reads, compares and writes every entry with each edit of the roll, and sends it to all who watch.
     */
    private static final int FEW = 100;

    /** An object of the API has at most 1.5 MB. */
    private static final int MOST_ENTRIES = 2_000;
    private static final int NAMED = 50;
    private static final int EXPLAINED = 3;

    /** A status, what it says about each namespace, and which of these the mesh holds. */
    record Drawn(ServiceMeshMemberRollStatus status, SortedMap<String, NamespaceStanding> standings,
            Set<String> held) {}

    private record Verdict(boolean ready, String reason, String message) {}

    private final ServiceMeshMemberRoll roll;
    private final RollClaims.Parsed parsed;
    private final MeshView view;
    private final NavigableMap<String, NamespaceStanding> standings = new TreeMap<>();
    /** What the roll is to have as members. */
    private final SortedSet<String> members = new TreeSet<>();
    private final SortedSet<String> configured = new TreeSet<>();

    private RollStatuses(ServiceMeshMemberRoll roll, MeshView view) {
        this.roll = roll;
        this.view = view;
        this.parsed = RollClaims.parse(roll);
    }

    /**
     * The status of a roll. Equal to the one it has if nothing changed; fields and conditions of others are kept.
     *
     * @param roll
     *            the roll with the status it has
     * @param view
     *            the mesh of the roll's namespace
     */
    static Drawn draw(ServiceMeshMemberRoll roll, MeshView view, Instant now) {
        RollStatuses statuses = new RollStatuses(roll, view);
        if (!isNameless(statuses.parsed)) {
            statuses.stand();
        }
        return new Drawn(statuses.status(now), statuses.standings, view.held().keySet());
    }

    /** The namespaces that a status says are configured. */
    static Set<String> configured(@Nullable ServiceMeshMemberRollStatus status) {
        return status == null || status.getConfiguredMembers() == null
                ? Set.of()
                : Set.copyOf(status.getConfiguredMembers());
    }

    /** A roll of another name than the one that counts is nobody's. */
    private static boolean isNameless(RollClaims.Parsed parsed) {
        return parsed instanceof RollClaims.Invalid invalid
                && invalid.reason().equals(Conditions.ROLL_INVALID_NAME);
    }

    private void stand() {
        Set<String> before = configured(roll.getStatus());
        view.leaving().forEach((namespace, problem) -> put(NamespaceStanding.leaving(namespace, problem)));
        RollClaims claims = parsed instanceof RollClaims.Valid valid ? valid.claims() : RollClaims.NONE;
        claims.listed().forEach(namespace -> member(view.controlPlanes().isEmpty()
                ? NamespaceStanding.withoutControlPlane(namespace, view.namespace())
                : NamespaceStanding.unnoticed(namespace)));
        MeshState mesh = view.mesh();
        if (mesh != null) {
            mesh.missing().forEach(namespace -> member(NamespaceStanding.missing(namespace)));
            mesh.conflicts().forEach(conflict -> {
                put(NamespaceStanding.heldBy(conflict.namespace(), conflict.holder()));
                // What a wildcard or selector does not get is nobody's disappointment.
                if (conflict.claim() == Claim.LISTED || conflict.claim() == Claim.MEMBER_OBJECT) {
                    members.add(conflict.namespace());
                }
            });
            mesh.refused().forEach(refused -> {
                put(NamespaceStanding.excluded(refused.namespace(), refused.reason()));
                members.remove(refused.namespace());
            });
        }
        view.held().forEach((namespace, held) -> {
            member(NamespaceStanding.of(held));
            if (held.isConfigured(before.contains(namespace))) {
                configured.add(namespace);
            }
        });
    }

    private void member(NamespaceStanding standing) {
        members.add(standing.namespace());
        put(standing);
    }

    private void put(NamespaceStanding standing) {
        standings.put(standing.namespace(), standing);
    }

    private ServiceMeshMemberRollStatus status(Instant now) {
        ServiceMeshMemberRollStatus before = Optional.ofNullable(roll.getStatus())
                .orElseGet(ServiceMeshMemberRollStatus::new);
        ServiceMeshMemberRollStatus status = new ServiceMeshMemberRollStatus();
        before.getUnknownFields().forEach(status::setUnknownField);
        Map<String, String> annotations = new TreeMap<>(
                Optional.ofNullable(before.getAnnotations()).orElse(Map.of()));
        annotations.put(CONFIGURED_COUNT, configured.size() + "/" + members.size());
        status.setAnnotations(annotations);
        status.setObservedGeneration(Optional.ofNullable(roll.getMetadata().getGeneration()).orElse(0L));
        status.setMeshGeneration(view.controlPlane().map(ControlPlaneFacts::generation).orElse(0L));
        status.setMeshReconciledVersion(view.controlPlane().map(ControlPlaneFacts::reconciledVersion).orElse(""));
        status.setMembers(List.copyOf(members));
        status.setConfiguredMembers(List.copyOf(configured));
        status.setPendingMembers(members.stream().filter(member -> !configured.contains(member)).toList());
        status.setTerminatingMembers(isNameless(parsed) ? List.of() : List.copyOf(view.leaving().keySet()));
        status.setMemberStatuses(memberStatuses(before.getMemberStatuses(), now));
        Verdict verdict = verdict();
        status.setConditions(ConditionChanges.merged(before.getConditions(),
                List.of(ConditionChanges.condition(Conditions.READY, verdict.ready, verdict.reason, verdict.message)),
                Set.of(Conditions.READY), now));
        return status;
    }

    private List<MemberNamespaceStatus> memberStatuses(@Nullable List<? extends @Nullable MemberNamespaceStatus> before,
            Instant now) {
        Map<String, MemberNamespaceStatus> known = new HashMap<>();
        if (before != null) {
            for (MemberNamespaceStatus status : before) {
                if (status != null && status.getNamespace() != null) {
                    known.put(status.getNamespace(), status);
                }
            }
        }
        boolean all = standings.size() <= FEW;
        return standings.values().stream().filter(standing -> all || standing.kind() != NamespaceStanding.Kind.READY)
                .limit(MOST_ENTRIES)
                .map(standing -> memberStatus(standing, known.get(standing.namespace()), now)).toList();
    }

    private static MemberNamespaceStatus memberStatus(NamespaceStanding standing,
            @Nullable MemberNamespaceStatus before, Instant now) {
        MemberNamespaceStatus status = new MemberNamespaceStatus();
        if (before != null) {
            before.getUnknownFields().forEach(status::setUnknownField);
        }
        status.setNamespace(standing.namespace());
        Condition ready = ConditionChanges.condition(Conditions.READY, standing.isReady(), standing.reason(),
                standing.message());
        // Of what the former operator kept here, one condition says all: a roll may have thousands of members.
        status.setConditions(ConditionChanges.merged(before == null ? null : before.getConditions(), List.of(ready),
                Set.of(Conditions.READY, Conditions.RECONCILED), now));
        return status;
    }

    private Verdict verdict() {
        if (parsed instanceof RollClaims.Invalid invalid && isNameless(parsed)) {
            return new Verdict(false, invalid.reason(), invalid.message());
        }
        if (view.controlPlanes().isEmpty()) {
            return new Verdict(false, Conditions.SMCP_MISSING,
                    ("there is no ServiceMeshControlPlane in namespace %s: create one there and what the roll names"
                            + " becomes a member, or delete the roll").formatted(view.namespace()));
        }
        if (view.controlPlanes().size() > 1) {
            return new Verdict(false, Conditions.MULTIPLE_SMCPS,
                    "there are %d control planes in namespace %s (%s), where a mesh has one: delete the others"
                            .formatted(view.controlPlanes().size(), view.namespace(),
                                    String.join(", ", view.controlPlanes().keySet())));
        }
        if (parsed instanceof RollClaims.Invalid invalid) {
            return new Verdict(false, invalid.reason(), invalid.message());
        }
        List<NamespaceStanding> unready = standings.values().stream()
                .filter(standing -> members.contains(standing.namespace()) && !standing.isReady()).toList();
        if (!unready.isEmpty()) {
            return new Verdict(false, Conditions.RECONCILE_ERROR,
                    "The following namespaces are not yet configured: %s".formatted(names(unready))
                            + explained(unready));
        }
        List<NamespaceStanding> excluded = of(NamespaceStanding.Kind.EXCLUDED);
        if (!excluded.isEmpty()) {
            return new Verdict(false, Conditions.RECONCILE_ERROR,
                    "The following namespaces can never be members: %s".formatted(names(excluded))
                            + explained(excluded));
        }
        if (parsed instanceof RollClaims.Valid valid && !valid.problems().isEmpty()) {
            return new Verdict(false, Conditions.ROLL_INVALID_SELECTOR, String.join("; ", valid.problems()));
        }
        List<NamespaceStanding> warned = of(NamespaceStanding.Kind.READY_WITH_REFUSALS);
        return new Verdict(true, Conditions.CONFIGURED, "All namespaces have been configured successfully"
                + (warned.isEmpty() ? "" : explained(warned)));
    }

    private List<NamespaceStanding> of(NamespaceStanding.Kind kind) {
        return standings.values().stream().filter(standing -> standing.kind() == kind).toList();
    }

    /** As the former operator printed them; bounded. */
    private static String names(Collection<NamespaceStanding> standings) {
        return standings.stream().limit(NAMED).map(NamespaceStanding::namespace)
                .collect(Collectors.joining(" ", "[", standings.size() > NAMED
                        ? " and %d more]".formatted(standings.size() - NAMED)
                        : "]"));
    }

    /** Each different thing to know, with the first namespace that it is about. */
    private static String explained(Collection<NamespaceStanding> standings) {
        Map<String, NamespaceStanding> first = new TreeMap<>();
        standings.forEach(standing -> first.putIfAbsent(standing.message(), standing));
        return first.values().stream().limit(EXPLAINED)
                .map(standing -> ". %s: %s".formatted(standing.namespace(), standing.message()))
                .collect(Collectors.joining());
    }

    /** Whether a roll is the one that counts. */
    static boolean isDefault(ServiceMeshMemberRoll roll) {
        return MeshKeys.DEFAULT_NAME.equals(roll.getMetadata().getName());
    }
}
