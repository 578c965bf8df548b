package io.muster.watcher;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.muster.events.Cause;
import io.muster.events.NetworkMode;
import io.muster.watcher.Content.OfNetwork;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How this cluster's network is joined, asked for again and again beside everything else; what it runs on hardly ever
 * changes. As long as it cannot be told, the last answer stays.
 */
final class NetworkDiscovery implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NetworkDiscovery.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String CONFIG = "/apis/config.openshift.io/v1";
    private static final String CLUSTER_NETWORK = "/apis/network.openshift.io/v1/clusternetworks/default";

    private final KubernetesClient client;
    private final Consumer<Change> changes;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().name("muster-network-discovery").daemon().unstarted(task));
    private volatile @Nullable OfNetwork last;
    private volatile String failure = "it has not been asked for yet";

    NetworkDiscovery(KubernetesClient client, Duration interval, Consumer<Change> changes) {
        this.client = client;
        this.changes = changes;
        var _ = timer.scheduleWithFixedDelay(this::ask, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The latest answer; empty if there has been none. */
    Optional<OfNetwork> last() {
        return Optional.ofNullable(last);
    }

    /** Why there has been no answer. */
    String failure() {
        return "how this cluster's network is joined cannot be told: " + failure;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private void ask() {
        try {
            OfNetwork found = discover(client);
            if (!found.equals(last)) {
                last = found;
                LOG.atInfo().addKeyValue("mode", found.mode()).addKeyValue("plugin", found.plugin())
                        .log("network of the cluster");
                changes.accept(new Change.Seen(FactKey.NETWORK, found,
                        new Cause("Network", null, "cluster", null, null, null, null)));
            }
        } catch (KubernetesClientException | JacksonException e) {
            String reason = String.valueOf(e.getMessage());
            if (!reason.equals(failure)) {
                failure = reason;
                LOG.atWarn().addKeyValue("reason", reason).log("the cluster's network cannot be asked for");
            }
        }
    }

    /**
     * Asks once.
     *
     * @throws KubernetesClientException
     *             if it cannot be told
     */
    static OfNetwork discover(KubernetesClient client) {
        if (!serves(client.raw(CONFIG), "networks")) {
            return new OfNetwork(NetworkMode.NETWORK_POLICY, null);
        }
        String network = client.raw(CONFIG + "/networks/cluster");
        if (network == null) {
            return new OfNetwork(NetworkMode.SUBNET, null);
        }
        if (!"openshiftsdn".equalsIgnoreCase(JSON.readTree(network).path("spec").path("networkType").asString(""))) {
            return new OfNetwork(NetworkMode.NETWORK_POLICY, null);
        }
        String clusterNetwork = client.raw(CLUSTER_NETWORK);
        return clusterNetwork == null
                ? new OfNetwork(NetworkMode.SUBNET, null)
                : ofPlugin(JSON.readTree(clusterNetwork).path("pluginName").asString(""));
    }

    static OfNetwork ofPlugin(String plugin) {
        return switch (plugin) {
            case "redhat/openshift-ovs-subnet" -> new OfNetwork(NetworkMode.SUBNET, null);
            case "redhat/openshift-ovs-networkpolicy", "" -> new OfNetwork(NetworkMode.NETWORK_POLICY, null);
            case "redhat/openshift-ovs-multitenant" -> new OfNetwork(NetworkMode.MULTITENANT, null);
            default -> new OfNetwork(NetworkMode.UNSUPPORTED, plugin);
        };
    }

    private static boolean serves(@Nullable String groupVersion, String resource) {
        if (groupVersion == null) {
            return false;
        }
        for (JsonNode served : JSON.readTree(groupVersion).path("resources")) {
            if (served.path("name").asString("").equals(resource)) {
                return true;
            }
        }
        return false;
    }
}
