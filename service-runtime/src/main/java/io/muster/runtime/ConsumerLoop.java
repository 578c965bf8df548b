package io.muster.runtime;

import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that owns a consumer. One that breaks is replaced, for as long as the loop is not closed. */
public final class ConsumerLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConsumerLoop.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration CLOSE_BOUND = Duration.ofSeconds(10);

    /** What the thread does with its consumer. */
    public interface Body {

        /** Uses a fresh consumer until the loop is closing; returning before that gets another one at once. */
        void run(Consumer<byte[], byte[]> consumer);

        /** The consumer broke; another one follows after a while. */
        default void failed(KafkaException e) {
            // the loop has logged it
        }

        /** The consumer is closed, for whatever reason. */
        default void ended() {
            // nothing to tidy up
        }
    }

    private final String role;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Body body;
    private final Thread thread;
    private volatile boolean closing;
    private volatile @Nullable Consumer<byte[], byte[]> consumer;

    /**
     * Prepares the loop.
     *
     * @param role
     *            what the consumer is for, in the thread's name and in messages
     */
    public ConsumerLoop(String role, Supplier<Consumer<byte[], byte[]>> consumers, Body body) {
        this.role = role;
        this.consumers = consumers;
        this.body = body;
        this.thread = Thread.ofPlatform().name("muster-" + role).unstarted(this::run);
    }

    /** Starts the thread; returns at once. */
    public void start() {
        thread.start();
    }

    /** Whether the body is to return. */
    public boolean isClosing() {
        return closing;
    }

    /** Ends the body and closes its consumer, within a bound. */
    @Override
    public void close() {
        closing = true;
        Consumer<byte[], byte[]> present = consumer;
        if (present != null) {
            present.wakeup();
        }
        try {
            thread.join(CLOSE_BOUND);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closing) {
            try (Consumer<byte[], byte[]> fresh = consumers.get()) {
                consumer = fresh;
                body.run(fresh);
            } catch (WakeupException e) {
                // close() woke it
            } catch (InterruptException e) {
                return;
            } catch (KafkaException e) {
                body.failed(e);
                LOG.atWarn().addKeyValue("consumer", role).addKeyValue(LogKeys.REASON, e.getMessage())
                        .log("the broker cannot be read from, trying again");
                closing |= !Pause.of(RETRY);
            } finally {
                consumer = null;
                body.ended();
            }
        }
    }
}
