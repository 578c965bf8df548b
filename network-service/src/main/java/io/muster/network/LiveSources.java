package io.muster.network;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.muster.events.SourcePolicy;
import io.muster.mesh.MeshKeys;
import io.muster.mesh.ServiceMeshControlPlane;
import io.muster.runtime.MeshWatches;
import io.muster.runtime.ServiceContext;
import io.muster.runtime.Watched;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The source policies and what control planes want, as the cluster has them, from informers. */
final class LiveSources implements NetworkPolicyMode.Evidence, AutoCloseable {

    private final ServiceContext.Wake wake;
    private final Set<String> wanting = ConcurrentHashMap.newKeySet();
    private final Watched<NetworkPolicy> sources;
    private final Watched.Listening listening;

    /** Starts watching; returns at once. */
    LiveSources(KubernetesClient client, MeshWatches watches, ServiceContext.Wake wake) {
        this.wake = wake;
        this.sources = new Watched<>(NetworkPolicyKind.NAME,
                client.network().v1().networkPolicies().inAnyNamespace().withLabel(MeshKeys.OWNER),
                LiveSources::trimmed, (before, after) -> wake.waiting());
        this.listening = watches.controlPlanes().listen(this::controlPlaneChanged);
    }

    /** Why nothing can be said about sources; empty if it can. */
    Optional<String> problem() {
        return sources.problem();
    }

    @Override
    public boolean wantsPolicies(String cpNamespace, String controlPlane) {
        return wanting.contains(cpNamespace + "/" + controlPlane);
    }

    @Override
    public boolean confirms(String cpNamespace, SourcePolicy source) {
        NetworkPolicy live = installed(cpNamespace, source.name());
        return live != null && !isInternal(live)
                && PolicySpec.normal(live.getSpec()).equals(PolicySpec.normal(source.spec()));
    }

    @Override
    public boolean has(String cpNamespace, String policy) {
        return installed(cpNamespace, policy) != null;
    }

    @Override
    public void close() {
        sources.close();
        listening.close();
    }

    private @Nullable NetworkPolicy installed(String cpNamespace, String policy) {
        NetworkPolicy live = sources.get(cpNamespace, policy);
        return live != null && cpNamespace.equals(live.getMetadata().getLabels().get(MeshKeys.OWNER)) ? live : null;
    }

    private void controlPlaneChanged(@Nullable ServiceMeshControlPlane before,
            @Nullable ServiceMeshControlPlane after) {
        ServiceMeshControlPlane controlPlane = Objects.requireNonNull(after == null ? before : after);
        String name = controlPlane.getMetadata().getNamespace() + "/" + controlPlane.getMetadata().getName();
        boolean wants = after != null && after.managesNetworkPolicy();
        if (wants ? wanting.add(name) : wanting.remove(name)) {
            wake.waiting();
        }
    }

    private static boolean isInternal(NetworkPolicy policy) {
        Map<String, String> annotations = policy.getMetadata().getAnnotations();
        return annotations != null && annotations.containsKey(MeshKeys.INTERNAL);
    }

    private static NetworkPolicy trimmed(NetworkPolicy policy) {
        return new NetworkPolicyBuilder(policy).editMetadata().withManagedFields().endMetadata().build();
    }
}
