package io.muster.member;

import io.muster.mesh.MaistraVersion;
import io.muster.mesh.MeshKeys;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The labels of a control-plane namespace itself: its members' policies admit the control plane by them.
 */
final class MeshNamespaceLabels {

    private MeshNamespaceLabels() {}

    /**
     * What to change: labels to set, and null for those to take away; empty if nothing.
     *
     * @param version
     *            {@code spec.version} of the control plane
     * @param isMesh
     *            whether the namespace has a control plane; empty if records and cluster disagree
     */
    static SortedMap<String, @Nullable String> change(Namespaces.Facts namespace, @Nullable String version,
            Optional<Boolean> isMesh) {
        SortedMap<String, @Nullable String> change = new TreeMap<>();
        boolean marked = namespace.name().equals(namespace.memberOf());
        if (isMesh.isEmpty() || namespace.terminating()) {
            return change;
        }
        boolean ignored = MeshKeys.IGNORE_NAMESPACE_VALUE.equals(namespace.ignore());
        if (isMesh.get()) {
            boolean old = MaistraVersion.parse(version).filter(parsed -> parsed.isBelow(2, 4)).isPresent();
            if (!marked) {
                change.put(MeshKeys.MEMBER_OF, namespace.name());
            }
            if (old && !ignored) {
                change.put(MeshKeys.IGNORE_NAMESPACE, MeshKeys.IGNORE_NAMESPACE_VALUE);
            } else if (!old && version != null && ignored && namespace.ignoreIsOurs()) {
                change.put(MeshKeys.IGNORE_NAMESPACE, null);
            }
        } else if (marked) {
            change.put(MeshKeys.MEMBER_OF, null);
            if (ignored) {
                change.put(MeshKeys.IGNORE_NAMESPACE, null);
            }
        }
        return change;
    }
}
