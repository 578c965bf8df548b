package io.muster.runtime;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which partitions this instance writes for: its share of the service's consumer group on the members topic. The
 * group's partitions stay paused, since what they hold is read by {@link StateTables}; the offsets committed here say
 * how far the work has come, so that the group's lag is the work that is left.
 */
final class Ownership implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Ownership.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration COMMIT_INTERVAL = Duration.ofSeconds(1);

    /** Told on the polling thread. */
    interface Listener {

        /**
         * Partitions will be this instance's in a moment; none, where there are more instances than partitions.
         *
         * @param committed
         *            for each, the offset up to which the work was done by whoever had it before
         */
        void gaining(Map<Integer, Long> committed);

        /** They are from now on. */
        void gained(Set<Integer> partitions);

        /** Partitions go to another instance as soon as this returns: finish what is under way, within a bound. */
        void releasing(Set<Integer> partitions);

        /** For each partition, the offset up to which all work is done. */
        Map<Integer, Long> settled(Set<Integer> partitions);
    }

    private final KafkaClients kafka;
    private final String topic;
    private final Metrics metrics;
    private final Heartbeat heartbeat;
    private final Listener listener;
    private final Set<Integer> owned = ConcurrentHashMap.newKeySet();
    private final Map<Integer, Long> lastCommitted = new HashMap<>();
    private final ConsumerLoop loop;

    private volatile boolean joined;
    private volatile String problem = "the consumer group has not been joined yet";

    Ownership(KafkaClients kafka, Metrics metrics, Heartbeat heartbeat, Listener listener) {
        this.kafka = kafka;
        this.topic = kafka.topics().members();
        this.metrics = metrics;
        this.heartbeat = heartbeat;
        this.listener = listener;
        this.loop = new ConsumerLoop("ownership", () -> kafka.groupMember("group"), new Member());
    }

    void start() {
        loop.start();
    }

    /** Whether this instance writes for the keys of a partition. */
    boolean owns(int partition) {
        return owned.contains(partition);
    }

    /** How many partitions are this instance's. */
    int size() {
        return owned.size();
    }

    /** Why the share is not known; empty if it is. */
    Optional<String> problem() {
        return joined ? Optional.empty() : Optional.of(problem);
    }

    @Override
    public void close() {
        loop.close();
    }

    private final class Member implements ConsumerLoop.Body {

        @Override
        public void run(Consumer<byte[], byte[]> member) {
            metrics.watch(member);
            member.subscribe(List.of(topic), new Rebalance(member));
            take(member);
        }

        @Override
        public void failed(KafkaException e) {
            problem = "the consumer group " + kafka.group() + " cannot be joined: " + e.getMessage();
        }

        @Override
        public void ended() {
            joined = false;
            lose(Set.copyOf(owned));
        }
    }

    private void take(Consumer<byte[], byte[]> member) {
        long nextCommit = 0;
        while (!loop.isClosing()) {
            member.poll(POLL);
            heartbeat.beat();
            if (System.nanoTime() >= nextCommit) {
                commit(member);
                nextCommit = System.nanoTime() + COMMIT_INTERVAL.toNanos();
            }
        }
        commit(member);
    }

    private void commit(Consumer<byte[], byte[]> member) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        listener.settled(Set.copyOf(owned)).forEach((partition, offset) -> {
            if (!offset.equals(lastCommitted.put(partition, offset))) {
                offsets.put(new TopicPartition(topic, partition), new OffsetAndMetadata(offset));
            }
        });
        if (!offsets.isEmpty()) {
            // Only a measure of lag: one that does not arrive is made good by the next.
            member.commitAsync(offsets, (committed, error) -> {
                if (error != null) {
                    LOG.atDebug().addKeyValue("reason", error.getMessage()).log("offsets not committed");
                }
            });
        }
    }

    private void lose(Set<Integer> partitions) {
        if (!partitions.isEmpty()) {
            owned.removeAll(partitions);
            listener.releasing(partitions);
            LOG.atInfo().addKeyValue("partitions", partitions.size()).addKeyValue("owned", owned.size())
                    .log("partitions released");
        }
    }

    private final class Rebalance implements ConsumerRebalanceListener {

        private final Consumer<byte[], byte[]> member;

        Rebalance(Consumer<byte[], byte[]> member) {
            this.member = member;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            member.pause(partitions);
            Map<Integer, Long> committed = new HashMap<>();
            member.committed(new HashSet<>(partitions)).forEach((partition, offset) -> committed
                    .put(partition.partition(), offset == null ? 0 : offset.offset()));
            listener.gaining(committed);
            owned.addAll(committed.keySet());
            joined = true;
            if (!committed.isEmpty()) {
                LOG.atInfo().addKeyValue("partitions", committed.size()).addKeyValue("owned", owned.size())
                        .log("partitions gained");
            }
            listener.gained(Set.copyOf(committed.keySet()));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            lose(numbers(partitions));
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            lose(numbers(partitions));
        }

        private Set<Integer> numbers(Collection<TopicPartition> partitions) {
            return partitions.stream().map(TopicPartition::partition).collect(Collectors.toSet());
        }
    }

}
