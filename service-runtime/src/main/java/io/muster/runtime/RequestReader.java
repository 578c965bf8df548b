package io.muster.runtime;

import io.muster.events.Decoded;
import io.muster.events.EventCodec;
import io.muster.events.Request;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears what a person asks for from now on: every instance hears everything and does what concerns its own keys. */
final class RequestReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RequestReader.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    private final TopicPartition partition;
    private final Consumer<Request> requests;
    private final ConsumerLoop loop;

    RequestReader(KafkaClients kafka, Consumer<Request> requests) {
        this.partition = new TopicPartition(kafka.topics().requests(), 0);
        this.requests = requests;
        this.loop = new ConsumerLoop("requests", () -> kafka.reader("requests"), this::read);
    }

    void start() {
        loop.start();
    }

    @Override
    public void close() {
        loop.close();
    }

    private void read(org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer) {
        consumer.assign(List.of(partition));
        consumer.seekToEnd(List.of(partition));
        while (!loop.isClosing()) {
            consumer.poll(POLL).forEach(this::take);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> message) {
        if (EventCodec.decode(message) instanceof Decoded.Known known
                && known.event().payload() instanceof Request asked) {
            requests.accept(asked);
        } else {
            // The watcher's leader makes a dead letter of it.
            LOG.atWarn().addKeyValue("offset", message.offset()).log("a request cannot be read and is passed over");
        }
    }
}
