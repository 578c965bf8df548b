package io.muster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.muster.audit.LogRecord;
import io.muster.events.DeadLetter;
import io.muster.events.DeadLetters;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** The dead letters that there are. */
record Letters(SortedMap<String, DeadLetter> all) {

    /**
     * A letter as other programs read it.
     *
     * @param value
     *            as text, if it is text; else in Base64, with {@code encoding} saying so
     */
    record Shown(String id, String key, String reason, String service, Instant time, Instant recorded, String encoding,
            @Nullable String value, Map<String, String> headers, String omission) {}

    /** Reads them. */
    static Letters read(TopicReader reader) {
        List<TopicPartition> partitions = reader.partitions(reader.topics().deadLetters());
        if (partitions.isEmpty()) {
            throw KafkaOptions.nothingThere(reader, reader.topics().deadLetters());
        }
        SortedMap<String, DeadLetter> letters = new TreeMap<>();
        reader.last(partitions).forEach((id, record) -> DeadLetters.decode(record.message())
                .ifPresent(letter -> letters.put(id, letter)));
        return new Letters(letters);
    }

    /**
     * One of them.
     *
     * @throws io.muster.runtime.StartFailure
     *             if it is not there
     */
    DeadLetter letter(String id) {
        DeadLetter letter = all.get(id);
        if (letter == null) {
            throw Closest.unknown("dead letter", id, all.keySet());
        }
        return letter;
    }

    static Shown shown(DeadLetter letter) {
        byte[] value = letter.record().value();
        String text = value == null ? null : text(value);
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : letter.record().headers()) {
            headers.put(header.key(), header.value() == null ? "" : new String(header.value(), UTF_8));
        }
        return new Shown(letter.id(), new LogRecord(letter.record()).key(), letter.reason(), letter.service(),
                letter.time(), Instant.ofEpochMilli(letter.record().timestamp()), text != null ? "text" : "base64",
                text != null || value == null ? text : Base64.getEncoder().encodeToString(value), headers,
                letter.omission());
    }

    private static @Nullable String text(byte[] value) {
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
            return text.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\t' && c != '\r') ? null : text;
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
