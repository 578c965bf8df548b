package io.muster.watcher;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.muster.events.Cause;
import io.muster.events.EventSource;
import io.muster.events.MeshState;
import io.muster.mesh.Exclusions;
import io.muster.runtime.ExitCode;
import io.muster.runtime.KafkaClients;
import io.muster.runtime.StartFailure;
import io.muster.runtime.StateTables;
import io.muster.watcher.Content.OfNetwork;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a replica becomes the leader: it fences its predecessor, reads back what was last published, waits until it
 * watches, lists the cluster and prepares the difference. In this order: what is read after the fence is the
 * predecessor's last word, and what is listed later than the watch began misses nothing.
 */
final class LeadTaking {

    private static final Logger LOG = LoggerFactory.getLogger(LeadTaking.class);
    private static final Duration READBACK = Duration.ofSeconds(30);

    private final KafkaClients kafka;
    private final StateTables tables;
    private final List<ObservedKind<?>> kinds;
    private final ClusterWatch watch;
    private final NetworkDiscovery network;
    private final WatcherSettings settings;
    private final EventSource source;
    private final Clock clock;
    private @Nullable Fence fence;

    private record Fence(Publisher publisher, Readback readback) {}

    LeadTaking(KafkaClients kafka, StateTables tables, List<ObservedKind<?>> kinds, ClusterWatch watch,
            NetworkDiscovery network, WatcherSettings settings, EventSource source, Clock clock) {
        this.kafka = kafka;
        this.tables = tables;
        this.kinds = kinds;
        this.watch = watch;
        this.network = network;
        this.settings = settings;
        this.source = source;
        this.clock = clock;
    }

    /**
     * Keeps the predecessor from publishing, and reads back its last word; does nothing if that is done already.
     *
     * @throws StartFailure
     *             if the topics hold another cluster's records
     * @throws KafkaException
     *             if the broker cannot be worked with now
     */
    void fence() throws InterruptedException {
        if (fence == null) {
            Publisher publisher = Publisher.open(kafka);
            try {
                fence = new Fence(publisher, readBack());
            } catch (RuntimeException | InterruptedException e) {
                publisher.close();
                throw e;
            }
        }
    }

    /** Gives up what {@link #fence()} has, if no leader has it yet. */
    void giveUp() {
        if (fence != null) {
            fence.publisher.close();
            fence = null;
        }
    }

    /** What has to be waited for before the lead can be taken, in words a person can act on. */
    Optional<String> problem() {
        return watch.problem();
    }

    /**
     * Takes the lead, behind a fence.
     *
     * @param unwatched
     *            whether the cluster changed while nobody watched
     * @return the leader, with the difference prepared and not published yet
     * @throws KafkaException
     *             if the broker cannot be worked with now
     * @throws KubernetesClientException
     *             if the cluster cannot be listed now
     */
    Leader take(boolean unwatched) {
        Fence behind = Objects.requireNonNull(fence, "fence first");
        Listing listing = Listing.read(kinds);
        ClusterState cluster = listing.state();
        cluster.apply(new Change.Seen(FactKey.NETWORK, network(behind.readback.published()),
                new Cause("Network", null, FactKey.NETWORK.name(), null, null, null, null)));
        Leader leader = new Leader(behind.publisher, listing, cluster, behind.readback, source,
                new Exclusions(settings.common().musterNamespaces()),
                new RemovalGuard(settings.heldPercent(), settings.heldFloor()), clock);
        leader.prepareEverything(behind.readback, unwatched);
        LOG.atInfo().addKeyValue("epoch", leader.epoch()).addKeyValue("events", leader.pending().events().size())
                .addKeyValue("held", leader.held().size()).log("took the lead");
        fence = null;
        return leader;
    }

    private Readback readBack() throws InterruptedException {
        try {
            tables.readToEnd().get(READBACK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("what was published last could not be read back: " + e.getMessage(), e);
        }
        Optional<String> foreign = tables.foreignCluster();
        if (foreign.isPresent()) {
            throw new StartFailure(ExitCode.FOREIGN_CLUSTER,
                    ("the topics with prefix %s hold records of cluster %s, this is cluster %s: give each cluster its own"
                            + " MUSTER_TOPIC_PREFIX or its own brokers; if this cluster was made anew and shall go on"
                            + " under its old name, set MUSTER_CLUSTER_ID=%s")
                            .formatted(kafka.topics().prefix(), foreign.get(), source.clusterId(), foreign.get()));
        }
        return Readback.of(tables, kafka.topics(), () -> LogHistory.read(kafka, source.clusterId()));
    }

    /** What was published last holds as long as the cluster cannot be asked. */
    private OfNetwork network(Published published) {
        return network.last().or(() -> published.meshNames().stream().map(published::mesh).filter(Objects::nonNull)
                .findFirst().map((MeshState mesh) -> new OfNetwork(mesh.networkMode(), mesh.networkPlugin())))
                .orElseThrow(() -> new KubernetesClientException(network.failure()));
    }
}
