package io.muster.watcher;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.muster.mesh.MeshKeys;
import io.muster.mesh.ServiceMeshControlPlane;
import io.muster.mesh.ServiceMeshMember;
import io.muster.mesh.ServiceMeshMemberRoll;
import io.muster.runtime.Identity;
import io.muster.runtime.MeshWatches;
import io.muster.runtime.Watched;
import java.util.List;
import java.util.function.BiFunction;
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
 * @param read
 *            what an object says
 * @param watch
 *            begins to tell a listener of every change
 */
record ObservedKind<T extends HasMetadata>(
        FactKey.Kind kind,
        String name,
        FilterWatchListDeletable<T, ? extends KubernetesResourceList<T>, ?> selected,
        Function<T, Change> read,
        BiFunction<MeshWatches, Watched.Listener<T>, Watching> watch) {

    /**
     * A watch, and what ends it.
     *
     * @param watched
     *            may be others', too
     * @param end
     *            ends no more than was begun
     */
    record Watching(Watched<?> watched, Watched.Listening end) {

        private static <T extends HasMetadata> Watching listening(Watched<T> watched, Watched.Listener<T> listener) {
            return new Watching(watched, watched.listen(listener));
        }

        private static <T extends HasMetadata> Watching ours(Watched<T> watched) {
            return new Watching(watched, watched::close);
        }
    }

    /** Every kind there is. */
    static List<ObservedKind<?>> all(KubernetesClient client, Facts facts) {
        return List.of(
                new ObservedKind<>(FactKey.Kind.NAMESPACE, "Namespace", client.namespaces(), facts::of,
                        (watches, listener) -> Watching.listening(watches.namespaces(), listener)),
                new ObservedKind<>(FactKey.Kind.CONTROL_PLANE, "ServiceMeshControlPlane",
                        client.resources(ServiceMeshControlPlane.class).inAnyNamespace(), facts::of,
                        (watches, listener) -> Watching.listening(watches.controlPlanes(), listener)),
                new ObservedKind<>(FactKey.Kind.ROLL, "ServiceMeshMemberRoll",
                        client.resources(ServiceMeshMemberRoll.class).inAnyNamespace(), facts::of,
                        (watches, listener) -> Watching.listening(watches.rolls(), listener)),
                new ObservedKind<>(FactKey.Kind.MEMBER_OBJECT, "ServiceMeshMember",
                        client.resources(ServiceMeshMember.class).inAnyNamespace(), facts::of,
                        (watches, listener) -> Watching.listening(watches.memberObjects(), listener)),
                source(FactKey.Kind.ROLE_BINDING, "RoleBinding",
                        client.rbac().roleBindings().inAnyNamespace().withLabel(MeshKeys.OWNER), facts::of,
                        RoleBinding::new),
                source(FactKey.Kind.NETWORK_POLICY, "NetworkPolicy",
                        client.network().v1().networkPolicies().inAnyNamespace().withLabel(MeshKeys.OWNER), facts::of,
                        NetworkPolicy::new));
    }

    /** A kind of what is copied; of an object its identity is kept, since its content is kept as a fact. */
    private static <T extends HasMetadata> ObservedKind<T> source(FactKey.Kind kind, String name,
            FilterWatchListDeletable<T, ? extends KubernetesResourceList<T>, ?> selected, Function<T, Change> read,
            Supplier<T> empty) {
        return new ObservedKind<>(kind, name, selected, read, (_, listener) -> Watching
                .ours(new Watched<>(name, selected, object -> Identity.of(object, empty.get()), listener)));
    }
}
