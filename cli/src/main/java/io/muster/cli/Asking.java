package io.muster.cli;

import io.muster.events.Concern;
import io.muster.events.Event;
import io.muster.events.EventCodec;
import io.muster.events.EventFactory;
import io.muster.events.EventSource;
import io.muster.events.EventType;
import io.muster.events.Request;
import io.muster.runtime.CommonSettings;
import io.muster.runtime.ExitCode;
import io.muster.runtime.KafkaClients;
import io.muster.runtime.StartFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Asks the services for something, in the name of whoever runs the command.
 *
 * @param by
 *            who asks
 * @param patience
 *            how long the broker has for taking a record
 */
record Asking(CommonSettings settings, String by, Duration patience) {

    static Asking of(KafkaOptions kafka, Surroundings surroundings) {
        CommonSettings settings = kafka.settings(surroundings);
        return of(settings, surroundings, settings.startTimeout());
    }

    static Asking of(CommonSettings settings, Surroundings surroundings, Duration patience) {
        return new Asking(settings, surroundings.environment().getOrDefault("USER", "unknown"), patience);
    }

    /**
     * Asks.
     *
     * @param clusterId
     *            the cluster that the topics are about
     * @param dead
     *            for a retry: the dead letter
     * @return the offset of the request
     * @throws StartFailure
     *             if the broker does not take it
     */
    long ask(String clusterId, Request.Action action, @Nullable Concern concern, @Nullable String namespace,
            @Nullable String mesh, @Nullable String dead) {
        Instant now = Instant.now();
        String key = namespace != null ? namespace : mesh != null ? mesh : "all";
        EventType type = switch (action) {
            case CONFIRM -> EventType.REQUEST_CONFIRM;
            case RECONVERGE -> EventType.REQUEST_RECONVERGE;
            case RETRY -> EventType.REQUEST_RETRY;
        };
        Event event = new EventFactory(new EventSource(clusterId, "cli")).next(null, type, key,
                new Request(action, concern, namespace, mesh, dead, by, now), now, null, null);
        return send(EventCodec.encode(settings.topics().requests(), event));
    }

    /** Writes one record, and returns its offset. */
    long send(ProducerRecord<byte[], byte[]> record) {
        try (Producer<byte[], byte[]> producer = new KafkaClients(settings, "cli").producer("requests")) {
            return producer.send(record).get(patience.toMillis(), TimeUnit.MILLISECONDS).offset();
        } catch (ExecutionException | TimeoutException e) {
            throw new StartFailure(ExitCode.KAFKA,
                    "topic %s cannot be written: %s".formatted(record.topic(), e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure(ExitCode.FAULT, "interrupted", e);
        }
    }
}
