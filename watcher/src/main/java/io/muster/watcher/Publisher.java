package io.muster.watcher;

import io.muster.events.Event;
import io.muster.events.EventCodec;
import io.muster.events.EventType;
import io.muster.events.Topics;
import io.muster.runtime.KafkaClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes events, each batch as a whole or not at all. Who opens one fences every other. */
final class Publisher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

    private final Topics topics;
    private final Producer<byte[], byte[]> producer;

    /** What became of a batch. */
    enum Result {
        /** Everybody sees all of it. */
        PUBLISHED,
        /** Nobody sees any of it; it can be tried again. */
        ABORTED,
        /** Either; only reading back tells. */
        UNKNOWN,
        /** Nobody sees any of it: another replica leads. */
        FENCED
    }

    private Publisher(Topics topics, Producer<byte[], byte[]> producer) {
        this.topics = topics;
        this.producer = producer;
    }

    /**
     * Fences whoever published before; what that one had begun is aborted.
     *
     * @throws KafkaException
     *             if the broker cannot do that now
     */
    static Publisher open(KafkaClients kafka) {
        Producer<byte[], byte[]> producer = kafka.transactionalProducer("publisher", kafka.group());
        try {
            producer.initTransactions();
            return new Publisher(kafka.topics(), producer);
        } catch (RuntimeException e) {
            producer.close();
            throw e;
        }
    }

    /** Publishes a batch in one transaction. */
    Result publish(Batch batch) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (Event event : batch.again()) {
            records.add(EventCodec.encode(stateTopic(event.type()), event.asState()));
        }
        for (Event event : batch.events()) {
            ProducerRecord<byte[], byte[]> logged = EventCodec.encode(topics.log(), event);
            records.add(EventCodec.encodeState(stateTopic(event.type()), event, logged));
            if (event.type().family() != EventType.Family.CENSUS) {
                records.add(logged);
            }
        }
        return send(records);
    }

    private Result send(List<ProducerRecord<byte[], byte[]>> records) {
        try {
            producer.beginTransaction();
            for (ProducerRecord<byte[], byte[]> message : records) {
                Future<RecordMetadata> sent = producer.send(message);
                // What fails later fails the commit. Without a broker each record would wait in vain for as long as the
                // first.
                if (sent.state() == Future.State.FAILED) {
                    throw new KafkaException("a record was not taken", sent.exceptionNow());
                }
            }
            producer.commitTransaction();
            return Result.PUBLISHED;
        } catch (ProducerFencedException e) {
            return Result.FENCED;
        } catch (KafkaException | IllegalStateException e) {
            LOG.atWarn().addKeyValue("records", records.size())
                    .addKeyValue("reason", e.getCause() == null ? e.getMessage() : e.getCause().getMessage())
                    .log("a transaction failed");
            return abort();
        }
    }

    private Result abort() {
        try {
            producer.abortTransaction();
            return Result.ABORTED;
        } catch (ProducerFencedException e) {
            return Result.FENCED;
        } catch (KafkaException | IllegalStateException e) {
            return Result.UNKNOWN;
        }
    }

    private String stateTopic(EventType type) {
        return switch (type.family()) {
            case MEMBER -> topics.members();
            case MESH, CENSUS -> topics.meshes();
            case CONCERN, REQUEST -> throw new IllegalArgumentException(type.typeName() + " is not the watcher's");
        };
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
    }
}
