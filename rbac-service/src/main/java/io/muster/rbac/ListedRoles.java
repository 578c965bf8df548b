package io.muster.rbac;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.muster.events.SourceBinding;
import io.muster.mesh.MeshKeys;
import io.muster.runtime.Pages;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The owned ClusterRoles as they are listed once, for a look ahead.
 *
 * @param ownerOfRole
 *            which mesh a ClusterRole names as its owner
 * @param allowed
 *            pairs cp-namespace/ClusterRole that may be granted without an owner
 */
record ListedRoles(Map<String, String> ownerOfRole, Set<String> allowed) implements RoleBindings.Evidence {

    static ListedRoles read(KubernetesClient client, Set<String> allowed) {
        Map<String, String> owners = new HashMap<>();
        var _ = Pages.each(client.rbac().clusterRoles().withLabel(MeshKeys.OWNER), role -> owners
                .put(role.getMetadata().getName(), role.getMetadata().getLabels().get(MeshKeys.OWNER)));
        return new ListedRoles(owners, allowed);
    }

    @Override
    public Optional<String> refusal(String cpNamespace, String clusterRole) {
        return RoleBindings.refusal(cpNamespace, clusterRole, ownerOfRole.get(clusterRole), allowed);
    }

    /** What is looked ahead at is not there yet. */
    @Override
    public boolean confirms(String cpNamespace, SourceBinding source) {
        return true;
    }
}
