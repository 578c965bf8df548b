package io.muster.mesh;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/**
 * The roll of a mesh: which namespaces its control plane wants as members. It lives in the control-plane namespace and
 * is named {@code default}.
 */
@Group(MeshKeys.GROUP)
@Version("v1")
@ShortNames("smmr")
public final class ServiceMeshMemberRoll extends CustomResource<ServiceMeshMemberRollSpec, ServiceMeshMemberRollStatus>
        implements
            Namespaced {

    @Override
    protected ServiceMeshMemberRollSpec initSpec() {
        return new ServiceMeshMemberRollSpec();
    }

    /** A status appears only when somebody has written one. */
    @Override
    protected @Nullable ServiceMeshMemberRollStatus initStatus() {
        return null;
    }
}
