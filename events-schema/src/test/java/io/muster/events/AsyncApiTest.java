package io.muster.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Holds the AsyncAPI document to topics, types, codec and the other files. */
class AsyncApiTest {

    private static final String TOMBSTONE = "Tombstone";
    private static final List<String> DEAD_LETTERS = List.of("deadLetter", "deadLetterDropped");

    private final JsonNode document = Contract.asyncApi();
    private final JsonNode messages = document.at("/components/messages");

    @Test
    void hasTheTopicsThereAreWithTheirSettings() {
        List<Topics.Spec> documented = document.path("channels").valueStream().map(channel -> {
            JsonNode kafka = channel.at("/bindings/kafka");
            Map<String, String> config = new HashMap<>();
            kafka.path("topicConfiguration").forEachEntry((name, value) -> config.put(name,
                    value.isArray() ? value.path(0).asString() : value.asString()));
            return new Topics.Spec(channel.path("address").asString(), kafka.path("partitions").asInt(), config);
        }).toList();

        assertThat(documented).containsExactlyInAnyOrderElementsOf(Topics.defaults().all());
    }

    @Test
    void hasOneMessageForEachTypeAndATombstoneForEachThatEndsItsKey() {
        List<String> expected = new ArrayList<>(DEAD_LETTERS);
        for (EventType type : EventType.values()) {
            expected.add(key(type));
            if (type.endsKey()) {
                expected.add(key(type) + TOMBSTONE);
            }
        }

        assertThat(messages.propertyNames()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @ParameterizedTest
    @EnumSource
    void saysOfAMessageWhatItsTypeSays(EventType type) {
        JsonNode message = messages.path(key(type));

        assertThat(message.path("name").asString()).isEqualTo(type.typeName());
        assertThat(message.at("/payload/$ref").asString())
                .isEqualTo("schemas/" + type.family().schemaName() + ".v1.json");
        assertThat("/" + message.path("x-example").asString()).isEqualTo(Contract.exampleFile(type));
    }

    @ParameterizedTest
    @EnumSource
    void describesTheHeadersThatAreWritten(EventType type) {
        Event event = Contract.example(type);

        assertFits(key(type), EventCodec.encode("any", event));
        if (type.endsKey()) {
            assertFits(key(type) + TOMBSTONE, EventCodec.encode("any", event.asState()));
        }
    }

    @Test
    void describesTheHeadersOfADeadLetter() {
        assertFits("deadLetter", DeadLetters.encode("any", new ConsumerRecord<>("t", 0, 0, new byte[0], new byte[0]),
                "not JSON", "watcher", Instant.EPOCH));
    }

    @Test
    void putsOnEachTopicWhatTravelsThere() {
        Topics topics = Topics.defaults();
        assertCarries(topics.members(), true, EventType.Family.MEMBER);
        assertCarries(topics.meshes(), true, EventType.Family.MESH, EventType.Family.CENSUS);
        assertCarries(topics.log(), false, EventType.Family.MEMBER, EventType.Family.MESH);
        for (Concern concern : Concern.values()) {
            assertCarries(topics.outcomes(concern), true, EventType.Family.CONCERN);
        }
        assertCarries(topics.outcomesLog(), false, EventType.Family.CONCERN);
        assertCarries(topics.requests(), false, EventType.Family.REQUEST);
        assertThat(channel(topics.deadLetters()).path("messages").propertyNames())
                .containsExactlyInAnyOrderElementsOf(DEAD_LETTERS);
    }

    @Test
    void letsOnlyTheWatcherWriteStateAndEachServiceOnlyItsOwnOutcomes() {
        Map<String, Set<String>> writers = new HashMap<>();
        document.path("operations").forEachEntry((name, operation) -> {
            if (operation.path("action").asString().equals("send")) {
                writers.computeIfAbsent(operation.at("/channel/$ref").asString(), ref -> new HashSet<>())
                        .add(name.substring(0, name.indexOf('.')));
            }
        });
        Set<String> services = Arrays.stream(Concern.values()).map(concern -> concern.id() + "-service")
                .collect(Collectors.toSet());
        Set<String> puttingAside = new HashSet<>(services);
        puttingAside.addAll(List.of("watcher", "muster"));

        Map<String, Set<String>> expected = new HashMap<>();
        for (String state : List.of("members", "meshes", "log")) {
            expected.put("#/channels/" + state, Set.of("watcher"));
        }
        for (String service : services) {
            String concern = service.substring(0, service.indexOf('-'));
            expected.put("#/channels/outcomes" + capitalized(concern), Set.of(service));
        }
        expected.put("#/channels/outcomesLog", services);
        expected.put("#/channels/requests", Set.of("muster"));
        expected.put("#/channels/deadLetters", puttingAside);
        assertThat(writers).isEqualTo(expected);
    }

    @Test
    void hasNothingThatNothingRefersTo() {
        Set<String> refs = document.findValues("$ref").stream().map(JsonNode::asString).collect(Collectors.toSet());

        for (String section : List.of("messages", "messageBindings", "correlationIds", "schemas")) {
            document.path("components").path(section).propertyNames()
                    .forEach(name -> assertThat(refs).contains("#/components/" + section + "/" + name));
        }
        document.path("channels").propertyNames().forEach(name -> {
            assertThat(operations(name)).as("operations on %s", name).contains("send", "receive");
        });
    }

    @Test
    void refersToNothingThatIsNotThere() {
        document.findValues("$ref").stream().map(JsonNode::asString).distinct().forEach(ref -> {
            if (ref.startsWith("#")) {
                assertThat(document.at(ref.substring(1)).isMissingNode()).as(ref).isFalse();
            } else {
                assertThat(Contract.files("/schemas")).contains("/" + ref);
            }
        });
    }

    private List<String> operations(String channel) {
        return document.path("operations").valueStream()
                .filter(operation -> operation.at("/channel/$ref").asString().equals("#/channels/" + channel))
                .map(operation -> operation.path("action").asString()).toList();
    }

    private void assertCarries(String topic, boolean state, EventType.Family... families) {
        List<String> expected = Stream.of(EventType.values())
                .filter(type -> List.of(families).contains(type.family()))
                .map(type -> key(type) + (state && type.endsKey() ? TOMBSTONE : "")).toList();

        assertThat(channel(topic).path("messages").propertyNames()).as(topic)
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    private JsonNode channel(String topic) {
        return document.path("channels").valueStream()
                .filter(channel -> channel.path("address").asString().equals(topic)).findFirst().orElseThrow();
    }

    private void assertFits(String message, ProducerRecord<byte[], byte[]> record) {
        ObjectNode schema = JsonMapper.shared().createObjectNode();
        schema.put("$ref", "#/components/messages/" + message + "/headers");
        schema.set("components", document.path("components"));
        schema.put("unevaluatedProperties", false);
        ObjectNode headers = JsonMapper.shared().createObjectNode();
        for (Header header : record.headers()) {
            headers.put(header.key(), new String(header.value(), UTF_8));
        }

        assertThat(Contract.validate(schema, headers)).as("%s: %s", message, headers).isEmpty();
    }

    /** {@code io.muster.member.joined.v1} is the message memberJoined. */
    private static String key(EventType type) {
        String[] words = type.base().split("\\.", -1);
        return words[2] + (words.length > 3 ? capitalized(words[3]) : "");
    }

    private static String capitalized(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }
}
