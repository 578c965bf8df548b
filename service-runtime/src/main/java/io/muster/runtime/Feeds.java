package io.muster.runtime;

import io.muster.events.Concern;
import io.muster.events.Topics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where a service knows from what there is to do: the kinds that say who is a member, watched, and the state topics,
 * read. A service by itself has its own; those in one process have them in common, so that each object and record is
 * sent and decoded once. Whoever made them starts them, when all have begun to listen.
 */
public final class Feeds implements AutoCloseable {

    private final MeshWatches watches;
    private final StateTables tables;

    private Feeds(Cluster cluster, KafkaClients kafka, List<String> topics) {
        watches = new MeshWatches(cluster.client());
        tables = new StateTables(kafka, topics, cluster.id());
    }

    /**
     * Of one service.
     *
     * @param topics
     *            the state topics that it reads
     */
    public static Feeds own(Cluster cluster, KafkaClients kafka, List<String> topics) {
        return new Feeds(cluster, kafka, topics);
    }

    /** Of any services. */
    public static Feeds shared(Cluster cluster, KafkaClients kafka) {
        Topics topics = kafka.topics();
        List<String> all = new ArrayList<>(List.of(topics.members(), topics.meshes()));
        Arrays.stream(Concern.values()).map(topics::outcomes).forEach(all::add);
        return new Feeds(cluster, kafka, all);
    }

    public MeshWatches watches() {
        return watches;
    }

    public StateTables tables() {
        return tables;
    }

    /** Starts watching and reading; returns at once. */
    public void start() {
        watches.start();
        tables.start();
    }

    @Override
    public void close() {
        tables.close();
        watches.close();
    }
}
