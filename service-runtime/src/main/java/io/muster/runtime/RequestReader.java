package io.muster.runtime;

import io.muster.events.Decoded;
import io.muster.events.EventCodec;
import io.muster.events.Request;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears what a person asks for from now on: every instance hears everything and does what concerns its own keys. */
final class RequestReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RequestReader.class);

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final KafkaClients kafka;
    private final Consumer<Request> requests;
    private final Thread thread;
    private volatile boolean closing;
    private volatile org.apache.kafka.clients.consumer.@Nullable Consumer<byte[], byte[]> consumer;

    RequestReader(KafkaClients kafka, Consumer<Request> requests) {
        this.kafka = kafka;
        this.requests = requests;
        this.thread = Thread.ofVirtual().name("muster-requests").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    @Override
    public void close() {
        closing = true;
        org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> reading = consumer;
        if (reading != null) {
            reading.wakeup();
        }
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closing) {
            try (org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> reading = kafka.reader("requests")) {
                consumer = reading;
                List<TopicPartition> partition = List.of(new TopicPartition(kafka.topics().requests(), 0));
                reading.assign(partition);
                reading.seekToEnd(partition);
                while (!closing) {
                    reading.poll(Duration.ofSeconds(1)).forEach(this::read);
                }
            } catch (WakeupException e) {
                // close() woke it
            } catch (InterruptException e) {
                return;
            } catch (KafkaException e) {
                LOG.atWarn().addKeyValue(LogKeys.REASON, e.getMessage()).log("requests cannot be read, trying again");
                closing |= !Pause.of(RETRY);
            }
        }
    }

    private void read(ConsumerRecord<byte[], byte[]> message) {
        if (EventCodec.decode(message) instanceof Decoded.Known known
                && known.event().payload() instanceof Request asked) {
            requests.accept(asked);
        } else {
            LOG.atWarn().addKeyValue("offset", message.offset()).log("a request cannot be read and is passed over");
        }
    }

}
