package io.muster.cni;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.mesh.MeshKeys;
import io.muster.runtime.Desired;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which attachment definitions a member of a mesh gets: a function of the records. */
final class Attachments {

    private Attachments() {}

    /**
     * One of each name that the mesh's injectors annotate pods with: one, or two while an upgrade is under way.
     *
     * @param enabled
     *            whether this installation uses the CNI plugin at all
     */
    static Desired<NetworkAttachmentDefinition> desired(MemberState member, MeshState mesh, boolean enabled) {
        if (!enabled) {
            return new Desired.Objects<>(List.of(), List.of(), List.of());
        }
        if (mesh.attachments().isEmpty()) {
            return new Desired.Waiting<>(("control plane %s/%s names no version that is known, so that the name of its"
                    + " network attachment is not known either: set its spec.version").formatted(mesh.namespace(),
                            mesh.name()));
        }
        return new Desired.Objects<>(
                mesh.attachments().stream().map(name -> attachment(member.namespace(), name, mesh)).toList(),
                List.of(), List.of());
    }

    private static NetworkAttachmentDefinition attachment(String namespace, String name, MeshState mesh) {
        Map<String, String> labels = new TreeMap<>();
        labels.put(MeshKeys.MEMBER_OF, mesh.namespace());
        labels.put(MeshKeys.MANAGED_BY, MeshKeys.MANAGED_BY_VALUE);
        String version = mesh.maistraVersion();
        if (version != null) {
            labels.put(MeshKeys.MAISTRA_VERSION, version);
        }
        NetworkAttachmentDefinition attachment = new NetworkAttachmentDefinition();
        attachment.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(name).withLabels(labels)
                .build());
        return attachment;
    }
}
