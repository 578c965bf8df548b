package io.muster.mesh;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/**
 * A member object: the namespace it lives in wants to belong to the mesh it names. It is named {@code default}.
 */
@Group(MeshKeys.GROUP)
@Version("v1")
@ShortNames("smm")
public final class ServiceMeshMember extends CustomResource<ServiceMeshMemberSpec, ServiceMeshMemberStatus>
        implements
            Namespaced {

    @Override
    protected ServiceMeshMemberSpec initSpec() {
        return new ServiceMeshMemberSpec();
    }

    /** A status appears only when somebody has written one. */
    @Override
    protected @Nullable ServiceMeshMemberStatus initStatus() {
        return null;
    }
}
