package io.muster.network;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.muster.events.Concern;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.events.NetworkMode;
import io.muster.events.Topics;
import io.muster.runtime.BrokerRights;
import io.muster.runtime.ConcernService;
import io.muster.runtime.Desired;
import io.muster.runtime.Feeds;
import io.muster.runtime.ForeseenObjects;
import io.muster.runtime.Foresight;
import io.muster.runtime.Service;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Starts network-service. */
public final class NetworkService {

    /** The service's name: in its consumer group, its field manager and the source of its events. */
    public static final String NAME = "network-service";

    private static final ConcernService.About ABOUT = new ConcernService.About(NAME, Concern.NETWORK);

    private NetworkService() {}

    /**
     * What the service would do on this cluster as it is now.
     *
     * @param environment
     *            the service's settings
     * @param meshes
     *            the meshes that there would be, by control-plane namespace
     * @throws io.muster.runtime.StartFailure
     *             if settings are not as they must be
     * @throws io.fabric8.kubernetes.client.KubernetesClientException
     *             if NetworkPolicies and NetNamespaces cannot be read
     */
    public static Foresight foresee(KubernetesClient client, Map<String, String> environment,
            Map<String, MeshState> meshes) {
        NetworkSettings settings = NetworkSettings.read(environment);
        NetworkPolicyMode.Evidence record = new InTheRecord();
        return new NetworkForesight(Map.of(NetworkMode.NETWORK_POLICY,
                new ForeseenObjects<>(new NetworkPolicyKind(), client, NAME, settings.common().stripRules(),
                        (member, mesh) -> NetworkPolicyMode.desired(member, mesh, record), false),
                NetworkMode.MULTITENANT,
                new ForeseenPodNetworks(ForeseenPodNetworks.read(client), Set.copyOf(meshes.keySet()),
                        MultitenantMode.sdnActs(meshes.values().stream().map(MeshState::networkMode)),
                        settings.patience(), Instant.now())));
    }

    /** Whether a member's pods are reached only from where the policies that its mesh gives it say. */
    public static boolean restrictsIngress(MemberState member, MeshState mesh) {
        return mesh.networkMode() == NetworkMode.NETWORK_POLICY
                && NetworkPolicyMode.desired(member, mesh,
                        new InTheRecord()) instanceof Desired.Objects<NetworkPolicy> all
                && all.wanted().stream().anyMatch(policy -> PolicySpec.restrictsIngress(policy.getSpec()));
    }

    /** What the service does on the broker. */
    public static BrokerRights brokerRights(Topics topics) {
        return ConcernService.rights(ABOUT, topics);
    }

    /**
     * Starts the service; returns when it has joined its group and watches, which is before it is ready.
     *
     * @param environment
     *            its settings, see {@code README.md} of this module
     * @throws io.muster.runtime.StartFailure
     *             if settings, broker or API server are not as they must be
     */
    public static Service start(Map<String, String> environment) {
        return start(environment, null);
    }

    /**
     * The same, in a process that has other services, too.
     *
     * @param shared
     *            what it has for all of them, and starts when all listen; null: the service has its own
     */
    public static Service start(Map<String, String> environment, @Nullable Feeds shared) {
        NetworkSettings settings = NetworkSettings.read(environment);
        return ConcernService.start(ABOUT, settings.common(),
                Clock.systemUTC(), shared, context -> new NetworkLogic(context, settings.patience()));
    }
}
