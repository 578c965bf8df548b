package io.muster.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * How dead letters look on Kafka: the record's bytes and headers as they were, followed by headers that say where it
 * came from and why it is here. What has to be known of a record that cannot be read must not be in its value.
 */
public final class DeadLetters {

    /** Why the record could not be read, cut after 1000 characters. */
    public static final String REASON = "muster_reason";
    public static final String ORIGIN_TOPIC = "muster_origin_topic";
    public static final String ORIGIN_PARTITION = "muster_origin_partition";
    public static final String ORIGIN_OFFSET = "muster_origin_offset";
    /** The record's key; a header without value where it had none. */
    public static final String ORIGIN_KEY = "muster_origin_key";
    /** The record's timestamp, in milliseconds since 1970. */
    public static final String ORIGIN_TIMESTAMP = "muster_origin_timestamp";
    /**
     * Whether the record had a value: a dead letter cannot be without one, since that would be the tombstone which
     * drops it.
     */
    public static final String ORIGIN_VALUE = "muster_origin_value";
    /** What had to be left out; empty where nothing had. */
    public static final String OMISSION = "muster_omission";
    public static final String TIME = "muster_time";
    public static final String SERVICE = "muster_service";

    private static final Set<String> OWN = Set.of(REASON, ORIGIN_TOPIC, ORIGIN_PARTITION, ORIGIN_OFFSET, ORIGIN_KEY,
            ORIGIN_TIMESTAMP, ORIGIN_VALUE, OMISSION, TIME, SERVICE);
    private static final int MAX_REASON = 1000;
    /** Room for the headers added here, and for what Kafka itself adds to each header and record. */
    private static final int OWN_BYTES = 16 * 1024;
    private static final int PER_HEADER_BYTES = 10;
    private static final String PRESENT = "present";
    private static final String ABSENT = "absent";

    private DeadLetters() {}

    /** The key of a record's dead letter: its topic/partition/offset. */
    public static String id(ConsumerRecord<?, ?> record) {
        return record.topic() + "/" + record.partition() + "/" + record.offset();
    }

    /**
     * A record as a dead letter.
     *
     * <p>
     * What is larger than {@link Topics#MAX_DEAD_LETTER_BYTES} can be on a topic all the same, because brokers measure
     * the compressed batch. No producer of ours could write it again, and a reader that waits for that never gets on.
     * So key, value and headers stay where they are, and the dead letter says how large they are and what the value's
     * hash is.
     *
     * @param topic
     *            {@link Topics#deadLetters()}
     */
    public static ProducerRecord<byte[], byte[]> encode(String topic, ConsumerRecord<byte[], byte[]> record,
            String reason, String service, Instant time) {
        String omission = omission(record);
        boolean whole = omission.isEmpty();
        byte[] value = whole ? record.value() : null;

        Headers headers = whole ? new RecordHeaders(record.headers()) : new RecordHeaders();
        headers.add(ORIGIN_KEY, whole ? record.key() : null);
        add(headers, REASON, reason.substring(0, Math.min(reason.length(), MAX_REASON)));
        add(headers, ORIGIN_TOPIC, record.topic());
        add(headers, ORIGIN_PARTITION, String.valueOf(record.partition()));
        add(headers, ORIGIN_OFFSET, String.valueOf(record.offset()));
        add(headers, ORIGIN_TIMESTAMP, String.valueOf(record.timestamp()));
        add(headers, ORIGIN_VALUE, value == null ? ABSENT : PRESENT);
        add(headers, OMISSION, omission);
        add(headers, TIME, time.truncatedTo(ChronoUnit.MILLIS).toString());
        add(headers, SERVICE, service);
        return new ProducerRecord<>(topic, null, id(record).getBytes(UTF_8), value == null ? new byte[0] : value,
                headers);
    }

    /** The record that drops a dead letter, once it has been read after all or nobody needs it any more. */
    public static ProducerRecord<byte[], byte[]> drop(String topic, String id) {
        return new ProducerRecord<>(topic, id.getBytes(UTF_8), null);
    }

    /** Reads a dead letter. Never throws: empty for a tombstone and for what is no dead letter. */
    public static Optional<DeadLetter> decode(ConsumerRecord<byte[], byte[]> message) {
        if (message.value() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new DeadLetter(record(message), text(message, REASON), text(message, SERVICE),
                    Instant.parse(text(message, TIME)), text(message, OMISSION)));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private static ConsumerRecord<byte[], byte[]> record(ConsumerRecord<byte[], byte[]> message) {
        byte[] key = last(message, ORIGIN_KEY).value();
        byte[] value = text(message, ORIGIN_VALUE).equals(PRESENT) ? message.value() : null;
        return new ConsumerRecord<>(text(message, ORIGIN_TOPIC), Integer.parseInt(text(message, ORIGIN_PARTITION)),
                Long.parseLong(text(message, ORIGIN_OFFSET)), Long.parseLong(text(message, ORIGIN_TIMESTAMP)),
                TimestampType.CREATE_TIME, size(key), size(value), key, value, originHeaders(message),
                Optional.empty());
    }

    /** A record may have headers named like ours, a dead letter read as a record among them: only the last are ours. */
    private static Headers originHeaders(ConsumerRecord<byte[], byte[]> message) {
        List<Header> headers = new ArrayList<>(List.of(message.headers().toArray()));
        OWN.forEach(name -> headers.remove(headers.lastIndexOf(last(message, name))));
        return new RecordHeaders(headers);
    }

    private static String omission(ConsumerRecord<byte[], byte[]> record) {
        long headers = 0;
        for (Header header : record.headers()) {
            headers += PER_HEADER_BYTES + header.key().getBytes(UTF_8).length + length(header.value());
        }
        if (length(record.key()) + length(record.value()) + headers + OWN_BYTES <= Topics.MAX_DEAD_LETTER_BYTES) {
            return "";
        }
        return "key of " + length(record.key()) + " bytes, value of " + length(record.value()) + " bytes with SHA-256 "
                + CanonicalJson.sha256(record.value()) + ", headers of " + headers + " bytes";
    }

    private static void add(Headers headers, String name, String text) {
        headers.add(name, text.getBytes(UTF_8));
    }

    private static String text(ConsumerRecord<byte[], byte[]> message, String name) {
        byte[] value = last(message, name).value();
        if (value == null) {
            throw new IllegalArgumentException(name + " has no value");
        }
        return new String(value, UTF_8);
    }

    private static Header last(ConsumerRecord<byte[], byte[]> message, String name) {
        Header header = message.headers().lastHeader(name);
        if (header == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return header;
    }

    private static long length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private static int size(byte @Nullable [] bytes) {
        return bytes == null ? ConsumerRecord.NULL_SIZE : bytes.length;
    }
}
