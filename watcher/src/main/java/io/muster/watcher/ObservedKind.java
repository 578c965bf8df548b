package io.muster.watcher;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.muster.mesh.MeshKeys;
import io.muster.mesh.ServiceMeshControlPlane;
import io.muster.mesh.ServiceMeshMember;
import io.muster.mesh.ServiceMeshMemberRoll;
import io.muster.runtime.Identity;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A kind of objects that membership is a function of, and how it is read.
 *
 * @param kind
 *            the kind, as facts know it
 * @param name
 *            the kind, as Kubernetes knows it
 * @param selected
 *            the objects to look at, in the whole cluster
 * @param empty
 *            makes an object without content
 * @param read
 *            what an object says
 */
record ObservedKind<T extends HasMetadata>(
        FactKey.Kind kind,
        String name,
        FilterWatchListDeletable<T, ? extends KubernetesResourceList<T>, ?> selected,
        Supplier<T> empty,
        Function<T, Change> read) {

    /** What an informer has to keep of an object, since its content is kept as a fact. */
    T identity(T object) {
        return Identity.of(object, empty.get());
    }

    /** Every kind there is. */
    static List<ObservedKind<?>> all(KubernetesClient client, Facts facts) {
        return List.of(
                new ObservedKind<>(FactKey.Kind.NAMESPACE, "Namespace", client.namespaces(), Namespace::new, facts::of),
                new ObservedKind<>(FactKey.Kind.CONTROL_PLANE, "ServiceMeshControlPlane",
                        client.resources(ServiceMeshControlPlane.class).inAnyNamespace(),
                        ServiceMeshControlPlane::new, facts::of),
                new ObservedKind<>(FactKey.Kind.ROLL, "ServiceMeshMemberRoll",
                        client.resources(ServiceMeshMemberRoll.class).inAnyNamespace(), ServiceMeshMemberRoll::new,
                        facts::of),
                new ObservedKind<>(FactKey.Kind.MEMBER_OBJECT, "ServiceMeshMember",
                        client.resources(ServiceMeshMember.class).inAnyNamespace(), ServiceMeshMember::new, facts::of),
                new ObservedKind<>(FactKey.Kind.ROLE_BINDING, "RoleBinding",
                        client.rbac().roleBindings().inAnyNamespace().withLabel(MeshKeys.OWNER), RoleBinding::new,
                        facts::of),
                new ObservedKind<>(FactKey.Kind.NETWORK_POLICY, "NetworkPolicy",
                        client.network().v1().networkPolicies().inAnyNamespace().withLabel(MeshKeys.OWNER),
                        NetworkPolicy::new, facts::of));
    }
}
