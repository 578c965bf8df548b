package io.muster.watcher;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.muster.events.Sequence;
import io.muster.runtime.Heartbeat;
import io.muster.runtime.KafkaClients;
import io.muster.runtime.StartFailure;
import io.muster.runtime.StateTables;
import io.muster.runtime.TopicCheck;
import io.muster.runtime.Watched;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at topics and cluster anew, from the beginning and from the source, beside all other work. */
final class Comparison implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Comparison.class);
    private static final Duration READING = Duration.ofSeconds(60);

    private final KafkaClients kafka;
    private final WatcherSettings settings;
    private final String clusterId;
    private final List<ObservedKind<?>> kinds;
    private final Inbox inbox;
    private final Clock clock;
    private final ExecutorService worker = Executors
            .newSingleThreadExecutor(Thread.ofPlatform().name("muster-comparison").daemon().factory());

    Comparison(KafkaClients kafka, WatcherSettings settings, String clusterId, List<ObservedKind<?>> kinds, Inbox inbox,
            Clock clock) {
        this.kafka = kafka;
        this.settings = settings;
        this.clusterId = clusterId;
        this.kinds = kinds;
        this.inbox = inbox;
        this.clock = clock;
    }

    /** Begins a look; what it finds comes into the inbox, or that it could not be done. */
    void begin(Sequence upTo) {
        worker.execute(() -> {
            try {
                inbox.compared(look(upTo));
            } catch (KafkaException | KubernetesClientException | StartFailure | TimeoutException
                    | ExecutionException e) {
                LOG.atWarn().addKeyValue("reason", e.getMessage())
                        .log("topics and cluster could not be compared this time");
                inbox.notCompared();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private Compared look(Sequence upTo) throws InterruptedException, ExecutionException, TimeoutException {
        try (Admin admin = kafka.admin()) {
            // A topic that somebody deleted is made again, where the broker allows that.
            TopicCheck.ensure(admin, settings.common());
        }
        String members = kafka.topics().members();
        String meshes = kafka.topics().meshes();
        List<String> topics = List.of(meshes, members);
        try (StateTables tables = new StateTables(kafka, topics, clusterId);
                Watched.Listening _ = tables.listen(topics, new Heartbeat(clock), new IgnoredTables())) {
            tables.start();
            tables.readToEnd().get(READING.toMillis(), TimeUnit.MILLISECONDS);
            return new Compared(upTo, Map.copyOf(tables.table(members)), Map.copyOf(tables.table(meshes)),
                    tables.census() != null, Listing.read(kinds));
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
