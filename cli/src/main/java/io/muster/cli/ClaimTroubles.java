package io.muster.cli;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.muster.cli.MembershipPlan.Trouble;
import io.muster.events.MeshState;
import io.muster.mesh.MeshKeys;
import io.muster.mesh.MemberClaim;
import io.muster.mesh.RollClaims;
import io.muster.mesh.ServiceMeshMember;
import io.muster.mesh.ServiceMeshMemberRoll;
import java.util.Map;
import java.util.Optional;

/** Why a roll or member object would have no effect, where no mesh's record says so. */
final class ClaimTroubles {

    private ClaimTroubles() {}

    /**
     * The reason; empty if there is none.
     *
     * @param meshes
     *            those there would be, by control-plane namespace
     */
    static Optional<Trouble> of(HasMetadata object, Map<String, MeshState> meshes) {
        return switch (object) {
            case ServiceMeshMemberRoll roll -> of(roll, meshes);
            case ServiceMeshMember member -> of(member, meshes);
            default -> Optional.empty();
        };
    }

    private static Optional<Trouble> of(ServiceMeshMemberRoll roll, Map<String, MeshState> meshes) {
        String mesh = roll.getMetadata().getNamespace();
        boolean isRoll = MeshKeys.DEFAULT_NAME.equals(roll.getMetadata().getName());
        if (!isRoll && RollClaims.parse(roll) instanceof RollClaims.Invalid invalid) {
            return Optional.of(new Trouble(mesh, Trouble.Kind.INVALID, null, invalid.message()));
        }
        return meshes.containsKey(mesh)
                ? Optional.empty()
                : Optional.of(new Trouble(mesh, Trouble.Kind.INVALID, null,
                        "there is no ServiceMeshControlPlane in namespace %s, or more than one: the roll has no effect"
                                .formatted(mesh)));
    }

    private static Optional<Trouble> of(ServiceMeshMember member, Map<String, MeshState> meshes) {
        String namespace = member.getMetadata().getNamespace();
        return switch (MemberClaim.parse(member)) {
            case MemberClaim.Invalid invalid ->
                Optional.of(new Trouble("-", Trouble.Kind.INVALID, namespace, invalid.message()));
            case MemberClaim.Valid valid -> {
                MeshState mesh = meshes.get(valid.claim().cpNamespace());
                yield mesh != null && mesh.name().equals(valid.claim().controlPlaneName())
                        ? Optional.empty()
                        : Optional.of(new Trouble(valid.claim().cpNamespace(), Trouble.Kind.INVALID, namespace,
                                "there is no ServiceMeshControlPlane %s in namespace %s: the member object has no effect"
                                        .formatted(valid.claim().controlPlaneName(), valid.claim().cpNamespace())));
            }
        };
    }
}
