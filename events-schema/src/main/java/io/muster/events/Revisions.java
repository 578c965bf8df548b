package io.muster.events;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The content revision of each concern in a mesh: a hash of exactly what that concern's service makes of the mesh, so
 * that a change of the control plane wakes only the services it is about.
 */
final class Revisions {

    private Revisions() {}

    static Map<Concern, String> of(MeshState mesh) {
        Map<Concern, String> revisions = new EnumMap<>(Concern.class);
        for (Concern concern : Concern.values()) {
            revisions.put(concern, CanonicalJson.hash(content(concern, mesh)).substring(0, 16));
        }
        return revisions;
    }

    private static List<@Nullable Object> content(Concern concern, MeshState mesh) {
        List<@Nullable Object> content = new ArrayList<>();
        content.add(mesh.maistraVersion());
        switch (concern) {
            case RBAC -> {
                content.add(mesh.roleBindings());
                // Without sources, whether the control plane is installed decides between waiting and nothing to do.
                content.add(mesh.roleBindings().isEmpty() && !mesh.reconciled());
            }
            case NETWORK -> {
                content.add(mesh.name());
                content.add(mesh.managesPolicies());
                content.add(mesh.policies());
                content.add(mesh.replacedPolicies());
                content.add(mesh.networkMode());
                content.add(mesh.networkPlugin());
            }
            case CNI -> content.add(mesh.attachments());
            case MEMBER -> content.add(mesh.memberLabels());
        }
        return content;
    }
}
