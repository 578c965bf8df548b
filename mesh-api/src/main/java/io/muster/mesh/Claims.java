package io.muster.mesh;

import java.util.Map;
import java.util.Optional;

/**
 * The predicate that membership rests on: whether a mesh claims a namespace. It is a function of values, so that the
 * watcher, which decides, and every service, which checks before it grants anything, cannot come to different answers
 * from the same objects.
 */
public final class Claims {

    private Claims() {}

    /**
     * The strongest claim of a mesh on a namespace. Whether the namespace can be a member at all is for
     * {@link Exclusions} to say, and who wins if several meshes claim it for {@link Winner}.
     *
     * @param cpNamespace
     *            the mesh's control-plane namespace
     * @param controlPlaneName
     *            the name of its one control plane
     * @param roll
     *            the mesh's roll
     * @param member
     *            the member object {@code default} in the namespace, whatever mesh it names
     * @param namespace
     *            the name of the namespace
     * @param labels
     *            its labels
     */
    public static Optional<ClaimKind> strongest(String cpNamespace, String controlPlaneName, RollClaims roll,
            Optional<MemberClaim> member,
            String namespace, Map<String, String> labels) {
        return member.filter(claim -> claim.isFor(cpNamespace, controlPlaneName))
                .map(_ -> ClaimKind.MEMBER_OBJECT)
                .or(() -> roll.claim(namespace, labels));
    }
}
