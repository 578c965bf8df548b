package io.muster.runtime;

import io.muster.events.Event;
import io.muster.events.EventCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings events to the broker, each to a log first and to a state topic once the log has it. Those of one key keep
 * their order, and one that the broker is slow to take holds up no other.
 */
final class OutcomeSender implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OutcomeSender.class);

    /**
     * Between two batches, for each event that had gathered. One by itself goes at once; but where hundreds of
     * namespaces settle one after the other, a request for each costs broker and clients more than all the rest of the
     * work on it.
     */
    private static final Duration PACE = Duration.ofMillis(20);
    private static final int MOST_PACES = 5;
    private static final Duration STOP_BOUND = Duration.ofSeconds(5);

    /** An event on its way, as a record of the log. */
    private record Pending(Event event, ProducerRecord<byte[], byte[]> encoded, Consumer<String> refused) {}

    private final String log;
    private final String state;
    private final Producer<byte[], byte[]> producer;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Lane logging;
    private final Lane projecting;

    /** Takes the producer and closes it. */
    OutcomeSender(String log, String state, Producer<byte[], byte[]> producer) {
        this.log = log;
        this.state = state;
        this.producer = producer;
        this.projecting = new Lane("state", Duration.ZERO, this::asState, _ -> underWay.decrementAndGet());
        this.logging = new Lane("log", PACE, Pending::encoded, projecting.queue::add);
    }

    /**
     * Sends an event; returns at once.
     *
     * @param refused
     *            told why, on the producer's thread, if the broker does not take it
     */
    void send(Event event, Consumer<String> refused) {
        add(logging, event, refused);
    }

    /** As {@link #send}, for an event that the log has. */
    void sendState(Event event, Consumer<String> refused) {
        add(projecting, event, refused);
    }

    private void add(Lane lane, Event event, Consumer<String> refused) {
        Pending pending = new Pending(event, EventCodec.encode(log, event), refused);
        underWay.incrementAndGet();
        lane.queue.add(pending);
    }

    private void refuse(Pending pending, Exception error) {
        underWay.decrementAndGet();
        pending.refused.accept(String.valueOf(error.getMessage()));
    }

    private ProducerRecord<byte[], byte[]> asState(Pending pending) {
        return EventCodec.encodeState(state, pending.event, pending.encoded);
    }

    /** What has been given to it is sent first, within a bound. */
    @Override
    public void close() {
        long deadline = System.nanoTime() + STOP_BOUND.toNanos();
        while (underWay.get() > 0 && System.nanoTime() < deadline && Pause.of(Duration.ofMillis(5))) {
            // what the log has taken goes to the state topic
        }
        logging.thread.interrupt();
        projecting.thread.interrupt();
        producer.close(STOP_BOUND);
    }

    /**
     * One of the two sends, on a thread of its own. A producer's callback must not send: it runs on the very thread
     * that a send may have to wait for.
     */
    private final class Lane {

        private final BlockingQueue<Pending> queue = new LinkedBlockingQueue<>();
        private final Duration pace;
        private final Function<Pending, ProducerRecord<byte[], byte[]>> as;
        private final Consumer<Pending> taken;
        private final Thread thread;

        Lane(String name, Duration pace, Function<Pending, ProducerRecord<byte[], byte[]>> as,
                Consumer<Pending> taken) {
            this.pace = pace;
            this.as = as;
            this.taken = taken;
            this.thread = Thread.ofVirtual().name("muster-outcomes-" + name).start(this::run);
        }

        private void run() {
            List<Pending> batch = new ArrayList<>();
            try {
                while (true) {
                    batch.add(queue.take());
                    long start = System.nanoTime();
                    queue.drainTo(batch);
                    batch.forEach(this::begin);
                    Duration until = pace.multipliedBy(Math.min(batch.size(), MOST_PACES));
                    batch.clear();
                    TimeUnit.NANOSECONDS.sleep(until.toNanos() - (System.nanoTime() - start));
                }
            } catch (InterruptedException | InterruptException e) {
                LOG.atDebug().log("closed: what was not sent is said again after the next start");
            }
        }

        private void begin(Pending pending) {
            try {
                var _ = producer.send(as.apply(pending), (_, error) -> {
                    if (error == null) {
                        taken.accept(pending);
                    } else {
                        refuse(pending, error);
                    }
                });
            } catch (InterruptException e) {
                throw e;
            } catch (KafkaException | IllegalStateException e) {
                refuse(pending, e);
            }
        }
    }
}
