package io.muster.runtime;

import io.muster.events.DeadLetters;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts records that cannot be read aside, each by whoever owns its partition. Until the broker has taken a dead letter,
 * its record counts as work that is left.
 */
final class DeadLetterWriter {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterWriter.class);

    private record Pending(ConsumerRecord<byte[], byte[]> message, String reason) {}

    private final String topic;
    private final String service;
    private final Producer<byte[], byte[]> producer;
    private final Clock clock;
    private final Map<String, Pending> pending = new ConcurrentHashMap<>();
    private final LongAdder written = new LongAdder();

    DeadLetterWriter(String topic, String service, Producer<byte[], byte[]> producer, Clock clock) {
        this.topic = topic;
        this.service = service;
        this.producer = producer;
        this.clock = clock;
    }

    /** A record that cannot be read came by. */
    void found(ConsumerRecord<byte[], byte[]> message, String reason) {
        pending.put(DeadLetters.id(message), new Pending(message, reason));
    }

    /**
     * Writes what is pending for a partition.
     *
     * @param committed
     *            what lies before this offset of the partition was written by whoever had it before; it concerns only
     *            records of {@code ofTopic}
     */
    void write(int partition, String ofTopic, long committed) {
        pending.forEach((id, letter) -> {
            if (letter.message.partition() != partition) {
                return;
            }
            if (letter.message.topic().equals(ofTopic) && letter.message.offset() < committed) {
                pending.remove(id);
                return;
            }
            var _ = producer.send(DeadLetters.encode(topic, letter.message, letter.reason, service, clock.instant()),
                    (metadata, error) -> {
                        if (error == null) {
                            pending.remove(id);
                            written.increment();
                            LOG.atWarn().addKeyValue("record", id).addKeyValue(LogKeys.REASON, letter.reason)
                                    .log("a record cannot be read and was put aside as a dead letter");
                        } else {
                            LOG.atWarn().addKeyValue("record", id).addKeyValue(LogKeys.REASON, error.getMessage())
                                    .log("the broker did not take a dead letter, trying again");
                        }
                    });
        });
    }

    /** How many were written. */
    long written() {
        return written.sum();
    }

    /** The lowest offset of a partition whose dead letter has not been written; Long.MAX_VALUE if there is none. */
    long lowestPending(TopicPartition partition) {
        return pending.values().stream()
                .filter(letter -> letter.message.partition() == partition.partition()
                        && letter.message.topic().equals(partition.topic()))
                .mapToLong(letter -> letter.message.offset()).min().orElse(Long.MAX_VALUE);
    }
}
