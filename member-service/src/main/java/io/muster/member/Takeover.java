package io.muster.member;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.muster.mesh.MemberClaim;
import io.muster.mesh.MeshKeys;
import io.muster.mesh.ServiceMeshMember;
import io.muster.runtime.LogKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over what the former operator left behind: its finalizer, which nobody else would ever take off, and the member
 * objects that it made for listed namespaces, which say nothing that the roll does not say.
 */
final class Takeover {

    private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);

    private final boolean enabled;
    private final Records records;
    private final MeshObjects objects;
    private final ClusterWrites cluster;

    Takeover(boolean enabled, Records records, MeshObjects objects, ClusterWrites cluster) {
        this.enabled = enabled;
        this.records = records;
        this.objects = objects;
        this.cluster = cluster;
    }

    /** The object without the former operator's finalizer. */
    <T extends CustomResource<?, ?>> T released(T object) throws InterruptedException {
        if (!enabled || !hasFormerFinalizer(object)) {
            return object;
        }
        T released = cluster.removeFinalizer(object, MeshKeys.FORMER_FINALIZER);
        objects.saw(released);
        LOG.atInfo().addKeyValue(LogKeys.OBJECT, object.getKind() + " " + object.getMetadata().getName())
                .addKeyValue(LogKeys.NAMESPACE, object.getMetadata().getNamespace())
                .log("took off the former operator's finalizer");
        return released;
    }

    /** Deletes a member object that the former operator made, if it is not needed any more; whether it did. */
    boolean deleted(ServiceMeshMember object) throws InterruptedException {
        if (!enabled || object.getMetadata().getDeletionTimestamp() != null || !isSuperfluous(object)) {
            return false;
        }
        try {
            cluster.delete(object);
        } catch (KubernetesClientException e) {
            if (e.getCode() != 404) {
                throw e;
            }
        }
        LOG.atInfo().addKeyValue(LogKeys.NAMESPACE, object.getMetadata().getNamespace())
                .log("deleted the member object that the former operator made for a listed namespace");
        return true;
    }

    private boolean isSuperfluous(ServiceMeshMember object) {
        return MemberClaim.parse(object) instanceof MemberClaim.Valid valid && valid.claim().generated()
                && records.member(object.getMetadata().getNamespace())
                        .filter(member -> member.state().mesh().equals(valid.claim().cpNamespace())).isPresent();
    }

    private static boolean hasFormerFinalizer(CustomResource<?, ?> object) {
        return object.getMetadata().getFinalizers() != null
                && object.getMetadata().getFinalizers().contains(MeshKeys.FORMER_FINALIZER);
    }
}
