package io.muster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.muster.audit.LogRecord;
import io.muster.runtime.CommonSettings;
import io.muster.runtime.ExitCode;
import io.muster.runtime.KafkaClients;
import io.muster.runtime.Pause;
import io.muster.runtime.StartFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Writes records into another topic, many in one transaction: what is there is always the beginning of the whole, so
 * that its last record of each origin says where to go on. Two at once on one topic fence each other.
 */
final class Replay implements AutoCloseable {

    /** The CloudEvents extension attribute: topic/partition/offset of the original. */
    static final String REPLAY_OF = "ce_replayof";

    /** Each commit waits until the broker has everything. */
    private static final int BATCH = 20_000;
    /** So many are read while as many are written: half of the work is the producer's, in the thread that sends. */
    private static final int GATHERED = 1000;

    private final String target;
    private final Producer<byte[], byte[]> producer;
    private final int rate;
    private final int batch;
    private final long start = System.nanoTime();
    private final ExecutorService writer = Executors
            .newSingleThreadExecutor(Thread.ofPlatform().daemon().name("muster-replay").factory());
    /** The next offset of each partition of an origin, by topic/partition. */
    private final Map<String, Long> next = new HashMap<>();
    private List<ProducerRecord<byte[], byte[]>> gathered = new ArrayList<>();
    private Future<?> writing = CompletableFuture.completedFuture(null);
    private long skipped;
    // Of the writer.
    private int inTransaction;
    private long written;

    private Replay(String target, Producer<byte[], byte[]> producer, int rate) {
        this.target = target;
        this.producer = producer;
        this.rate = rate;
        this.batch = rate > 0 ? Math.clamp(rate / 5, 1, BATCH) : BATCH;
    }

    /**
     * Begins; the topic is created if it is not there.
     *
     * @param rate
     *            records a second at most; 0: as fast as it goes
     */
    static Replay into(String target, int partitions, KafkaClients kafka, CommonSettings settings, int rate) {
        try (Admin admin = kafka.admin()) {
            admin.createTopics(List.of(new NewTopic(target, Optional.of(partitions), Optional.empty())
                    // The originals are as old as they are: by the default they would go at once.
                    .configs(Map.of("retention.ms", "-1")))).all()
                    .get(settings.startTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw failed(target, e);
            }
        } catch (TimeoutException e) {
            throw failed(target, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(target, e);
        }
        Producer<byte[], byte[]> producer = kafka.bulkProducer("replay", kafka.group() + "-replay-" + target);
        try {
            producer.initTransactions();
            return new Replay(target, producer, rate);
        } catch (KafkaException e) {
            producer.close();
            throw failed(target, e);
        }
    }

    /** Finds out what an earlier run wrote. */
    void skipWhatIsThere(TopicReader reader) {
        reader.each(reader.stretch(reader.partitions(target), null, null), record -> {
            String origin = record.header(REPLAY_OF);
            int slash = origin == null ? -1 : origin.lastIndexOf('/');
            if (origin != null && slash > 0) {
                next.merge(origin.substring(0, slash), Long.parseLong(origin.substring(slash + 1)) + 1, Math::max);
            }
        });
    }

    /** The next record, unless it is there already. */
    void add(LogRecord record) {
        String partition = record.message().topic() + "/" + record.message().partition();
        if (record.message().offset() < next.getOrDefault(partition, 0L)) {
            skipped++;
            return;
        }
        Headers headers = new RecordHeaders(record.message().headers());
        headers.add(REPLAY_OF, record.toString().getBytes(UTF_8));
        gathered.add(new ProducerRecord<>(target, null, record.message().timestamp(), record.message().key(),
                record.message().value(), headers));
        if (gathered.size() >= Math.min(batch, GATHERED)) {
            handOver();
        }
    }

    /** Everything has been added. */
    void finish() {
        handOver();
        write(this::commit);
        await();
    }

    private void handOver() {
        List<ProducerRecord<byte[], byte[]>> records = gathered;
        gathered = new ArrayList<>();
        write(() -> records.forEach(this::send));
    }

    /** Has the writer do something, as soon as it has done what it was given before. */
    private void write(Runnable work) {
        await();
        writing = writer.submit(work);
    }

    private void await() {
        try {
            writing.get();
        } catch (ExecutionException e) {
            throw switch (e.getCause()) {
                case StartFailure failure -> failure;
                case Exception cause -> failed(target, cause);
                case null, default -> failed(target, e);
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(target, e);
        }
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        if (inTransaction == 0) {
            producer.beginTransaction();
        }
        var _ = producer.send(record);
        inTransaction++;
        if (inTransaction >= batch) {
            commit();
        }
    }

    private void commit() {
        if (inTransaction > 0) {
            producer.commitTransaction();
            written += inTransaction;
            inTransaction = 0;
            keepPace();
        }
    }

    private void keepPace() {
        if (rate > 0) {
            long due = start + written * 1_000_000_000L / rate;
            if (!Pause.of(Duration.ofNanos(Math.max(0, due - System.nanoTime())))) {
                throw failed(target, new InterruptedException("interrupted"));
            }
        }
    }

    private static StartFailure failed(String target, Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return new StartFailure(ExitCode.KAFKA,
                "topic %s cannot be written: %s; the same command goes on where this ended".formatted(target,
                        cause.getMessage()),
                e);
    }

    /** To be asked when it is finished. */
    long written() {
        return written;
    }

    long skipped() {
        return skipped;
    }

    @Override
    public void close() {
        writer.shutdownNow();
        producer.close(Duration.ofSeconds(2));
    }
}
