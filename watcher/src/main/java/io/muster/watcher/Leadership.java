package io.muster.watcher;

import io.muster.events.DeadLetters;
import io.muster.events.Decoded;
import io.muster.events.EventCodec;
import io.muster.events.Request;
import io.muster.runtime.ConsumerLoop;
import io.muster.runtime.Heartbeat;
import io.muster.runtime.KafkaClients;
import io.muster.runtime.Metrics;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which replica leads: whoever the consumer group gives the one partition of the requests topic to. The same consumer
 * reads the requests, since they are the leader's to carry out.
 */
final class Leadership implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration DEAD_LETTER = Duration.ofSeconds(10);

    /** Told on the polling thread: to take note, never to work or wait. */
    interface Listener {

        /** This replica is the one to lead. */
        void gained();

        /** It is no longer. */
        void lost();

        /**
         * A person asks for something.
         *
         * @param done
         *            to be run, on any thread, when it is dealt with and need not be read again
         */
        void asked(Request request, Runnable done);
    }

    private final KafkaClients kafka;
    private final Metrics metrics;
    private final Heartbeat heartbeat;
    private final Clock clock;
    private final Listener listener;
    private final TopicPartition partition;
    private final ConsumerLoop loop;

    private volatile long handled = -1;

    Leadership(KafkaClients kafka, Metrics metrics, Heartbeat heartbeat, Clock clock, Listener listener) {
        this.clock = clock;
        this.kafka = kafka;
        this.metrics = metrics;
        this.heartbeat = heartbeat;
        this.listener = listener;
        this.partition = new TopicPartition(kafka.topics().requests(), 0);
        this.loop = new ConsumerLoop("leadership", () -> kafka.groupMember("leadership"), new Member());
    }

    /** Joins the group; returns at once. */
    void start() {
        loop.start();
    }

    @Override
    public void close() {
        loop.close();
    }

    private final class Member implements ConsumerLoop.Body {

        @Override
        public void run(Consumer<byte[], byte[]> member) {
            metrics.watch(member);
            member.subscribe(List.of(partition.topic()), new Rebalance());
            take(member);
        }

        @Override
        public void ended() {
            listener.lost();
        }
    }

    private void take(Consumer<byte[], byte[]> member) {
        long committed = -1;
        while (!loop.isClosing()) {
            member.poll(POLL).forEach(this::read);
            heartbeat.beat();
            long last = handled;
            if (last > committed && member.assignment().contains(partition)) {
                member.commitSync(Map.of(partition, new OffsetAndMetadata(last + 1)));
                committed = last;
            }
        }
    }

    private void read(ConsumerRecord<byte[], byte[]> message) {
        Decoded decoded = EventCodec.decode(message);
        if (decoded instanceof Decoded.Known known && known.event().payload() instanceof Request request) {
            listener.asked(request, () -> handled = message.offset());
        } else {
            putAside(message, switch (decoded) {
                case Decoded.Known known -> known.event().type().typeName() + " is no request";
                case Decoded.UnknownType unknown -> unknown.type() + " is no request";
                case Decoded.UnknownVersion version ->
                    version.type() + " is newer than this version of Muster understands: upgrade the watcher";
                case Decoded.Unreadable unreadable -> unreadable.reason();
            });
        }
    }

    /**
     * Makes a dead letter of a request.
     *
     * @throws KafkaException
     *             if the broker does not take it, so that the request is read again
     */
    private void putAside(ConsumerRecord<byte[], byte[]> message, String reason) {
        try (Producer<byte[], byte[]> producer = kafka.producer("dead-letters")) {
            producer.send(DeadLetters.encode(kafka.topics().deadLetters(), message, reason, Watcher.NAME,
                    clock.instant())).get(DEAD_LETTER.toMillis(), TimeUnit.MILLISECONDS);
            LOG.atWarn().addKeyValue("record", DeadLetters.id(message)).addKeyValue("reason", reason)
                    .log("a request cannot be read and was put aside as a dead letter");
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("the broker did not take a dead letter", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private final class Rebalance implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (partitions.contains(partition)) {
                handled = -1;
                listener.gained();
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            if (partitions.contains(partition)) {
                listener.lost();
            }
        }
    }
}
