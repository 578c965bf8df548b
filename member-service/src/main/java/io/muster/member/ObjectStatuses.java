package io.muster.member;

import io.fabric8.kubernetes.api.model.Condition;
import io.muster.events.Concern;
import io.muster.mesh.Conditions;
import io.muster.mesh.ControlPlaneRef;
import io.muster.mesh.MemberClaim;
import io.muster.mesh.ServiceMeshMember;
import io.muster.mesh.ServiceMeshMemberStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What the status of a member object shall be: a function of the object, its namespace, its mesh and the time. */
final class ObjectStatuses {

    private static final String CONTROL_PLANE_REF = "controlPlaneRef";
    private static final Set<String> TYPES = Set.of(Conditions.RECONCILED, Conditions.READY, Conditions.RBAC_READY,
            Conditions.NETWORK_READY, Conditions.CNI_READY);

    private record Verdict(boolean ready, String reason, String message) {

        static Verdict of(NamespaceStanding standing) {
            return new Verdict(standing.isReady(), standing.reason(), standing.message());
        }
    }

    private ObjectStatuses() {}

    /** The status. Equal to the one it has if nothing changed; fields and conditions of others are kept. */
    static ServiceMeshMemberStatus draw(ServiceMeshMember object, ObjectView view, Instant now) {
        ServiceMeshMemberStatus before = Optional.ofNullable(object.getStatus())
                .orElseGet(ServiceMeshMemberStatus::new);
        ServiceMeshMemberStatus status = new ServiceMeshMemberStatus();
        before.getUnknownFields().forEach(status::setUnknownField);
        Map<String, String> annotations = new TreeMap<>(
                Optional.ofNullable(before.getAnnotations()).orElse(Map.of()));
        annotations.put(CONTROL_PLANE_REF, reference(object));
        status.setAnnotations(annotations);
        status.setObservedGeneration(Optional.ofNullable(object.getMetadata().getGeneration()).orElse(0L));
        status.setMeshGeneration(view.controlPlane().map(ControlPlaneFacts::generation).orElse(0L));
        status.setMeshReconciledVersion(view.controlPlane().map(ControlPlaneFacts::reconciledVersion).orElse(""));
        status.setConditions(ConditionChanges.merged(before.getConditions(), conditions(object, view), TYPES, now));
        return status;
    }

    private static List<Condition> conditions(ServiceMeshMember object, ObjectView view) {
        Verdict verdict = verdict(object, view);
        List<Condition> conditions = new ArrayList<>();
        for (String type : List.of(Conditions.RECONCILED, Conditions.READY)) {
            conditions.add(ConditionChanges.condition(type, verdict.ready, verdict.reason, verdict.message));
        }
        view.held().ifPresent(held -> held.gate().standings().forEach(standing -> type(standing.concern())
                .ifPresent(type -> conditions.add(ConditionChanges.condition(type, standing.isApplied(),
                        standing.isApplied() ? "" : Conditions.CONFIGURING_NAMESPACE,
                        message(standing))))));
        return conditions;
    }

    private static String message(ConcernStanding standing) {
        return standing.refused().isEmpty() || !standing.isApplied()
                ? standing.reason()
                : NamespaceStanding.refusals(standing.refused());
    }

    private static Verdict verdict(ServiceMeshMember object, ObjectView view) {
        String namespace = object.getMetadata().getNamespace();
        MemberClaim claim;
        switch (MemberClaim.parse(object)) {
            case MemberClaim.Invalid invalid -> {
                return new Verdict(false, invalid.reason(), invalid.message());
            }
            case MemberClaim.Valid valid -> claim = valid.claim();
        }
        if (view.held().isPresent()) {
            return Verdict.of(NamespaceStanding.of(view.held().get()));
        }
        if (view.holder() == null && view.unremoved().isPresent()) {
            return Verdict.of(NamespaceStanding.leaving(namespace, view.unremoved().get()));
        }
        if (view.controlPlane().isEmpty()) {
            return new Verdict(false, Conditions.CONTROL_PLANE_MISSING,
                    ("there is no ServiceMeshControlPlane %s in namespace %s: the namespace becomes a member as soon as"
                            + " there is; or delete this object and create one that names another")
                            .formatted(claim.controlPlaneName(), claim.cpNamespace()));
        }
        if (view.controlPlanes() > 1) {
            return new Verdict(false, Conditions.CONFIGURING_NAMESPACE,
                    "there are %d control planes in namespace %s, where a mesh has one: nothing joins before the others are deleted"
                            .formatted(view.controlPlanes(), claim.cpNamespace()));
        }
        if (view.refusal().isPresent()) {
            return Verdict.of(NamespaceStanding.excluded(namespace, view.refusal().get()));
        }
        if (view.holder() != null) {
            return Verdict.of(NamespaceStanding.heldBy(namespace, view.holder()));
        }
        return Verdict.of(NamespaceStanding.unnoticed(namespace));
    }

    private static Optional<String> type(Concern concern) {
        return switch (concern) {
            case RBAC -> Optional.of(Conditions.RBAC_READY);
            case NETWORK -> Optional.of(Conditions.NETWORK_READY);
            case CNI -> Optional.of(Conditions.CNI_READY);
            case MEMBER -> Optional.empty();
        };
    }

    private static String reference(ServiceMeshMember object) {
        ControlPlaneRef ref = object.getSpec() == null ? null : object.getSpec().getControlPlaneRef();
        return ref == null ? "" : "%s/%s".formatted(ref.getNamespace(), ref.getName());
    }
}
