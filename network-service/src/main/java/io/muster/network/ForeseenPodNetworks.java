package io.muster.network;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.network.PodNetworkSteps.Company;
import io.muster.network.PodNetworkSteps.Found;
import io.muster.runtime.Foreseen;
import io.muster.runtime.Foreseen.Action;
import io.muster.runtime.Foresight;
import io.muster.runtime.Pages;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@link MultitenantMode} would do, with the NetNamespaces as they are listed once.
 *
 * @param meshes
 *            control-plane namespaces
 * @param sdnActs
 *            whether the cluster's network is one whose SDN master carries out requests
 */
record ForeseenPodNetworks(
        Map<String, PodNetwork> networks, Set<String> meshes, boolean sdnActs, Patience patience, Instant now)
        implements
            Foresight {

    /** Reads them; a cluster that does not know the kind has none. */
    static Map<String, PodNetwork> read(KubernetesClient client) {
        Map<String, PodNetwork> networks = new HashMap<>();
        try {
            var _ = Pages.each(client.resources(NetNamespace.class),
                    object -> networks.put(object.getMetadata().getName(), PodNetwork.of(object)));
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
        }
        return networks;
    }

    @Override
    public List<Foreseen> keep(MemberState member, MeshState mesh) {
        return foreseen(member.namespace(), PodNetworkSteps.towards(found(member.namespace()), mesh.namespace(),
                networks.get(mesh.namespace()), now, patience));
    }

    @Override
    public List<Foreseen> release(String namespace) {
        PodNetwork own = networks.get(namespace);
        Company company = own == null || !own.isMarked() || own.pending() != null
                ? Company.NOBODY
                : Company.of(own, networks.values().stream(), meshes::contains);
        return foreseen(namespace, PodNetworkSteps.apart(found(namespace), company, sdnActs, now, patience));
    }

    private Found found(String namespace) {
        PodNetwork network = networks.get(namespace);
        return new Found(namespace, network, Attempt.seen(null, pending(network), now));
    }

    private static @Nullable String pending(@Nullable PodNetwork network) {
        return network == null ? null : network.pending();
    }

    private static List<Foreseen> foreseen(String namespace, Step step) {
        return switch (step) {
            case Step.Settled _ -> List.of();
            case Step.Wait wait -> foreseen(namespace, Action.WAIT, wait.reason());
            case Step.Pause pause -> foreseen(namespace, Action.WAIT, pause.reason());
            case Step.Conflict conflict -> foreseen(namespace, Action.CONFLICT, conflict.reason());
            case Step.Mark mark -> foreseen(namespace, Action.UPDATE, "marked as joined to " + mark.mesh());
            case Step.Join join -> foreseen(namespace, Action.UPDATE, "joined to the network of " + join.mesh());
            case Step.Withdraw _ -> foreseen(namespace, Action.UPDATE, "the request to join is taken back");
            case Step.Isolate _ -> foreseen(namespace, Action.UPDATE, "isolated");
            case Step.Unmark _ -> foreseen(namespace, Action.UPDATE, "no longer marked as joined");
        };
    }

    private static List<Foreseen> foreseen(String namespace, Action action, String reason) {
        return List.of(new Foreseen(NetNamespace.KIND, namespace, action, reason));
    }
}
