package io.muster.cli;

import io.muster.audit.LogRecord;
import io.muster.events.Topics;
import io.muster.runtime.CommonSettings;
import io.muster.runtime.ExitCode;
import io.muster.runtime.KafkaClients;
import io.muster.runtime.StartFailure;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Reads topics as they are now: what is committed, by hand-assigned partitions, without any group. */
final class TopicReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    /** A record in memory, with its headers, is several times as large as in the log. */
    private static final int AT_ONCE = 200;
    /** A partition that is so far ahead of the others is not read on until they have caught up. */
    private static final int AHEAD = 100;

    private final CommonSettings settings;
    private final Consumer<byte[], byte[]> consumer;
    private final PrintWriter err;
    private final Map<String, List<TopicPartition>> partitions = new HashMap<>();

    private TopicReader(CommonSettings settings, Consumer<byte[], byte[]> consumer, PrintWriter err) {
        this.settings = settings;
        this.consumer = consumer;
        this.err = err;
    }

    /** Does not connect yet: that is what the first reading does. */
    static TopicReader open(CommonSettings settings, KafkaClients kafka, PrintWriter err) {
        return new TopicReader(settings, kafka.reader("reader", AT_ONCE), err);
    }

    Topics topics() {
        return settings.topics();
    }

    String servers() {
        return settings.bootstrapServers();
    }

    /** A topic's partitions; empty if there is no such topic. */
    List<TopicPartition> partitions(String topic) {
        return partitions.computeIfAbsent(topic, name -> told(name,
                () -> consumer.partitionsFor(name, settings.startTimeout()).stream()
                        .map(each -> new TopicPartition(name, each.partition())).toList()));
    }

    /** The partition of a topic that a key is in; empty if there is no such topic. */
    List<TopicPartition> partitionOf(String topic, String key) {
        List<TopicPartition> all = partitions(topic);
        if (all.isEmpty()) {
            return all;
        }
        int partition = new Topics(topics().prefix(), all.size()).partitionOf(key);
        return List.of(new TopicPartition(topic, partition));
    }

    /**
     * What is in some partitions from one time to another.
     *
     * @param since
     *            absent: from the beginning
     * @param until
     *            absent: up to now
     */
    Stretch stretch(Collection<TopicPartition> of, @Nullable Instant since, @Nullable Instant until) {
        if (of.isEmpty()) {
            return new Stretch(Map.of(), Map.of());
        }
        String topic = of.iterator().next().topic();
        return told(topic, () -> {
            Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(of, settings.startTimeout()));
            Map<TopicPartition, Long> starts = consumer.beginningOffsets(of, settings.startTimeout());
            Map<TopicPartition, Long> from = since == null ? starts : offsets(of, since, ends);
            return new Stretch(from, until == null ? ends : offsets(of, until, ends));
        });
    }

    private Map<TopicPartition, Long> offsets(Collection<TopicPartition> of, Instant time,
            Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> times = new HashMap<>();
        of.forEach(each -> times.put(each, time.toEpochMilli()));
        Map<TopicPartition, Long> offsets = new HashMap<>(ends);
        for (Map.Entry<TopicPartition, OffsetAndTimestamp> found : consumer
                .offsetsForTimes(times, settings.startTimeout()).entrySet()) {
            if (found.getValue() != null) {
                offsets.put(found.getKey(), found.getValue().offset());
            }
        }
        return offsets;
    }

    /** Every record of a stretch: each partition in its order, the partitions in any. */
    void each(Stretch stretch, java.util.function.Consumer<LogRecord> taken) {
        read(stretch, (records, _) -> records.forEach(each -> {
            if (each.offset() < stretch.end(new TopicPartition(each.topic(), each.partition()))) {
                taken.accept(new LogRecord(each));
            }
        }));
    }

    /** Every record of a stretch in the order of {@link LogRecord#ORDER}. */
    void inOrder(Stretch stretch, java.util.function.Consumer<LogRecord> taken) {
        Set<TopicPartition> merged = stretch.withoutEmpty().starts().keySet();
        Merging merging = new Merging(merged);
        Set<TopicPartition> paused = new HashSet<>();
        read(stretch, (records, unread) -> {
            for (TopicPartition partition : records.partitions()) {
                merging.add(partition, records.records(partition).stream()
                        .filter(each -> each.offset() < stretch.end(partition)).map(LogRecord::new).toList());
                if (merging.waiting(partition) > AHEAD && unread.contains(partition)) {
                    consumer.pause(List.of(partition));
                    paused.add(partition);
                }
            }
            merged.stream().filter(each -> !unread.contains(each)).forEach(merging::end);
            for (Optional<LogRecord> next = merging.next(); next.isPresent(); next = merging.next()) {
                taken.accept(next.get());
            }
            List<TopicPartition> resumed = paused.stream().filter(each -> merging.waiting(each) <= AHEAD).toList();
            consumer.resume(resumed);
            resumed.forEach(paused::remove);
        });
    }

    /** The last record of each key of a topic, tombstones too; empty if there is no such topic. */
    Map<String, LogRecord> last(Collection<TopicPartition> of) {
        Map<String, LogRecord> last = new HashMap<>();
        each(stretch(of, null, null), each -> last.put(each.key(), each));
        return last;
    }

    /** Every record from an offset of each partition on, until nobody wants more. */
    void follow(Map<TopicPartition, Long> from, java.util.function.Predicate<LogRecord> wantsMore) {
        told(from.keySet().iterator().next().topic(), () -> {
            consumer.assign(from.keySet());
            consumer.resume(from.keySet());
            from.forEach(consumer::seek);
            while (true) {
                for (var message : consumer.poll(POLL)) {
                    if (!wantsMore.test(new LogRecord(message))) {
                        return true;
                    }
                }
            }
        });
    }

    private interface Batch {
        void take(ConsumerRecords<byte[], byte[]> records, Set<TopicPartition> unread);
    }

    private void read(Stretch whole, Batch batch) {
        Stretch stretch = whole.withoutEmpty();
        if (stretch.starts().isEmpty()) {
            return;
        }
        Set<TopicPartition> unread = new HashSet<>(stretch.starts().keySet());
        String topic = unread.iterator().next().topic();
        Progress progress = new Progress(err, Terminal.isTerminal(), "reading " + topic, stretch.size());
        told(topic, () -> {
            consumer.assign(unread);
            // What an earlier reading of the same partitions paused would stay so.
            consumer.resume(unread);
            stretch.starts().forEach(consumer::seek);
            long deadline = System.nanoTime() + settings.startTimeout().toNanos();
            while (!unread.isEmpty()) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                List<TopicPartition> done = new ArrayList<>(unread.stream()
                        .filter(each -> consumer.position(each) >= stretch.end(each)).toList());
                done.forEach(unread::remove);
                batch.take(records, unread);
                if (!done.isEmpty() && !unread.isEmpty()) {
                    consumer.pause(done);
                }
                progress.advance(records.count());
                if (!records.isEmpty() || !done.isEmpty()) {
                    deadline = System.nanoTime() + settings.startTimeout().toNanos();
                } else if (System.nanoTime() > deadline) {
                    throw new TimeoutException("nothing more was read of " + unread);
                }
            }
            progress.finished();
            return unread;
        });
    }

    private <T> T told(String topic, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (TimeoutException e) {
            throw new StartFailure(ExitCode.KAFKA,
                    "the broker at %s did not answer within %d s: is the address right, and is it running?"
                            .formatted(servers(), settings.startTimeout().toSeconds()),
                    e);
        } catch (AuthorizationException e) {
            throw new StartFailure(ExitCode.KAFKA,
                    "not allowed to read topic %s at %s: whoever runs this needs READ and DESCRIBE on it"
                            .formatted(topic, servers()),
                    e);
        } catch (KafkaException e) {
            throw new StartFailure(ExitCode.KAFKA,
                    "topic %s cannot be read: %s".formatted(topic, e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
