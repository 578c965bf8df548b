package io.muster.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.message.MessageReader;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.cloudevents.kafka.impl.KafkaBinaryMessageReaderImpl;
import io.cloudevents.kafka.impl.KafkaHeaders;
import java.net.URI;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * How events look on Kafka: CloudEvents 1.0 in the Kafka protocol binding's binary mode with JSON data. Structured mode
 * is read as well.
 */
public final class EventCodec {

    static final String PREVIOUS = "previous";
    static final String PARTITION_KEY = "partitionkey";
    static final String SEQUENCE = "sequence";
    static final String CAUSATION_ID = "causationid";

    /** Extension attributes that are components of {@link Event}. */
    static final Set<String> OWN_EXTENSIONS = Set.of(PREVIOUS, PARTITION_KEY, SEQUENCE, CAUSATION_ID);

    private static final Pattern VERSION = Pattern.compile("\\.v[0-9]+$");

    private EventCodec() {}

    /**
     * An event as a record of a topic. Its key is the event's; the partition is left to the default partitioner. Where
     * a state topic shall hold it, pass {@link Event#asState()}.
     */
    public static ProducerRecord<byte[], byte[]> encode(String topic, Event event) {
        return KafkaMessageFactory.<byte[]>createWriter(topic, event.key().getBytes(UTF_8))
                .writeBinary(cloudEvent(event));
    }

    /** An event as one JSON text, as CloudEvents' structured mode has it: for people, files and other tools. */
    public static String json(Event event) {
        return new String(new JsonFormat().serialize(cloudEvent(event)), UTF_8);
    }

    private static CloudEvent cloudEvent(Event event) {
        CloudEventBuilder builder = CloudEventBuilder.v1()
                .withId(event.id())
                .withType(event.type().typeName())
                .withSource(URI.create(event.source().uri()))
                .withSubject(event.key())
                .withTime(OffsetDateTime.ofInstant(event.time(), ZoneOffset.UTC))
                .withExtension(PARTITION_KEY, event.key());
        if (event.previous() != null) {
            builder.withExtension(PREVIOUS, event.previous());
        }
        if (event.sequence() != null) {
            builder.withExtension(SEQUENCE, event.sequence());
        }
        if (event.causationId() != null) {
            builder.withExtension(CAUSATION_ID, event.causationId());
        }
        event.extensions().forEach(builder::withExtension);
        builder.withDataSchema(event.type().schema());
        if (event.payload() != null) {
            builder.withData("application/json", CanonicalJson.bytes(event.payload()));
        }
        return builder.build();
    }

    /**
     * An event as a record of a state topic, made of its record of a log: the same bytes, without encoding it once
     * more, but where it ends its key.
     */
    public static ProducerRecord<byte[], byte[]> encodeState(String topic, Event event,
            ProducerRecord<byte[], byte[]> logged) {
        return event.type().endsKey()
                ? encode(topic, event.asState())
                : new ProducerRecord<>(topic, null, logged.key(), logged.value(), logged.headers());
    }

    /** The id of a record's event, without reading the event; null where it is not in binary mode. */
    public static @Nullable String id(ConsumerRecord<byte[], byte[]> message) {
        Header id = message.headers().lastHeader("ce_id");
        return id == null || id.value() == null ? null : new String(id.value(), UTF_8);
    }

    /** Reads a record. Never throws: what cannot be read is an answer, with the reason. */
    public static Decoded decode(ConsumerRecord<byte[], byte[]> message) {
        CloudEvent cloudEvent;
        try {
            cloudEvent = reader(message.headers(), message.value()).toEvent();
        } catch (RuntimeException e) {
            return new Decoded.Unreadable(message.value() == null
                    ? "a tombstone without CloudEvents headers: no Muster service writes that"
                    : "not a CloudEvent: " + reason(e));
        }
        Optional<EventType> type = EventType.of(cloudEvent.getType());
        if (type.isEmpty()) {
            String base = VERSION.matcher(cloudEvent.getType()).replaceFirst("");
            return EventType.of(base + ".v1").isPresent()
                    ? new Decoded.UnknownVersion(cloudEvent.getType())
                    : new Decoded.UnknownType(cloudEvent.getType());
        }
        try {
            return new Decoded.Known(event(type.get(), cloudEvent, message.key()));
        } catch (RuntimeException e) {
            return new Decoded.Unreadable(type.get().typeName() + ": " + reason(e));
        }
    }

    /**
     * CloudEvents' own answer to which mode a record is in loads every format there is, and with the one for JSON a
     * second Jackson: hence binary mode is looked for first.
     */
    private static MessageReader reader(Headers headers, byte @Nullable [] value) {
        String version = KafkaHeaders.getParsedKafkaHeader(headers, KafkaHeaders.SPEC_VERSION);
        String contentType = KafkaHeaders.getParsedKafkaHeader(headers, KafkaHeaders.CONTENT_TYPE);
        return version == null || (contentType != null && contentType.startsWith("application/cloudevents"))
                ? KafkaMessageFactory.createReader(headers, value)
                : new KafkaBinaryMessageReaderImpl(SpecVersion.parse(version), headers, value);
    }

    private static Event event(EventType type, CloudEvent cloudEvent, byte @Nullable [] recordKey) {
        EventSource source = EventSource.parse(cloudEvent.getSource().toString())
                .orElseThrow(() -> new IllegalArgumentException(
                        "source is " + cloudEvent.getSource() + ", expected /clusters/<cluster-id>/<service>"));
        String key = cloudEvent.getSubject();
        if (key == null) {
            throw new IllegalArgumentException("subject is missing");
        }
        if (recordKey == null || !key.equals(new String(recordKey, UTF_8))) {
            throw new IllegalArgumentException("subject " + key + " is not the record's key");
        }
        OffsetDateTime time = cloudEvent.getTime();
        if (time == null) {
            throw new IllegalArgumentException("time is missing");
        }
        CloudEventData data = cloudEvent.getData();
        Payload payload = data == null ? null : PayloadReader.read(data.toBytes(), type.family().payload());
        if (payload == null && !type.endsKey()) {
            throw new IllegalArgumentException("data is missing");
        }
        Map<String, String> extensions = new HashMap<>();
        for (String name : cloudEvent.getExtensionNames()) {
            if (!OWN_EXTENSIONS.contains(name)) {
                extensions.put(name, String.valueOf(cloudEvent.getExtension(name)));
            }
        }
        return new Event(type, cloudEvent.getId(), text(cloudEvent, PREVIOUS), source, key, text(cloudEvent, SEQUENCE),
                time.toInstant(), text(cloudEvent, CAUSATION_ID), extensions, payload);
    }

    private static @Nullable String text(CloudEvent event, String extension) {
        Object value = event.getExtension(extension);
        return value == null ? null : value.toString();
    }

    private static String reason(RuntimeException e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return message.lines().findFirst().orElse(message);
    }
}
