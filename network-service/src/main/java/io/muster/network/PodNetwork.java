package io.muster.network;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.muster.mesh.MeshKeys;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a NetNamespace says, as far as membership goes.
 *
 * @param netid
 *            which network the namespace is in; 0 is the global one; absent while the SDN has not said so
 * @param pending
 *            what the SDN is asked to change and has not answered; absent if nothing
 * @param mesh
 *            our mark: the mesh it was joined to; absent if it is not marked, or no longer completely
 * @param joinedNetid
 *            our mark: the netid of that mesh at the time, as text
 */
record PodNetwork(String namespace, @Nullable Long netid, @Nullable String pending, @Nullable String mesh,
        @Nullable String joinedNetid) {

    static PodNetwork of(NetNamespace object) {
        ObjectMeta metadata = object.getMetadata();
        return new PodNetwork(metadata.getName(), netid(object),
                value(metadata.getAnnotations(), NetNamespace.CHANGE), value(metadata.getLabels(), MeshKeys.MEMBER_OF),
                value(metadata.getAnnotations(), NetNamespace.JOINED_NETID));
    }

    static @Nullable Long netid(NetNamespace object) {
        return object.getFields().get("netid") instanceof Number number ? number.longValue() : null;
    }

    /** Whether Muster joined it to a mesh and has not undone that. */
    boolean isMarked() {
        return mesh != null || joinedNetid != null;
    }

    boolean isMarkedAs(String otherMesh, long netidOfMesh) {
        return otherMesh.equals(mesh) && String.valueOf(netidOfMesh).equals(joinedNetid);
    }

    /** Whether everybody reaches it, and it everybody. */
    boolean isGlobal() {
        return netid != null && netid == 0;
    }

    /** The same with another request; absent: with none. */
    PodNetwork asking(@Nullable String change) {
        return new PodNetwork(namespace, netid, change, mesh, joinedNetid);
    }

    /** The same with our mark. */
    PodNetwork markedAs(String newMesh, long netidOfMesh) {
        return new PodNetwork(namespace, netid, pending, newMesh, String.valueOf(netidOfMesh));
    }

    /** The same without our mark. */
    PodNetwork unmarked() {
        return new PodNetwork(namespace, netid, pending, null, null);
    }

    private static @Nullable String value(@Nullable Map<String, String> map, String key) {
        return map == null ? null : map.get(key);
    }
}
