package io.muster.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeadLettersTest {

    private static final Instant TIME = Instant.parse("2026-11-24T08:00:00.123Z");
    private static final String TOPIC = Topics.defaults().deadLetters();

    @Test
    void keepsEveryByteOfARecord() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            ConsumerRecord<byte[], byte[]> origin = origin(bytes(random), bytes(random));
            for (int header = random.nextInt(4); header > 0; header--) {
                origin.headers().add("h" + random.nextInt(3), bytes(random));
            }

            DeadLetter read = readBack(DeadLetters.encode(TOPIC, origin, "not JSON", "watcher", TIME));

            assertSame("seed " + seed, read.record(), origin);
        }
    }

    @Test
    void saysWhereTheRecordCameFromAndWhyItIsHere() {
        ProducerRecord<byte[], byte[]> letter = DeadLetters.encode(TOPIC, origin("k".getBytes(UTF_8), null),
                "a bare tombstone", "rbac-service", TIME);

        assertThat(letter.topic()).isEqualTo("muster.dead-letters");
        assertThat(letter.key()).asString(UTF_8).isEqualTo("muster.members/7/42");
        assertThat(letter.value()).as("must not be the tombstone that drops it").isNotNull();
        DeadLetter read = readBack(letter);
        assertThat(read.id()).isEqualTo("muster.members/7/42");
        assertThat(read.reason()).isEqualTo("a bare tombstone");
        assertThat(read.service()).isEqualTo("rbac-service");
        assertThat(read.time()).isEqualTo(TIME);
        assertThat(read.omission()).isEmpty();
    }

    @Test
    void keepsADeadLetterOfADeadLetter() {
        ProducerRecord<byte[], byte[]> first = DeadLetters.encode(TOPIC, origin(null, new byte[]{1}), "one", "a", TIME);
        ConsumerRecord<byte[], byte[]> origin = consumed(first);

        DeadLetter read = readBack(DeadLetters.encode(TOPIC, origin, "one", "a", TIME));

        assertSame("the inner one", read.record(), origin);
    }

    @Test
    void leavesWhatWouldNotFitWhereItIsAndSaysSo() {
        ConsumerRecord<byte[], byte[]> origin = origin("k".getBytes(UTF_8), new byte[Topics.MAX_DEAD_LETTER_BYTES]);

        ProducerRecord<byte[], byte[]> letter = DeadLetters.encode(TOPIC, origin, "x".repeat(100_000), "a", TIME);

        assertThat(size(letter)).isLessThan(10_000);
        DeadLetter read = readBack(letter);
        assertThat(read.id()).isEqualTo("muster.members/7/42");
        assertThat(read.record().value()).isNull();
        assertThat(read.omission()).contains("value of " + Topics.MAX_DEAD_LETTER_BYTES + " bytes", "SHA-256");
    }

    @Test
    void takesTheLargestRecordWhole() {
        ConsumerRecord<byte[], byte[]> origin = origin("k".getBytes(UTF_8), new byte[Topics.MAX_RECORD_BYTES]);

        ProducerRecord<byte[], byte[]> letter = DeadLetters.encode(TOPIC, origin, "x".repeat(100_000), "a", TIME);

        assertThat(size(letter)).isLessThan(Topics.MAX_DEAD_LETTER_BYTES);
        assertSame("the largest", readBack(letter).record(), origin);
    }

    @Test
    void readsNeitherATombstoneNorWhatIsNoDeadLetter() {
        assertThat(DeadLetters.decode(consumed(DeadLetters.drop(TOPIC, "muster.members/7/42")))).isEmpty();
        assertThat(DeadLetters.decode(origin("k".getBytes(UTF_8), new byte[]{1}))).isEmpty();
    }

    private static ConsumerRecord<byte[], byte[]> origin(byte @Nullable [] key, byte @Nullable [] value) {
        return new ConsumerRecord<>("muster.members", 7, 42, 1_764_000_000_000L, TimestampType.CREATE_TIME, -1, -1, key,
                value, new RecordHeaders(), Optional.empty());
    }

    private static DeadLetter readBack(ProducerRecord<byte[], byte[]> letter) {
        return DeadLetters.decode(consumed(letter)).orElseThrow();
    }

    private static ConsumerRecord<byte[], byte[]> consumed(ProducerRecord<byte[], byte[]> sent) {
        return new ConsumerRecord<>(sent.topic(), 0, 0, 1_764_000_000_001L, TimestampType.CREATE_TIME, -1, -1,
                sent.key(), sent.value(), sent.headers(), Optional.empty());
    }

    private static void assertSame(String what, ConsumerRecord<byte[], byte[]> read,
            ConsumerRecord<byte[], byte[]> origin) {
        assertThat(read).as(what)
                .returns(origin.topic(), ConsumerRecord::topic).returns(origin.partition(), ConsumerRecord::partition)
                .returns(origin.offset(), ConsumerRecord::offset)
                .returns(origin.timestamp(), ConsumerRecord::timestamp)
                .returns(origin.headers(), ConsumerRecord::headers);
        assertThat(read.key()).as(what).isEqualTo(origin.key());
        assertThat(read.value()).as(what).isEqualTo(origin.value());
    }

    private static long size(ProducerRecord<byte[], byte[]> letter) {
        long size = (long) letter.key().length + letter.value().length;
        for (var header : letter.headers()) {
            size += header.key().length() + (header.value() == null ? 0 : header.value().length);
        }
        return size;
    }

    private static byte @Nullable [] bytes(Random random) {
        if (random.nextInt(5) == 0) {
            return null;
        }
        byte[] bytes = new byte[random.nextInt(50)];
        random.nextBytes(bytes);
        return bytes;
    }
}
