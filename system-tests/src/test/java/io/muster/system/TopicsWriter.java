package io.muster.system;

import io.muster.events.Event;
import io.muster.events.EventCodec;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes whatever it likes on the topics, as somebody with a stolen credential could, or by mistake. */
final class TopicsWriter implements AutoCloseable {

    private final Producer<byte[], byte[]> producer;

    TopicsWriter(String bootstrapServers) {
        producer = new KafkaProducer<>(Map.of("bootstrap.servers", bootstrapServers), new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** An event, as the services write them to a state topic. */
    RecordMetadata state(String topic, Event event) {
        return send(EventCodec.encode(topic, event.asState()));
    }

    /** Bytes, or a tombstone. */
    RecordMetadata bytes(String topic, String key, @Nullable String value) {
        return send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8),
                value == null ? null : value.getBytes(StandardCharsets.UTF_8)));
    }

    /** Returns when the broker has it. */
    RecordMetadata send(ProducerRecord<byte[], byte[]> message) {
        try {
            return producer.send(message).get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("not written", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
