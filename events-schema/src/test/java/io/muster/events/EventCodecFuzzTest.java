package io.muster.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Whatever stands on a topic, reading it is an answer, and what is read as a fact can be written and read again. */
class EventCodecFuzzTest {

    private static final int RECORDS = 30_000;
    private static final String[] SCALARS = {"null", "true", "0", "-1", "1.5", "1e400", "\"\"", "\"listed\"", "[]",
            "{}",
            "[null]", "{\"a\":null}", "99999999999999999999", "\"2026-11-24T08:00:00Z\"",
            "\"+1000000000-12-31T23:59:59Z\""};

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Map<EventType.Family, JsonNode> schemas = new EnumMap<>(EventType.Family.class);

    @Test
    void neverThrows() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<ProducerRecord<byte[], byte[]>> originals = Arrays.stream(EventType.values())
                .flatMap(EventCodecFuzzTest::forms).toList();
        int known = 0;
        for (int i = 0; i < RECORDS; i++) {
            ProducerRecord<byte[], byte[]> message = originals.get(random.nextInt(originals.size()));
            for (int mutations = 1 + random.nextInt(2); mutations > 0; mutations--) {
                message = mutate(message, random);
            }
            known += readsAndWritesAgain(message, seed, i) ? 1 : 0;
        }
        assertThat(known).as("some mutations are harmless, most are not").isBetween(RECORDS / 20, RECORDS * 19 / 20);
    }

    @Test
    void doesNotOverflowOnNestedData() {
        ProducerRecord<byte[], byte[]> joined = forms(EventType.MEMBER_JOINED).findFirst().orElseThrow();
        byte[] nested = ("{\"cause\":" + "[".repeat(200_000)).getBytes(UTF_8);

        assertThat(Contract.decode(message(joined.key(), nested, joined.headers())))
                .isInstanceOf(Decoded.Unreadable.class);
    }

    private boolean readsAndWritesAgain(ProducerRecord<byte[], byte[]> message, long seed, int i) {
        try {
            Decoded decoded = Contract.decode(message);
            if (decoded instanceof Decoded.Known known) {
                ProducerRecord<byte[], byte[]> again = EventCodec.encode("any", known.event());
                assertThat(Contract.decode(again)).isEqualTo(known);
                assertHasTheShapeOfItsSchema(known.event().type().family(), again.value());
                return true;
            }
            return false;
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed %d, record %d: %s".formatted(seed, i, message.headers()), e);
        }
    }

    /** The schema's patterns and lengths are for writers; a reader may be more tolerant than that. */
    private void assertHasTheShapeOfItsSchema(EventType.Family family, byte @Nullable [] value) {
        if (value != null) {
            assertThat(Contract.validate(schemas.computeIfAbsent(family, Contract::schema), JSON.readTree(value)))
                    .filteredOn(error -> Set.of("required", "type", "enum").contains(error.getKeyword())).isEmpty();
        }
    }

    private static Stream<ProducerRecord<byte[], byte[]>> forms(EventType type) {
        Event event = Contract.example(type);
        ConsumerRecord<byte[], byte[]> structured = Contract.structured(type);
        return Stream.of(EventCodec.encode("any", event), EventCodec.encode("any", event.asState()),
                message(structured.key(), structured.value(), structured.headers()));
    }

    private static ProducerRecord<byte[], byte[]> message(byte @Nullable [] key, byte @Nullable [] value,
            Iterable<Header> headers) {
        return new ProducerRecord<>("any", null, key, value, headers);
    }

    private ProducerRecord<byte[], byte[]> mutate(ProducerRecord<byte[], byte[]> message, Random random) {
        List<Header> headers = new ArrayList<>(List.of(message.headers().toArray()));
        int at = headers.isEmpty() ? 0 : random.nextInt(headers.size());
        switch (random.nextInt(10)) {
            case 0 -> {
                return message(scrambled(message.key(), random), message.value(), headers);
            }
            case 1, 2 -> {
                return message(message.key(), scrambled(message.value(), random), headers);
            }
            case 3, 4, 5, 6 -> {
                return message(message.key(), remodelled(message.value(), random), headers);
            }
            case 7 -> headers.removeIf(header -> headers.indexOf(header) == at);
            case 8 -> headers.add(new RecordHeader("ce_x" + random.nextInt(3), scrambled(new byte[0], random)));
            default -> {
                if (!headers.isEmpty()) {
                    Header header = headers.get(at);
                    headers.set(at, new RecordHeader(header.key(), scrambled(header.value(), random)));
                }
            }
        }
        return message(message.key(), message.value(), headers);
    }

    /** Other JSON: a value somewhere in it is another one, or is gone. */
    private byte @Nullable [] remodelled(byte @Nullable [] value, Random random) {
        if (value == null) {
            return null;
        }
        try {
            JsonNode tree = JSON.readTree(value);
            List<JsonNode> containers = new ArrayList<>();
            collect(tree, containers);
            if (containers.isEmpty()) {
                return value;
            }
            JsonNode replacement = JSON.readTree(SCALARS[random.nextInt(SCALARS.length)]);
            JsonNode container = containers.get(random.nextInt(containers.size()));
            if (container instanceof ObjectNode object) {
                String name = List.copyOf(object.propertyNames()).get(random.nextInt(object.size()));
                if (random.nextBoolean()) {
                    object.set(name, replacement);
                } else {
                    object.remove(name);
                }
            } else if (container instanceof ArrayNode array) {
                array.set(random.nextInt(array.size()), replacement);
            }
            return JSON.writeValueAsBytes(tree);
        } catch (JacksonException e) {
            return value;
        }
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainer() && !node.isEmpty()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }

    private static byte @Nullable [] scrambled(byte @Nullable [] bytes, Random random) {
        if (bytes == null || random.nextInt(5) == 0) {
            return random.nextBoolean() ? null : new byte[]{(byte) random.nextInt(256)};
        }
        byte[] scrambled = Arrays.copyOf(bytes,
                random.nextInt(3) == 0 ? random.nextInt(bytes.length + 2) : bytes.length);
        for (int flips = random.nextInt(3); flips > 0 && scrambled.length > 0; flips--) {
            scrambled[random.nextInt(scrambled.length)] = (byte) random.nextInt(256);
        }
        return scrambled;
    }
}
