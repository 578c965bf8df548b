package io.muster.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.muster.mesh.ServiceMeshControlPlane;
import io.muster.mesh.ServiceMeshMember;
import io.muster.mesh.ServiceMeshMemberRoll;
import java.util.List;
import java.util.Optional;

/**
 * The kinds that say who is a member of which mesh: everybody looks at them, so of each there is one watch, however
 * many look. Of namespaces and control planes only the identity is kept in memory, since the listeners keep what they
 * need.
 */
public final class MeshWatches implements AutoCloseable {

    private final Watched<Namespace> namespaces;
    private final Watched<ServiceMeshMemberRoll> rolls;
    private final Watched<ServiceMeshMember> memberObjects;
    private final Watched<ServiceMeshControlPlane> controlPlanes;

    /** Watches from its {@link #start()} on; whoever listens does so before. */
    MeshWatches(KubernetesClient client) {
        namespaces = new Watched<>("Namespace", client.namespaces(),
                namespace -> Identity.of(namespace, new Namespace()));
        rolls = new Watched<>("ServiceMeshMemberRoll", client.resources(ServiceMeshMemberRoll.class).inAnyNamespace(),
                roll -> withoutManagedFields(roll, new ServiceMeshMemberRoll()));
        memberObjects = new Watched<>("ServiceMeshMember", client.resources(ServiceMeshMember.class).inAnyNamespace(),
                object -> withoutManagedFields(object, new ServiceMeshMember()));
        controlPlanes = new Watched<>("ServiceMeshControlPlane",
                client.resources(ServiceMeshControlPlane.class).inAnyNamespace(),
                controlPlane -> Identity.of(controlPlane, new ServiceMeshControlPlane()));
    }

    /** Starts watching; returns at once. */
    void start() {
        all().forEach(Watched::start);
    }

    public Watched<Namespace> namespaces() {
        return namespaces;
    }

    public Watched<ServiceMeshMemberRoll> rolls() {
        return rolls;
    }

    public Watched<ServiceMeshMember> memberObjects() {
        return memberObjects;
    }

    public Watched<ServiceMeshControlPlane> controlPlanes() {
        return controlPlanes;
    }

    /** Why nothing can be said about who is a member; empty if it can. */
    public Optional<String> problem() {
        return all().stream().map(Watched::problem).flatMap(Optional::stream).findFirst();
    }

    /** Every kind. */
    List<Watched<? extends HasMetadata>> all() {
        return List.of(namespaces, rolls, memberObjects, controlPlanes);
    }

    @Override
    public void close() {
        all().forEach(Watched::close);
    }

    private static <S, U, T extends CustomResource<S, U>> T withoutManagedFields(T object, T empty) {
        empty.setMetadata(new ObjectMetaBuilder(object.getMetadata()).withManagedFields().build());
        empty.setSpec(object.getSpec());
        empty.setStatus(object.getStatus());
        return empty;
    }
}
