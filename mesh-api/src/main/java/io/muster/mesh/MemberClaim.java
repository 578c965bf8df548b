package io.muster.mesh;

/**
 * Which mesh a member object claims its namespace for, parsed once from the object.
 *
 * @param cpNamespace
 *            the control-plane namespace it names
 * @param controlPlaneName
 *            the control plane it names there
 * @param generated
 *            whether the former operator made it for a namespace that a roll lists: it then says nothing that the roll
 *            does not say
 */
public record MemberClaim(String cpNamespace, String controlPlaneName, boolean generated) {

    /** What reading a member object gave. */
    public sealed interface Parsed {}

    public record Valid(MemberClaim claim) implements Parsed {}

    /**
     * A member object that is reported and claims nothing.
     *
     * @param reason
     *            the reason for its conditions: {@link Conditions#MEMBER_INVALID_NAME} or
     *            {@link Conditions#CONTROL_PLANE_MISSING}
     * @param message
     *            what is wrong and what to do
     */
    public record Invalid(String reason, String message) implements Parsed {}

    /** Never throws. A member object can be invalid only where it came in past the rules of its CRD. */
    public static Parsed parse(ServiceMeshMember member) {
        if (!MeshKeys.DEFAULT_NAME.equals(member.getMetadata().getName())) {
            return new Invalid(Conditions.MEMBER_INVALID_NAME,
                    "a ServiceMeshMember must be named '%s': '%s' has no effect, rename or delete it"
                            .formatted(MeshKeys.DEFAULT_NAME, member.getMetadata().getName()));
        }
        ServiceMeshMemberSpec spec = member.getSpec();
        ControlPlaneRef ref = spec == null ? null : spec.getControlPlaneRef();
        String name = ref == null ? null : ref.getName();
        String namespace = ref == null ? null : ref.getNamespace();
        if (name == null || name.isBlank() || namespace == null || namespace.isBlank()) {
            return new Invalid(Conditions.CONTROL_PLANE_MISSING,
                    "spec.controlPlaneRef must have the name and the namespace of a ServiceMeshControlPlane: "
                            + "create the object anew with both");
        }
        boolean generated = MeshKeys.CREATED_BY_ROLL
                .equals(member.getMetadata().getAnnotations().get(MeshKeys.CREATED_BY));
        return new Valid(new MemberClaim(namespace, name, generated));
    }

    /** Whether this is a claim of that very control plane. */
    public boolean isFor(String otherCpNamespace, String otherControlPlaneName) {
        return !generated && cpNamespace.equals(otherCpNamespace) && controlPlaneName.equals(otherControlPlaneName);
    }
}
