package io.muster.cli;

import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * A part of some partitions.
 *
 * @param starts
 *            the first offset of each
 * @param ends
 *            the offset after the last of each
 */
record Stretch(Map<TopicPartition, Long> starts, Map<TopicPartition, Long> ends) {

    Stretch {
        starts = Map.copyOf(starts);
        ends = Map.copyOf(ends);
    }

    long start(TopicPartition partition) {
        return starts.getOrDefault(partition, 0L);
    }

    long end(TopicPartition partition) {
        return ends.getOrDefault(partition, 0L);
    }

    /** How many offsets: records, and what transactions leave between them. */
    long size() {
        return starts.keySet().stream().mapToLong(each -> Math.max(0, end(each) - start(each))).sum();
    }

    /** The partitions in which there is anything to read. */
    Stretch withoutEmpty() {
        Map<TopicPartition, Long> some = starts.entrySet().stream().filter(each -> each.getValue() < end(each.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return new Stretch(some, ends);
    }
}
