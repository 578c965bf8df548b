package io.muster.runtime;

import io.github.bucket4j.Bucket;
import io.muster.events.Census;
import io.muster.events.Decoded;
import io.muster.events.Event;
import io.muster.events.EventCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The compacted topics as tables in memory, read from the start and followed by one thread. Every instance of a service
 * has all of them, so that taking over a key needs no loading. Services in one process may have the same tables, each
 * with a listener of its own.
 */
public final class StateTables implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StateTables.class);
    private static final String UNREAD = "the topics have not been read yet";
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration GATHERING = Duration.ofMillis(40);
    private static final Duration IDENTITY_INTERVAL = Duration.ofSeconds(5);
    private static final Duration LAG_INTERVAL = Duration.ofSeconds(1);

    /** Told of every change, on the reading thread: to take note, never to work or wait. */
    public interface Listener {

        /**
         * An event as a state topic holds it, if this listener has sent one of this id and not heard it yet: nobody
         * need read it from its bytes then. The id is a hash of what the event says.
         */
        default @Nullable Event said(String key, String id) {
            return null;
        }

        /** A key's entry is another now. */
        void changed(String topic, String key, Entry entry);

        /** A record that cannot be understood came by; the key's entry says so too. */
        void unreadable(ConsumerRecord<byte[], byte[]> message, String reason);

        /** The tables say all there is to know from now on, see {@link StateTables#isCurrent()}. */
        void current();
    }

    private record Following(Set<String> topics, Heartbeat heartbeat, Listener listener) {}

    private final KafkaClients kafka;
    private final List<String> topics;
    private final String clusterId;
    private final List<Following> following = new CopyOnWriteArrayList<>();
    private final Map<String, Map<String, Entry>> tables = new HashMap<>();
    private final ConcurrentLinkedQueue<CompletableFuture<@Nullable Void>> endRequests = new ConcurrentLinkedQueue<>();
    private final List<EndTarget> targets = new ArrayList<>();
    private final Map<TopicPartition, Long> positions = new ConcurrentHashMap<>();
    private final LongAdder unknownTypes = new LongAdder();
    private final LongAdder unreadable = new LongAdder();
    private final ConsumerLoop loop;
    /**
     * A few records are read at once. But where hundreds follow one another, a fetch for each costs broker and service
     * more than the records do, so that they are let gather then.
     */
    private final Bucket few = Bucket.builder()
            .addLimit(limit -> limit.capacity(100).refillGreedy(100, Duration.ofSeconds(1))).build();

    private volatile boolean started;
    private volatile @Nullable Census census;
    private volatile @Nullable String foreignCluster;
    private volatile boolean current;
    private volatile long lag;
    private volatile String problem = UNREAD;

    private record EndTarget(Map<TopicPartition, Long> ends, CompletableFuture<@Nullable Void> reached) {}

    /**
     * @param topics
     *            compacted topics, among them the one that carries the census
     * @param clusterId
     *            records of any other cluster are not believed
     */
    public StateTables(KafkaClients kafka, List<String> topics, String clusterId) {
        this.kafka = kafka;
        this.topics = List.copyOf(topics);
        this.clusterId = clusterId;
        topics.forEach(topic -> tables.put(topic, new ConcurrentHashMap<>()));
        this.loop = new ConsumerLoop("tables", () -> kafka.reader("tables"), new Body());
    }

    /** Starts reading; returns at once. */
    public void start() {
        started = true;
        loop.start();
    }

    /**
     * Tells the listener of what is read of some topics.
     *
     * @param heartbeat
     *            beats as long as the tables are read
     * @return what ends it
     * @throws IllegalStateException
     *             if the tables have been started: a record that cannot be understood may have come by already
     */
    public Watched.Listening listen(List<String> some, Heartbeat heartbeat, Listener listener) {
        if (started) {
            throw new IllegalStateException("listens to " + some + " too late to be told of all records");
        }
        some.forEach(this::table);
        Following added = new Following(Set.copyOf(some), heartbeat, listener);
        following.add(added);
        return () -> following.remove(added);
    }

    /** What a topic says about a key; null if it never mentioned it. */
    public @Nullable Entry entry(String topic, String key) {
        return table(topic).get(key);
    }

    /** All that a topic mentions, ended keys included; weakly consistent while it changes. */
    public Map<String, Entry> table(String topic) {
        Map<String, Entry> table = tables.get(topic);
        if (table == null) {
            throw new IllegalArgumentException(topic + " is none of " + topics);
        }
        return table;
    }

    /**
     * Whether the tables are the whole picture: a census of this very cluster has been read, and every partition up to
     * its end as of then. Nothing may be removed from a cluster before that.
     */
    public boolean isCurrent() {
        return current;
    }

    /** The latest census of this cluster. */
    public @Nullable Census census() {
        return census;
    }

    /** A cluster that is not this one and whose records are on the topics. */
    public Optional<String> foreignCluster() {
        return Optional.ofNullable(foreignCluster);
    }

    /** Why the tables are not current, in words a person can act on; empty if they are. */
    public Optional<String> problem() {
        return current ? Optional.empty() : Optional.of(problem);
    }

    /** The offset up to which a partition has been read. */
    public long position(TopicPartition partition) {
        return positions.getOrDefault(partition, 0L);
    }

    /** How many committed records of these topics are there and have not been read. */
    public long lag() {
        return lag;
    }

    /** How many events of unknown type were passed over. */
    public long unknownTypes() {
        return unknownTypes.sum();
    }

    /** How many records could not be understood. */
    public long unreadableRecords() {
        return unreadable.sum();
    }

    /** Completes when everything that is committed on the topics now has been read. */
    public CompletableFuture<@Nullable Void> readToEnd() {
        CompletableFuture<@Nullable Void> reached = new CompletableFuture<>();
        endRequests.add(reached);
        return reached;
    }

    @Override
    public void close() {
        loop.close();
        failRequests();
    }

    private final class Body implements ConsumerLoop.Body {

        @Override
        public void run(Consumer<byte[], byte[]> consumer) {
            try (Admin admin = kafka.admin()) {
                follow(consumer, new TopicIdentity(admin, topics), new TopicEnds(admin));
            } catch (OffsetOutOfRangeException e) {
                LOG.atWarn().addKeyValue("partitions", e.partitions())
                        .log("a state topic was emptied or made anew: reading it again from the start");
            }
        }

        @Override
        public void failed(KafkaException e) {
            problem = "the topics cannot be read: " + e.getMessage();
        }

        @Override
        public void ended() {
            current = false;
        }
    }

    private void follow(Consumer<byte[], byte[]> reading, TopicIdentity identity, TopicEnds ends) {
        List<TopicPartition> partitions = partitions(reading);
        problem = UNREAD;
        tables.values().forEach(Map::clear);
        census = null;
        foreignCluster = null;
        // Whoever waits for the end of what was read before waits for the end of what is read now.
        targets.forEach(target -> endRequests.add(target.reached));
        targets.clear();
        reading.assign(partitions);
        reading.seekToBeginning(partitions);
        CompletableFuture<@Nullable Void> loaded = new CompletableFuture<>();
        targets.add(new EndTarget(ends.of(partitions), loaded));
        Instant nextIdentityCheck = Instant.now();
        Instant nextLag = Instant.now();
        while (!loop.isClosing()) {
            beat();
            ConsumerRecords<byte[], byte[]> records = reading.poll(POLL);
            records.forEach(this::read);
            if (current && areMany(records.count()) && !Pause.of(GATHERING)) {
                return;
            }
            if (Instant.now().isAfter(nextIdentityCheck)) {
                nextIdentityCheck = Instant.now().plus(IDENTITY_INTERVAL);
                if (identity.changed()) {
                    LOG.warn("a state topic was deleted and made anew: reading it again from the start");
                    return;
                }
            }
            takeRequests(ends, partitions);
            reachTargets(reading);
            if (current) {
                records.nextOffsets().forEach((partition, next) -> positions.put(partition, next.offset()));
            } else {
                takePositions(reading, partitions);
            }
            if (Instant.now().isAfter(nextLag)) {
                nextLag = Instant.now().plus(LAG_INTERVAL);
                lag = partitions.stream().mapToLong(partition -> reading.currentLag(partition).orElse(0)).sum();
            }
            if (!current && loaded.isDone()) {
                becomeCurrent(reading, ends, partitions);
            }
        }
    }

    private boolean areMany(int records) {
        return records > 0 && few.tryConsumeAsMuchAsPossible(records) < records;
    }

    private void takePositions(Consumer<byte[], byte[]> reading, List<TopicPartition> partitions) {
        partitions.forEach(partition -> positions.put(partition, reading.position(partition)));
    }

    private List<TopicPartition> partitions(Consumer<byte[], byte[]> reading) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : topics) {
            List<PartitionInfo> present = reading.partitionsFor(topic);
            if (present == null || present.size() != kafka.topics().partitions()) {
                // A topic that is not there, or not as it was, must not be taken for one that is empty.
                throw new KafkaException("topic %s has %d partitions, expected %d".formatted(topic,
                        present == null ? 0 : present.size(), kafka.topics().partitions()));
            }
            present.forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
        }
        return partitions;
    }

    /** The census may have come while its picture's other partitions were still being read: read to the ends again. */
    private void becomeCurrent(Consumer<byte[], byte[]> reading, TopicEnds ends, List<TopicPartition> partitions) {
        if (census == null) {
            problem = foreignCluster == null
                    ? "no census of cluster " + clusterId + " has been published yet: is the watcher running?"
                    : "the topics hold records of cluster " + foreignCluster + ", this is cluster " + clusterId
                            + ": give each cluster its own MUSTER_TOPIC_PREFIX or its own brokers";
            return;
        }
        Map<TopicPartition, Long> now = ends.of(partitions);
        while (!loop.isClosing() && !reached(reading, now)) {
            beat();
            reading.poll(POLL).forEach(this::read);
        }
        if (!loop.isClosing()) {
            takePositions(reading, partitions);
            current = true;
            following.forEach(each -> each.listener.current());
        }
    }

    private void takeRequests(TopicEnds ends, Collection<TopicPartition> partitions) {
        if (endRequests.isEmpty()) {
            return;
        }
        Map<TopicPartition, Long> now = ends.of(partitions);
        for (CompletableFuture<@Nullable Void> next = endRequests.poll(); next != null; next = endRequests.poll()) {
            targets.add(new EndTarget(now, next));
        }
    }

    private void reachTargets(Consumer<byte[], byte[]> reading) {
        targets.removeIf(target -> reached(reading, target.ends) && target.reached.complete(null));
    }

    private static boolean reached(Consumer<byte[], byte[]> reading, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> reading.position(end.getKey()) >= end.getValue());
    }

    private void read(ConsumerRecord<byte[], byte[]> message) {
        Event own = said(message);
        if (own != null) {
            put(message, own);
            return;
        }
        switch (EventCodec.decode(message)) {
            case Decoded.Known known -> read(message, known.event());
            case Decoded.UnknownType ignored -> unknownTypes.increment();
            case Decoded.UnknownVersion version -> doubt(message, version.type()
                    + " is newer than this version of Muster understands: upgrade this service");
            case Decoded.Unreadable garbage -> doubt(message, garbage.reason());
        }
    }

    private void read(ConsumerRecord<byte[], byte[]> message, Event event) {
        if (!event.source().clusterId().equals(clusterId)) {
            if (foreignCluster == null) {
                LOG.atError().addKeyValue("foreign", event.source().clusterId()).addKeyValue("cluster", clusterId)
                        .log("records of another cluster are on the topics and are not believed: give each cluster"
                                + " its own MUSTER_TOPIC_PREFIX or its own brokers");
            }
            foreignCluster = event.source().clusterId();
            // Not garbage, so no dead letter: it is somebody's, only not ours.
            disbelieve(message, "a record of another cluster, " + event.source().clusterId());
            return;
        }
        if (event.payload() instanceof Census latest) {
            census = latest;
            return;
        }
        put(message, event);
    }

    private @Nullable Event said(ConsumerRecord<byte[], byte[]> message) {
        String id = EventCodec.id(message);
        if (id == null || message.key() == null) {
            return null;
        }
        String key = new String(message.key(), StandardCharsets.UTF_8);
        return listeners(message.topic()).map(listener -> listener.said(key, id)).filter(Objects::nonNull).findFirst()
                .orElse(null);
    }

    private void put(ConsumerRecord<byte[], byte[]> message, Event event) {
        put(message.topic(), event.key(), event.payload() == null
                ? new Entry.Ended(event, message.offset())
                : new Entry.Live(event, message.offset()));
    }

    private void doubt(ConsumerRecord<byte[], byte[]> message, String reason) {
        unreadable.increment();
        disbelieve(message, reason);
        listeners(message.topic()).forEach(listener -> listener.unreadable(message, reason));
    }

    private void disbelieve(ConsumerRecord<byte[], byte[]> message, String reason) {
        if (message.key() != null) {
            String key = new String(message.key(), StandardCharsets.UTF_8);
            put(message.topic(), key, new Entry.Unreadable(reason, message.offset()));
        }
    }

    private void put(String topic, String key, Entry entry) {
        table(topic).put(key, entry);
        listeners(topic).forEach(listener -> listener.changed(topic, key, entry));
    }

    private Stream<Listener> listeners(String topic) {
        return following.stream().filter(each -> each.topics.contains(topic)).map(Following::listener);
    }

    private void beat() {
        following.forEach(each -> each.heartbeat.beat());
    }

    private void failRequests() {
        KafkaException closed = new KafkaException("closed before the end was read");
        targets.forEach(target -> target.reached.completeExceptionally(closed));
        endRequests.forEach(request -> request.completeExceptionally(closed));
    }

    /** For each live key of a topic, its event. */
    public void forEachLive(String topic, BiConsumer<String, Event> action) {
        table(topic).forEach((key, entry) -> {
            if (entry instanceof Entry.Live live) {
                action.accept(key, live.event());
            }
        });
    }
}
