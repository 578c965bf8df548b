package io.muster.member;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.muster.mesh.MemberClaim;
import io.muster.mesh.MeshKeys;
import io.muster.mesh.ServiceMeshControlPlane;
import io.muster.mesh.ServiceMeshMember;
import io.muster.mesh.ServiceMeshMemberRoll;
import io.muster.mesh.ServiceMeshMemberRollSpec;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether a mesh needs a roll that nobody wrote, or needs one no more. */
public sealed interface RollNeed {

    /** All is well. */
    record Nothing() implements RollNeed {}

    /** This roll is to be made. */
    record Create(ServiceMeshMemberRoll roll) implements RollNeed {}

    /** The roll that is there was made for member objects, of which there is none left. */
    record Delete() implements RollNeed {}

    /**
     * Decides.
     *
     * @param controlPlanes
     *            those of the namespace
     * @param roll
     *            the namespace's roll {@code default}; null if there is none
     * @param isClaimed
     *            whether a member object claims its namespace for the mesh
     * @param isNamed
     *            whether a member object names the namespace at all
     */
    static RollNeed of(String cpNamespace, Collection<ControlPlaneFacts> controlPlanes,
            @Nullable ServiceMeshMemberRoll roll, boolean isClaimed, boolean isNamed) {
        boolean clusterWide = controlPlanes.stream().anyMatch(ControlPlaneFacts::clusterWide);
        if (roll != null) {
            // A cluster-wide mesh without a roll would get one that selects: nothing is to join because another left.
            return !isNamed && !clusterWide && isForMembers(roll) && isEmpty(roll.getSpec())
                    ? new Delete()
                    : new Nothing();
        }
        if (controlPlanes.size() != 1 || controlPlanes.iterator().next().deleting()) {
            return new Nothing();
        }
        if (clusterWide) {
            ServiceMeshMemberRollSpec spec = new ServiceMeshMemberRollSpec();
            LabelSelector enabled = new LabelSelectorBuilder().addToMatchLabels("istio-injection", "enabled").build();
            spec.setMemberSelectors(List.of(enabled));
            return new Create(roll(cpNamespace, spec, Map.of()));
        }
        return isClaimed
                ? new Create(roll(cpNamespace, new ServiceMeshMemberRollSpec(),
                        Map.of(MeshKeys.CREATED_BY, MeshKeys.CREATED_BY_MEMBER)))
                : new Nothing();
    }

    /**
     * The same, from the objects themselves.
     *
     * @param controlPlanes
     *            those of the namespace
     * @param objects
     *            the member objects of the whole cluster
     */
    static RollNeed of(String cpNamespace, Collection<ServiceMeshControlPlane> controlPlanes,
            @Nullable ServiceMeshMemberRoll roll, Collection<ServiceMeshMember> objects) {
        List<ServiceMeshMember> naming = objects.stream()
                .filter(object -> MemberClaim.parse(object) instanceof MemberClaim.Valid valid
                        && valid.claim().cpNamespace().equals(cpNamespace))
                .toList();
        List<String> names = controlPlanes.stream().map(each -> each.getMetadata().getName()).toList();
        return of(cpNamespace, controlPlanes.stream().map(ControlPlaneFacts::of).toList(), roll,
                roll == null && naming.stream().anyMatch(object -> MeshObjects.claims(object, cpNamespace, names)),
                !naming.isEmpty());
    }

    private static boolean isForMembers(ServiceMeshMemberRoll roll) {
        Map<String, String> annotations = roll.getMetadata().getAnnotations();
        return annotations != null && MeshKeys.CREATED_BY_MEMBER.equals(annotations.get(MeshKeys.CREATED_BY))
                && roll.getMetadata().getDeletionTimestamp() == null;
    }

    private static boolean isEmpty(@Nullable ServiceMeshMemberRollSpec spec) {
        return spec == null || (isEmpty(spec.getMembers()) && isEmpty(spec.getMemberSelectors())
                && spec.getUnknownFields().isEmpty());
    }

    private static boolean isEmpty(@Nullable Collection<?> entries) {
        return entries == null || entries.isEmpty();
    }

    private static ServiceMeshMemberRoll roll(String cpNamespace, ServiceMeshMemberRollSpec spec,
            Map<String, String> annotations) {
        ServiceMeshMemberRoll roll = new ServiceMeshMemberRoll();
        roll.getMetadata().setNamespace(cpNamespace);
        roll.getMetadata().setName(MeshKeys.DEFAULT_NAME);
        roll.getMetadata().setAnnotations(annotations);
        roll.setSpec(spec);
        return roll;
    }
}
