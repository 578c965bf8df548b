package io.muster.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static io.muster.events.Contract.decode;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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
    void givesTheRecordOfAStateTopicTheBytesOfTheLogs() {
        ProducerRecord<byte[], byte[]> logged = EventCodec.encode("muster.log", joined());

        ProducerRecord<byte[], byte[]> copy = EventCodec.encodeState("muster.members", joined(), logged);

        assertThat(copy.topic()).isEqualTo("muster.members");
        assertThat(copy.value()).isEqualTo(logged.value());
        assertThat(decode(copy)).isEqualTo(new Decoded.Known(joined()));
    }

    @Test
    void tellsTheIdOfARecordWithoutReadingIt() {
        ConsumerRecord<byte[], byte[]> message = Contract.read(EventCodec.encode("muster.members", joined()));
        ConsumerRecord<byte[], byte[]> bare = new ConsumerRecord<>("muster.members", 0, 0, new byte[0], new byte[0]);

        assertThat(EventCodec.id(message)).isEqualTo(joined().id());
        assertThat(EventCodec.id(bare)).isNull();
    }

    @Test
    void writesWhatEndsAKeyAsATombstoneThatKeepsItsHeaders() {
        Event left = new Event(EventType.MEMBER_LEFT, "id-2", "id-1", new EventSource("c1", "watcher"), "bookinfo",
                "0000000001-0000000002", MEMBER.since(), null, Map.of(), MEMBER);

        ProducerRecord<byte[], byte[]> message = EventCodec.encode("muster.members", left.asState());

        assertThat(EventCodec.encodeState("muster.members", left, EventCodec.encode("muster.log", left)).value())
                .isNull();
        assertThat(message.value()).isNull();
        assertThat(decode(message)).isEqualTo(new Decoded.Known(left.asState()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            "uid":"u2" | "color":"blue" | data.uid is missing
            "uid":"u2" | "uid":null | data.uid is missing
            "kind":"ServiceMeshMemberRoll" | "kind":null | data.cause.kind is missing
            "mesh":"mesh-a" | "mesh":7 | Cannot coerce Integer value (7) to `java.lang.String`
            "claim":"listed" | "claim":"inherited" | Cannot deserialize value of type `io.muster.events.Claim`
            "claim":"listed" | "claim":0 | Cannot deserialize value of type `io.muster.events.Claim`
            "claim":"listed" | "claim":"0" | Cannot deserialize value of type `io.muster.events.Claim`
            "claim":"listed" | "claim":"" | Cannot coerce empty String
            "namespace":"bookinfo" | "namespace":"other" | data is not about bookinfo
            """)
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

    @Test
    void ignoresWhatALaterVersionMayAdd() {
        Event mesh = Contract.example(EventType.MESH_CHANGED);
        ProducerRecord<byte[], byte[]> message = EventCodec.encode("muster.meshes", mesh);
        String json = new String(message.value(), UTF_8)
                .replace("\"revisions\":{",
                        "\"colour\":{\"a\":[1]},\"revisions\":{\"injection\":\"0123456789abcdef\",");
        assertThat(json).contains("colour");

        Decoded decoded = decode(new ProducerRecord<>("muster.meshes", null, message.key(), json.getBytes(UTF_8),
                message.headers()));

        assertThat(decoded).isEqualTo(new Decoded.Known(mesh));
    }

    @Test
    void keepsExtensionsThatItDoesNotKnow() {
        ProducerRecord<byte[], byte[]> message = EventCodec.encode("muster.members", joined());
        message.headers().add("ce_traceparent", "00-ab-cd-01".getBytes(UTF_8));

        assertThat(decode(message)).isInstanceOfSatisfying(Decoded.Known.class,
                known -> assertThat(known.event().extensions()).isEqualTo(Map.of("traceparent", "00-ab-cd-01")));
    }

    @Test
    void tellsUnknownTypesFromUnknownVersions() {
        assertThat(decode(withHeader("ce_type", "io.muster.member.joined.v2")))
                .isEqualTo(new Decoded.UnknownVersion("io.muster.member.joined.v2"));
        assertThat(decode(withHeader("ce_type", "io.muster.member.danced.v1")))
                .isEqualTo(new Decoded.UnknownType("io.muster.member.danced.v1"));
    }

    @Test
    void leavesItToTheReaderWhatAnotherClusterIsWorth() {
        assertThat(decode(withHeader("ce_source", "/clusters/other/watcher"))).isInstanceOfSatisfying(
                Decoded.Known.class, known -> assertThat(known.event().source().clusterId()).isEqualTo("other"));
    }

    @ParameterizedTest
    @CsvSource({
            "ce_source, /watcher, 'source is /watcher, expected /clusters/<cluster-id>/<service>'",
            "ce_subject, other, subject other is not the record's key",
            "ce_subject, , subject is missing",
            "ce_time, , time is missing"})
    void saysWhatIsWrongWithAnAttribute(String header, @Nullable String value, String reason) {
        assertThat(decode(withHeader(header, value)))
                .isEqualTo(new Decoded.Unreadable("io.muster.member.joined.v1: " + reason));
    }

    @Test
    void readsNoDataOnlyWhereAKeyEnds() {
        ProducerRecord<byte[], byte[]> joined = EventCodec.encode("muster.members", joined());

        assertThat(decode(new ProducerRecord<>("muster.members", null, joined.key(), null, joined.headers())))
                .isEqualTo(new Decoded.Unreadable("io.muster.member.joined.v1: data is missing"));
    }

    @Test
    void readsAPolicyEqualWhateverWidthItsNumbersHad() {
        JsonNode narrow = JsonMapper.shared().createObjectNode().put("port", 9080);
        JsonNode wide = JsonMapper.shared().createObjectNode().put("port", 9080L);
        assertThat(narrow).isNotEqualTo(wide);

        assertThat(new SourcePolicy("p", Map.of(), Map.of(), narrow))
                .isEqualTo(new SourcePolicy("p", Map.of(), Map.of(), wide));
    }

    private static ProducerRecord<byte[], byte[]> withHeader(String name, @Nullable String value) {
        ProducerRecord<byte[], byte[]> message = EventCodec.encode("muster.members", joined());
        message.headers().remove(name);
        if (value != null) {
            message.headers().add(name, value.getBytes(UTF_8));
        }
        return message;
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
}
