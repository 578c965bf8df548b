package io.muster.cli;

import io.muster.audit.LogRecord;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import org.apache.kafka.common.TopicPartition;

/**
 * Several partitions in one order: a record is due as soon as every partition that has not ended has shown its next.
 * Records of one partition stay in its order, even where its writer's clock went back.
 */
final class Merging {

    private final Map<TopicPartition, Lane> lanes = new HashMap<>();
    /** Those that show a record, by it. */
    private final PriorityQueue<Lane> heads = new PriorityQueue<>(Comparator.comparing(Lane::head, LogRecord.ORDER));
    /** Those that show none and have not ended. */
    private int awaited;

    private static final class Lane {
        private final Deque<LogRecord> waiting = new ArrayDeque<>();
        private boolean hasEnded;

        LogRecord head() {
            return waiting.element();
        }
    }

    Merging(Collection<TopicPartition> partitions) {
        partitions.forEach(each -> lanes.put(each, new Lane()));
        awaited = lanes.size();
    }

    /** The next records of a partition, in its order. */
    void add(TopicPartition partition, Collection<LogRecord> records) {
        Lane lane = lane(partition);
        boolean wasAwaited = lane.waiting.isEmpty() && !records.isEmpty();
        lane.waiting.addAll(records);
        if (wasAwaited) {
            awaited--;
            heads.add(lane);
        }
    }

    /** No more will come of a partition. */
    void end(TopicPartition partition) {
        Lane lane = lane(partition);
        if (!lane.hasEnded && lane.waiting.isEmpty()) {
            awaited--;
        }
        lane.hasEnded = true;
    }

    /** How many records of a partition wait for those of others. */
    int waiting(TopicPartition partition) {
        return lane(partition).waiting.size();
    }

    /** The next record, if it is known to be the next. */
    Optional<LogRecord> next() {
        if (awaited > 0 || heads.isEmpty()) {
            return Optional.empty();
        }
        Lane lane = heads.remove();
        LogRecord next = lane.waiting.remove();
        if (!lane.waiting.isEmpty()) {
            heads.add(lane);
        } else if (!lane.hasEnded) {
            awaited++;
        }
        return Optional.of(next);
    }

    private Lane lane(TopicPartition partition) {
        return Objects.requireNonNull(lanes.get(partition), () -> partition + " is not one of those that are merged");
    }
}
