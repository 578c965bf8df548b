package io.muster.watcher;

import io.muster.events.EventSource;
import io.muster.events.Topics;
import io.muster.runtime.BrokerRights;
import io.muster.runtime.Cluster;
import io.muster.runtime.Feeds;
import io.muster.runtime.Health;
import io.muster.runtime.HttpEndpoint;
import io.muster.runtime.KafkaClients;
import io.muster.runtime.Metrics;
import io.muster.runtime.Parts;
import io.muster.runtime.Servers;
import io.muster.runtime.Service;
import io.muster.runtime.StateTables;
import io.muster.runtime.Traces;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The watcher: reads the cluster and publishes who is a member of which mesh. It never writes to the cluster. Of
 * several replicas one leads; the others stand by with everything read.
 */
public final class Watcher implements Service {

    static final String NAME = "watcher";

    private final Health health;
    private final WatcherLoop loop;
    private final HttpEndpoint http;
    private final Parts parts;

    private Watcher(Health health, WatcherLoop loop, HttpEndpoint http, Parts parts) {
        this.health = health;
        this.loop = loop;
        this.http = http;
        this.parts = parts;
    }

    /**
     * Starts the watcher; returns when it runs, which is before it is ready.
     *
     * @throws io.muster.runtime.StartFailure
     *             if broker or API server cannot be worked with, with what to do about it
     */
    public static Watcher start(WatcherSettings settings, Clock clock) {
        return start(settings, clock, null);
    }

    /**
     * The same, in a process that has other services, too.
     *
     * @param shared
     *            what it has for all of them, and starts when all listen; null: the watcher has its own
     */
    public static Watcher start(WatcherSettings settings, Clock clock, @Nullable Feeds shared) {
        Parts parts = new Parts();
        try {
            return start(settings, clock, shared, parts);
        } catch (RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    private static Watcher start(WatcherSettings settings, Clock clock, @Nullable Feeds shared,
            Parts parts) {
        Servers servers = Servers.reach(settings.common(), NAME, Watcher::brokerRights);
        KafkaClients kafka = servers.kafka();
        Cluster cluster = parts.add(servers.cluster());
        Health health = new Health(clock);
        Metrics metrics = parts.add(new Metrics(NAME));
        EventSource source = new EventSource(cluster.id(), NAME);
        List<String> stateTopics = List.of(kafka.topics().meshes(), kafka.topics().members());
        Feeds feeds = shared != null ? shared : parts.add(Feeds.own(cluster, kafka, stateTopics, settings.common()));
        StateTables tables = feeds.tables();
        parts.add(tables.listen(stateTopics, health.loop("tables"), new IgnoredTables()));
        Facts facts = new Facts(settings.common().stripRules());
        List<ObservedKind<?>> kinds = ObservedKind.all(cluster.client(), facts);
        Inbox inbox = new Inbox();
        ClusterWatch watch = parts.add(new ClusterWatch(kinds, facts, feeds.watches(), inbox::changed));
        if (shared == null) {
            feeds.start();
        }
        NetworkDiscovery network = parts
                .add(new NetworkDiscovery(cluster.client(), settings.networkInterval(), inbox::changed));
        AdmissionPolicies policies = parts.add(new AdmissionPolicies(cluster.client(), settings.compareInterval()));
        LeadTaking leadTaking = new LeadTaking(kafka, tables, kinds, watch, network, settings, source, clock);
        Comparison comparison = parts.add(new Comparison(kafka, settings, cluster.id(), kinds, inbox, clock));
        WatcherMetrics meters = new WatcherMetrics(metrics.registry());
        meters.queue(inbox::size);
        meters.behind(tables::lag, watch::broken);
        meters.unguarded(() -> policies.unguarded().size());
        Traces traces = parts.add(Traces.of(settings.common(), NAME));
        WatcherLoop loop = new WatcherLoop(inbox, leadTaking, comparison, settings.compareInterval(), meters, traces,
                health.loop("decisions"), clock);
        Leadership leadership = new Leadership(kafka, metrics, health.loop("leadership"), clock, inbox);
        health.readyWhen("cluster", watch::problem);
        health.readyWhen("topics", () -> loop.isOwner() ? Optional.empty() : tables.problem());
        health.readyWhen("lead", () -> loop.isOwner() ? loop.problem() : Optional.empty());
        HttpEndpoint http = parts.add(new HttpEndpoint(settings.common().httpHost(), settings.common().httpPort(),
                health, metrics.registry()));
        parts.add(leadership).start();
        parts.add(loop).start();
        return new Watcher(health, loop, http, parts);
    }

    /** What the watcher does on the broker; it also writes under the transactional id that is its group's name. */
    public static BrokerRights brokerRights(Topics topics) {
        return new BrokerRights(KafkaClients.group(topics, NAME),
                List.of(topics.members(), topics.meshes(), topics.log(), topics.requests()),
                List.of(topics.members(), topics.meshes(), topics.log(), topics.deadLetters()));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Health health() {
        return health;
    }

    @Override
    public int httpPort() {
        return http.port();
    }

    @Override
    public CompletableFuture<Void> failure() {
        return loop.failure();
    }

    /** Finishes the batch under way, then leaves the group, so that another replica takes over at once. */
    @Override
    public void close() {
        parts.close();
    }
}
