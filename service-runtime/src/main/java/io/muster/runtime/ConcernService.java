package io.muster.runtime;

import io.muster.events.Concern;
import io.muster.events.Topics;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A service that applies one concern: everything wired, started and stopped. */
public final class ConcernService implements Service {

    private static final Logger LOG = LoggerFactory.getLogger(ConcernService.class);

    /** Makes the logic of a service. */
    @FunctionalInterface
    public interface LogicFactory {
        ConcernLogic create(ServiceContext context);
    }

    /**
     * What sets one service apart on Kafka.
     *
     * @param name
     *            in its consumer group, its field manager and the source of its events
     * @param concern
     *            whose outcomes it publishes
     * @param hears
     *            the other concerns whose outcomes it follows
     */
    public record About(String name, Concern concern, Set<Concern> hears) {

        /** A service that follows no other's outcomes. */
        public About(String name, Concern concern) {
            this(name, concern, Set.of());
        }
    }

    private final String name;
    private final Health health;
    private final Parts parts = new Parts();
    private final CompletableFuture<Void> failure = new CompletableFuture<>();
    private final HttpEndpoint http;

    /**
     * Starts the service; returns when it has joined its group and watches, which is before it is ready.
     *
     * @param shared
     *            what the process has for all its services, and starts when all listen; null: the service has its own
     * @throws StartFailure
     *             if broker or API server cannot be reached or are not as they must be
     */
    public static ConcernService start(About about, CommonSettings settings, Clock clock, @Nullable Feeds shared,
            LogicFactory factory) {
        return new ConcernService(about, settings, clock, shared, factory);
    }

    private ConcernService(About about, CommonSettings settings, Clock clock, @Nullable Feeds shared,
            LogicFactory factory) {
        this.name = about.name();
        this.health = new Health(clock);
        try {
            Metrics metrics = parts.add(new Metrics(name));
            Servers servers = Servers.reach(settings, name, topics -> rights(about, topics));
            KafkaClients kafka = servers.kafka();
            Cluster cluster = parts.add(servers.cluster());
            Feeds feeds = shared != null
                    ? shared
                    : parts.add(Feeds.own(cluster, kafka, Keys.stateTopics(kafka.topics(), about), settings));
            Producer<byte[], byte[]> producer = parts.add(kafka.producer("outcomes"));
            metrics.watch(producer);
            Traces traces = parts.add(Traces.of(settings, name));
            ExecutorService writers = parts.add(Executors.newVirtualThreadPerTaskExecutor());
            Keys keys = parts.add(
                    new Keys(about, settings, clock, kafka, cluster, feeds, metrics, health, producer, traces,
                            writers, factory));
            if (shared == null) {
                feeds.start();
            }
            keys.start();
            http = parts.add(new HttpEndpoint(settings.httpHost(), settings.httpPort(), health, metrics.registry()));
            LOG.atInfo().addKeyValue("service", name).addKeyValue("cluster", cluster.id())
                    .addKeyValue("http", settings.httpHost() + ":" + http.port()).log("started");
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** What a service does on the broker. */
    public static BrokerRights rights(About about, Topics topics) {
        List<String> reads = new ArrayList<>(Keys.stateTopics(topics, about));
        reads.addAll(List.of(topics.outcomesLog(), topics.requests()));
        return new BrokerRights(KafkaClients.group(topics, about.name()), reads,
                List.of(topics.outcomes(about.concern()), topics.outcomesLog(), topics.deadLetters()));
    }

    @Override
    public String name() {
        return name;
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
        return failure;
    }

    /** Stops in the reverse order of the start. */
    @Override
    public void close() {
        parts.close();
    }
}
