package io.muster.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Holds the golden example of every type to its schema, the codec and the ids. */
class ExamplesTest {

    @Test
    void hasOneExampleOfEachTypeAndNoOther() {
        assertThat(Contract.files("/examples")).containsExactlyInAnyOrderElementsOf(
                Arrays.stream(EventType.values()).map(Contract::exampleFile).toList());
    }

    @ParameterizedTest
    @EnumSource
    void fitsItsSchema(EventType type) {
        assertThat(Contract.validate(Contract.schema(type.family()), Contract.exampleJson(type).path("data")))
                .isEmpty();
        assertThat(Contract.exampleJson(type).path("dataschema").asString()).isEqualTo(type.schema().toString());
    }

    @ParameterizedTest
    @EnumSource
    void isReadInStructuredModeAndWrittenAsItIs(EventType type) {
        Event event = Contract.example(type);

        assertThat(event.type()).isEqualTo(type);
        assertThat(JsonMapper.shared().readTree(EventCodec.json(event))).isEqualTo(Contract.exampleJson(type));
    }

    @ParameterizedTest
    @EnumSource
    void isTheSameInBinaryMode(EventType type) {
        Event event = Contract.example(type);

        ProducerRecord<byte[], byte[]> message = EventCodec.encode("any", event);

        assertThat(Contract.decode(message)).isEqualTo(new Decoded.Known(event));
        assertThat(message.value()).asString(UTF_8).isEqualTo(Contract.exampleJson(type).path("data").toString());
    }

    @ParameterizedTest
    @EnumSource
    void isATombstoneOnAStateTopicWhereItEndsItsKey(EventType type) {
        Event state = Contract.example(type).asState();

        ProducerRecord<byte[], byte[]> message = EventCodec.encode("any", state);

        assertThat(message.value() == null).isEqualTo(type.endsKey());
        assertThat(Contract.decode(message)).isEqualTo(new Decoded.Known(state));
    }

    @ParameterizedTest
    @EnumSource
    void hasTheIdThatItsContentGives(EventType type) {
        Event event = Contract.example(type);
        Payload payload = Objects.requireNonNull(event.payload());

        assertThat(EventIds.next(event.previous(), type, event.key(), payload)).isEqualTo(event.id());
    }

    /** So that others can verify a log without this code: the recipe of docs/events.md, written out. */
    @ParameterizedTest
    @EnumSource
    void hasTheIdThatTheDocumentedRecipeGives(EventType type) throws Exception {
        ObjectNode event = (ObjectNode) Contract.exampleJson(type);
        ObjectNode data = (ObjectNode) event.path("data");
        if (type.family() != EventType.Family.REQUEST) {
            data.remove(List.of("observed", "since"));
        }
        String content = event.path("previous").asString("") + "\n" + event.path("type").asString() + "\n"
                + event.path("subject").asString() + "\n" + sorted(data);

        byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(UTF_8));

        assertThat(event.path("id").asString()).isEqualTo(HexFormat.of().formatHex(digest).substring(0, 32));
    }

    @Test
    void tellsTheHistoryOfEachKey() {
        Map<String, List<Event>> histories = Arrays.stream(EventType.values())
                .filter(type -> type.family() != EventType.Family.REQUEST).map(Contract::example)
                .collect(Collectors.groupingBy(EventChain::name));

        histories.forEach((name, events) -> {
            List<Event> history = events.stream().sorted(Comparator.comparing(Event::time)).toList();
            assertThat(history.getFirst().previous()).as("begins %s", name).isNull();
            assertThat(EventChain.verify(history)).as(name).isEmpty();
        });
    }

    private static String sorted(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> new TreeMap<>(node.properties().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue))).entrySet().stream()
                    .map(entry -> "\"" + entry.getKey() + "\":" + sorted(entry.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
            case ARRAY -> node.valueStream().map(ExamplesTest::sorted).collect(Collectors.joining(",", "[", "]"));
            default -> node.toString();
        };
    }
}
