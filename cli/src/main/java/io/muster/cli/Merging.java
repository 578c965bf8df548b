package io.muster.cli;

import io.muster.audit.LogRecord;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Several partitions in one order: a record is due as soon as every partition that has not ended has shown its next.
 * Records of one partition stay in its order, even where its writer's clock went back.
 */
final class Merging {

    private final Map<TopicPartition, Deque<LogRecord>> queues = new HashMap<>();
    private final Set<TopicPartition> open = new HashSet<>();
    private final Set<TopicPartition> awaited = new HashSet<>();
    private final PriorityQueue<LogRecord> heads = new PriorityQueue<>(LogRecord.ORDER);

    Merging(Collection<TopicPartition> partitions) {
        open.addAll(partitions);
        awaited.addAll(partitions);
        partitions.forEach(each -> queues.put(each, new ArrayDeque<>()));
    }

    void add(LogRecord record) {
        TopicPartition partition = partition(record);
        queue(partition).add(record);
        if (awaited.remove(partition)) {
            heads.add(record);
        }
    }

    /** No more will come of a partition. */
    void end(TopicPartition partition) {
        open.remove(partition);
        awaited.remove(partition);
    }

    /** How many records of a partition wait for those of others. */
    int waiting(TopicPartition partition) {
        return queue(partition).size();
    }

    /** The next record, if it is known to be the next. */
    Optional<LogRecord> next() {
        if (!awaited.isEmpty() || heads.isEmpty()) {
            return Optional.empty();
        }
        LogRecord next = heads.remove();
        TopicPartition partition = partition(next);
        Deque<LogRecord> queue = queue(partition);
        queue.remove();
        if (!queue.isEmpty()) {
            heads.add(queue.element());
        } else if (open.contains(partition)) {
            awaited.add(partition);
        }
        return Optional.of(next);
    }

    private Deque<LogRecord> queue(TopicPartition partition) {
        return queues.computeIfAbsent(partition, _ -> new ArrayDeque<>());
    }

    private static TopicPartition partition(LogRecord record) {
        return new TopicPartition(record.message().topic(), record.message().partition());
    }
}
