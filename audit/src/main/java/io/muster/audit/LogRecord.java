package io.muster.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.muster.events.Decoded;
import io.muster.events.Event;
import io.muster.events.EventCodec;
import io.muster.events.EventType;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A record of a topic. What stands in its headers is told from these; its data are read when they are asked for, which
 * costs ten times as much. Not for use by several threads at once.
 */
public final class LogRecord {

    /**
     * In the order in which they were published, as far as the publishers' clocks tell; those of one moment by the
     * watcher's sequence.
     */
    public static final Comparator<LogRecord> ORDER = Comparator.comparing(LogRecord::published)
            .thenComparing(LogRecord::sequence)
            .thenComparing(each -> each.message.topic()).thenComparingInt(each -> each.message.partition())
            .thenComparingLong(each -> each.message.offset());

    private final ConsumerRecord<byte[], byte[]> message;
    private final Instant published;
    private @Nullable Decoded decoded;
    private @Nullable String sequence;

    public LogRecord(ConsumerRecord<byte[], byte[]> message) {
        this.message = message;
        this.published = Instant.ofEpochMilli(message.timestamp());
    }

    /** The record as it was read. */
    public ConsumerRecord<byte[], byte[]> message() {
        return message;
    }

    /** When it was written to the topic, in milliseconds. */
    public Instant published() {
        return published;
    }

    /** The record's key; empty if it has none. */
    public String key() {
        return message.key() == null ? "" : new String(message.key(), UTF_8);
    }

    /** Those without one come last. */
    private String sequence() {
        String known = sequence;
        if (known == null) {
            known = Optional.ofNullable(header("ce_sequence")).orElse("~");
            sequence = known;
        }
        return known;
    }

    /** What happened; empty if this is no event, or none that this version of the contract knows. */
    public Optional<EventType> type() {
        String name = header("ce_type");
        return name != null ? EventType.of(name) : event().map(Event::type);
    }

    /** Whether it is an event of this family. */
    public boolean isOf(EventType.Family family) {
        return type().filter(type -> type.family() == family).isPresent();
    }

    /** The event's id; null if this is no event. */
    public @Nullable String id() {
        String id = header("ce_id");
        return id != null ? id : event().map(Event::id).orElse(null);
    }

    /** The id of the event before it of the same chain; null if there is none. */
    public @Nullable String previous() {
        return header("ce_type") != null ? header("ce_previous") : event().map(Event::previous).orElse(null);
    }

    /** The event; empty if it cannot be read. */
    public Optional<Event> event() {
        return decoded() instanceof Decoded.Known known ? Optional.of(known.event()) : Optional.empty();
    }

    /** What became of reading it. */
    public Decoded decoded() {
        Decoded known = decoded;
        if (known == null) {
            known = EventCodec.decode(message);
            decoded = known;
        }
        return known;
    }

    /** Whether these bytes stand in its data: if not, nothing that is written like this needs to be looked for. */
    public boolean contains(byte[] text) {
        byte[] value = message.value();
        if (value == null) {
            return false;
        }
        for (int start = 0; start <= value.length - text.length; start++) {
            int matched = 0;
            while (matched < text.length && value[start + matched] == text[matched]) {
                matched++;
            }
            if (matched == text.length) {
                return true;
            }
        }
        return false;
    }

    /** A header's last value as text; null if there is none. */
    public @Nullable String header(String name) {
        Header header = message.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
    }

    @Override
    public String toString() {
        return message.topic() + "/" + message.partition() + "/" + message.offset();
    }
}
