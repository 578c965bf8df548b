package io.muster.runtime;

import io.muster.events.Concern;
import io.muster.events.Topics;
import io.muster.mesh.Exclusions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where a service knows from what there is to do: the kinds that say who is a member, watched, what they say about it,
 * and the state topics, read. A service by itself has its own; those in one process have them in common, so that each
 * object and record is sent and decoded once. Whoever made them starts them, when all have begun to listen.
 */
public final class Feeds implements AutoCloseable {

    private final MeshWatches watches;
    private final LiveClaims claims;
    private final StateTables tables;

    private Feeds(Cluster cluster, KafkaClients kafka, List<String> topics, CommonSettings settings) {
        watches = new MeshWatches(cluster.client());
        claims = new LiveClaims(watches, new Exclusions(settings.musterNamespaces()));
        tables = new StateTables(kafka, topics, cluster.id());
    }

    /**
     * Of one service.
     *
     * @param topics
     *            the state topics that it reads
     */
    public static Feeds own(Cluster cluster, KafkaClients kafka, List<String> topics, CommonSettings settings) {
        return new Feeds(cluster, kafka, topics, settings);
    }

    /**
     * Of any services.
     *
     * @param process
     *            what they run in, in the names of Kafka clients
     */
    public static Feeds shared(Cluster cluster, CommonSettings settings, String process) {
        Topics topics = settings.topics();
        List<String> all = new ArrayList<>(List.of(topics.members(), topics.meshes()));
        Arrays.stream(Concern.values()).map(topics::outcomes).forEach(all::add);
        return new Feeds(cluster, new KafkaClients(settings, process), all, settings);
    }

    public MeshWatches watches() {
        return watches;
    }

    LiveClaims claims() {
        return claims;
    }

    public StateTables tables() {
        return tables;
    }

    /** Starts watching and reading; returns at once. */
    public void start() {
        claims.start();
        watches.start();
        tables.start();
    }

    @Override
    public void close() {
        tables.close();
        watches.close();
    }
}
