package io.muster.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventCodecTest {

    private static final Cause CAUSE = new Cause("ServiceMeshMemberRoll", "mesh-a", "default", "u1", "41", "kubectl",
            Instant.parse("2026-11-24T08:00:00Z"));
    private static final MemberState MEMBER = new MemberState("bookinfo", "u2", "mesh-a", Claim.LISTED,
            Instant.parse("2026-11-24T08:00:00Z"), null, CAUSE, Instant.parse("2026-11-24T08:00:00.123Z"));

    @Test
    void readsBackWhatItWrote() {
        Event event = joined();

        Decoded decoded = decode(EventCodec.encode("muster.members", event));

        assertThat(decoded).isEqualTo(new Decoded.Known(event));
    }

    @Test
    void writesWhatEndsAKeyAsATombstoneThatKeepsItsHeaders() {
        Event left = new Event(EventType.MEMBER_LEFT, "id-2", "id-1", new EventSource("c1", "watcher"), "bookinfo",
                "0000000001-0000000002", MEMBER.since(), null, Map.of(), MEMBER);

        ProducerRecord<byte[], byte[]> message = EventCodec.encode("muster.members", left.asState());

        assertThat(message.value()).isNull();
        assertThat(decode(message)).isEqualTo(new Decoded.Known(left.asState()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
            "\"uid\":\"u2\"            | \"color\":\"blue\"          | data.uid is missing",
            "\"uid\":\"u2\"            | \"uid\":null                | data.uid is missing",
            "\"kind\":\"ServiceMeshMemberRoll\" | \"kind\":null      | data.cause.kind is missing",
            "\"mesh\":\"mesh-a\"       | \"mesh\":7                  | Cannot coerce Integer value (7) to `java.lang.String`",
            "\"claim\":\"listed\"      | \"claim\":\"inherited\"   | Cannot deserialize value of type `io.muster.events.Claim` from String \"inherited\"",
            "\"claim\":\"listed\"      | \"claim\":0                 | Cannot deserialize value of type `io.muster.events.Claim` from number 0",
            "\"claim\":\"listed\"      | \"claim\":\"0\"           | Cannot deserialize value of type `io.muster.events.Claim` from String \"0\"",
            "\"claim\":\"listed\"      | \"claim\":\"\"            | Cannot coerce empty String (\"\")",
            "\"namespace\":\"bookinfo\" | \"namespace\":\"other\"  | data is not about bookinfo"})
    void saysWhatIsWrongWithTheData(String text, String replacement, String reason) {
        Decoded decoded = decode(withData(json -> json.replace(text, replacement)));

        assertThat(decoded).isInstanceOfSatisfying(Decoded.Unreadable.class,
                unreadable -> assertThat(unreadable.reason()).startsWith("io.muster.member.joined.v1: " + reason));
    }

    @Test
    void answersUnreadableForGarbageAndForABareTombstone() {
        assertThat(EventCodec.decode(new ConsumerRecord<>("t", 0, 0, "k".getBytes(UTF_8), "{".getBytes(UTF_8))))
                .isInstanceOf(Decoded.Unreadable.class);
        assertThat(EventCodec.decode(new ConsumerRecord<>("t", 0, 0, "k".getBytes(UTF_8), null)))
                .isInstanceOf(Decoded.Unreadable.class);
    }

    private static ProducerRecord<byte[], byte[]> withData(UnaryOperator<String> change) {
        ProducerRecord<byte[], byte[]> message = EventCodec.encode("muster.members", joined());
        String json = new String(message.value(), UTF_8);
        assertThat(change.apply(json)).isNotEqualTo(json);
        return new ProducerRecord<>(message.topic(), null, message.key(), change.apply(json).getBytes(UTF_8),
                message.headers());
    }

    private static Event joined() {
        return new Event(EventType.MEMBER_JOINED, EventIds.next(null, EventType.MEMBER_JOINED, "bookinfo", MEMBER),
                null,
                new EventSource("c1", "watcher"), "bookinfo", "0000000001-0000000001", MEMBER.since(), null, Map.of(),
                MEMBER);
    }

    static Decoded decode(ProducerRecord<byte[], byte[]> message) {
        ConsumerRecord<byte[], byte[]> read = new ConsumerRecord<>(message.topic(), 0, 0, message.key(),
                message.value());
        message.headers().forEach(read.headers()::add);
        return EventCodec.decode(read);
    }
}
