package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.audit.LogRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class MergingTest {

    private final Merging merging = new Merging(List.of(partition(0), partition(1)));

    private static TopicPartition partition(int number) {
        return new TopicPartition("log", number);
    }

    private static LogRecord record(int partition, long offset, long time) {
        return new LogRecord(new ConsumerRecord<>("log", partition, offset, time, TimestampType.CREATE_TIME, 0, 0,
                new byte[0], new byte[0], new RecordHeaders(), Optional.empty()));
    }

    private void show(LogRecord record) {
        merging.add(partition(record.message().partition()), List.of(record));
    }

    private List<String> due() {
        List<String> due = new ArrayList<>();
        for (Optional<LogRecord> next = merging.next(); next.isPresent(); next = merging.next()) {
            due.add(next.get().toString());
        }
        return due;
    }

    @Test
    void waitsForThePartitionThatHasNotShownItsNext() {
        show(record(0, 0, 10));
        assertThat(due()).isEmpty();

        show(record(1, 0, 20));
        assertThat(due()).containsExactly("log/0/0");
    }

    @Test
    void goesOnWithoutAPartitionThatHasEnded() {
        show(record(0, 0, 10));
        show(record(0, 1, 30));
        show(record(1, 0, 20));
        merging.end(partition(1));
        merging.end(partition(0));

        assertThat(due()).containsExactly("log/0/0", "log/1/0", "log/0/1");
    }

    @Test
    void keepsAPartitionsOrderWhereItsClockWentBack() {
        show(record(0, 0, 50));
        show(record(0, 1, 10));
        show(record(1, 0, 60));
        merging.end(partition(0));

        assertThat(due()).containsExactly("log/0/0", "log/0/1", "log/1/0");
    }
}
