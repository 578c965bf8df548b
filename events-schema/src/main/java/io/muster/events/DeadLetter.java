package io.muster.events;

import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record that could not be read, put aside whole so that its topic can be read on.
 *
 * @param record
 *            the record as it was read: topic, partition, offset, timestamp, key, value and headers
 * @param reason
 *            why it could not be read
 * @param service
 *            who put it aside
 * @param time
 *            when, in milliseconds
 * @param omission
 *            empty, or what had to be left out of {@code record} because it would not have fitted; it is still where
 *            the record came from
 */
public record DeadLetter(
        ConsumerRecord<byte[], byte[]> record, String reason, String service, Instant time, String omission) {

    /** Its key on the dead letters topic: topic/partition/offset of the record. */
    public String id() {
        return DeadLetters.id(record);
    }
}
