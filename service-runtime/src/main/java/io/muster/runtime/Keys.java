package io.muster.runtime;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.muster.events.Concern;
import io.muster.events.Event;
import io.muster.events.EventFactory;
import io.muster.events.EventSource;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.events.Outcome;
import io.muster.events.Request;
import io.muster.events.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which namespaces to converge, and when: hears of every change, on the topics and in the cluster, hands the namespaces
 * that are this instance's to the workers, and keeps account of those that are not as they should be yet.
 */
final class Keys implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Keys.class);

    private static final Duration PASSING_RETRY = Duration.ofMillis(25);
    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration UNKNOWN_RETRY = Duration.ofSeconds(5);
    private static final Duration REGULARLY = Duration.ofSeconds(2);
    private static final Duration RELEASE_BOUND = Duration.ofSeconds(5);

    private final Topics topics;
    private final Clock clock;
    private final Concern concern;
    private final StateTables tables;
    private final List<Watched.Listening> listening;
    private final LiveClaims claims;
    private final ConcernLogic logic;
    private final List<Holding> holdings;
    private final OutcomeLog outcomes;
    private final OutcomeTail outcomeTail;
    private final Convergence convergence;
    private final KeyedWorkers workers;
    private final Ownership ownership;
    private final DeadLetterWriter deadLetters;
    private final RequestReader requests;
    private final ScheduledThreadPoolExecutor monitor;
    private final Backoff backoff;
    private final Backoff passing = new Backoff(PASSING_RETRY, Unsettled.PATIENCE);
    private final Backoff awaiting = new Backoff(FIRST_RETRY, Unsettled.PATIENCE);

    private final Unfinished unfinished;
    private final Map<Integer, Long> committed = new ConcurrentHashMap<>();
    /** Partitions of which every key has to be looked at, as soon as that can be done. */
    private final Set<Integer> due = ConcurrentHashMap.newKeySet();
    /** Partitions whose last owner may have said something that has not been read yet. */
    private final Set<Integer> gaining = ConcurrentHashMap.newKeySet();
    private volatile boolean firstPassDone;
    private volatile boolean sharedOut;

    private final Timer eventToApplied;
    private final Counter retries;
    private final Counter conflicts;
    private final Counter repairs;

    Keys(ConcernService.About about, CommonSettings settings, Clock clock, KafkaClients kafka, Cluster cluster,
            Feeds feeds, Metrics metrics, Health health, Producer<byte[], byte[]> producer, Traces traces,
            ExecutorService writers, ConcernService.LogicFactory factory) {
        String name = about.name();
        this.concern = about.concern();
        this.topics = settings.topics();
        this.clock = clock;
        this.unfinished = new Unfinished(clock);
        this.backoff = new Backoff(FIRST_RETRY, settings.retryLimit());
        this.monitor = new ScheduledThreadPoolExecutor(1,
                Thread.ofPlatform().daemon().name("muster-" + name + "-monitor").factory());
        // Most keys have several writes: more at once would only wait for each other, and be remembered meanwhile.
        this.workers = new KeyedWorkers("muster-" + name, Math.ceilDiv(settings.concurrency(), 2), this::process);
        this.claims = feeds.claims();
        this.tables = feeds.tables();
        this.listening = List.of(claims.listen(new Claimed()),
                tables.listen(stateTopics(topics, about), health.loop("tables"), new Tables()));
        this.deadLetters = new DeadLetterWriter(topics.deadLetters(), name, producer, clock);
        EventSource source = new EventSource(cluster.id(), name);
        EventFactory events = new EventFactory(source);
        this.outcomeTail = new OutcomeTail(kafka, concern, source, tables);
        this.outcomes = new OutcomeLog(topics, concern, events, tables, producer, traces, this::submit);
        MeterRegistry registry = metrics.registry();
        FightGuard fights = new FightGuard(clock, settings.retryLimit());
        Writes writes = new Writes(new WriteLimits(settings.concurrency(), settings.writesPerSecond()), registry,
                concern.id());
        this.ownership = new Ownership(kafka, metrics, health.loop("ownership"), new Share());
        this.logic = factory
                .create(new ConcernContext(cluster, feeds.watches(), Cluster.fieldManager(name), clock, topics,
                        tables, claims, registry, writes, fights, new Difference(settings.stripRules()), new Woken(),
                        this::mayAct, this::regularly));
        this.holdings = List.copyOf(logic.holdings());
        this.convergence = new Convergence(concern, holdings, claims, outcomes, fights, writers, clock);
        this.requests = new RequestReader(kafka, this::asked);
        health.readyWhen("tables", tables::problem);
        health.readyWhen("cluster", this::informerProblem);
        health.readyWhen("ownership", ownership::problem);
        health.readyWhen("first convergence", () -> firstPassDone
                ? Optional.empty()
                : Optional.of(unfinished.unseen() + " namespaces have not been looked at yet"));
        this.eventToApplied = Timer.builder("muster.event.applied").tag("concern", concern.id())
                .publishPercentileHistogram().register(registry);
        this.retries = registry.counter("muster.retries", "concern", concern.id());
        this.conflicts = registry.counter("muster.conflicts", "concern", concern.id());
        this.repairs = registry.counter("muster.repairs", "concern", concern.id());
        gauges(registry);
    }

    void start() {
        ownership.start();
        requests.start();
        var _ = monitor.scheduleWithFixedDelay(guarded(this::lookAtDue), 20, 20, TimeUnit.MILLISECONDS);
        var _ = monitor.scheduleWithFixedDelay(guarded(this::writeDeadLetters), 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        monitor.shutdownNow();
        requests.close();
        ownership.close();
        workers.close();
        listening.forEach(Watched.Listening::close);
        holdings.forEach(Holding::close);
        logic.close();
        outcomes.close();
    }

    /** The compacted topics that a service follows. */
    static List<String> stateTopics(Topics topics, ConcernService.About about) {
        List<String> names = new ArrayList<>(
                List.of(topics.members(), topics.meshes(), topics.outcomes(about.concern())));
        about.hears().forEach(other -> names.add(topics.outcomes(other)));
        return names;
    }

    private void gauges(MeterRegistry registry) {
        Gauge.builder("muster.pending.keys", unfinished, Unfinished::size).tag("concern", concern.id())
                .register(registry);
        Gauge.builder("muster.oldest.unconverged", unfinished, Unfinished::oldestSeconds).baseUnit("seconds")
                .tag("concern", concern.id()).register(registry);
        Gauge.builder("muster.lag.records", tables, StateTables::lag).register(registry);
        Gauge.builder("muster.broken.watches", claims, LiveClaims::brokenWatches).register(registry);
        Gauge.builder("muster.owned.partitions", ownership, Ownership::size).register(registry);
        Gauge.builder("muster.unknown.event.types", tables, StateTables::unknownTypes).register(registry);
        Gauge.builder("muster.unreadable.records", tables, StateTables::unreadableRecords).register(registry);
        Gauge.builder("muster.dead.letters", deadLetters, DeadLetterWriter::written).register(registry);
    }

    /** A periodic task that throws would never be run again. */
    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("a fault in Muster: going on", e);
            }
        };
    }

    // ---- the work on one namespace

    private void process(String namespace) {
        if (!isOwn(namespace)) {
            unfinished.forget(namespace::equals);
            return;
        }
        if (!mayAct(namespace)) {
            due.add(topics.partitionOf(namespace));
            return;
        }
        Unsettled before = unfinished.begin(namespace);
        String answeredBefore = Optional.ofNullable(outcomes.last(namespace).outcome()).map(Outcome::event)
                .orElse(null);
        try {
            Situation situation = Situation.of(namespace, tables, topics, claims);
            end(namespace, situation, convergence.converge(namespace, situation, before), before, answeredBefore);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(String namespace, Situation situation, Convergence.End end, @Nullable Unsettled before,
            @Nullable String answeredBefore) {
        switch (end) {
            case Convergence.End.Settled settled -> {
                unfinished.settled(namespace, before);
                if (settled.answered() != null && !settled.answered().id().equals(answeredBefore)
                        && situation instanceof Situation.Member member) {
                    eventToApplied.record(Duration.between(member.member().observed(), clock.instant()));
                }
                repairs.increment(settled.repaired());
            }
            case Convergence.End.Unsettled failed -> {
                if (failed.state() == Outcome.State.CONFLICT) {
                    conflicts.increment();
                }
                retry(namespace, failed.reason(), failed.state() == Outcome.State.WAITING, backoff);
            }
            case Convergence.End.Passing passes ->
                retry(namespace, passes.reason(), true, passes.woken() ? awaiting : passing);
            case Convergence.End.Unknown unknown -> {
                Unsettled account = unfinished.failed(namespace, unknown.reason(), true);
                if (account.failures() == 2) {
                    LOG.atWarn().addKeyValue(LogKeys.NAMESPACE, namespace).addKeyValue(LogKeys.REASON, unknown.reason())
                            .log("nothing is known about this namespace, so nothing is done to it");
                }
                workers.submitAfter(namespace, UNKNOWN_RETRY);
            }
            case Convergence.End.Fighting fight -> {
                var _ = unfinished.failed(namespace, ServiceContext.heldReason(), false);
                workers.submitAfter(namespace, fight.hold());
            }
        }
    }

    private void retry(String namespace, String reason, boolean wakes, Backoff pace) {
        Unsettled account = unfinished.failed(namespace, reason, wakes);
        retries.increment();
        workers.submitAfter(namespace, pace.after(account.failures(), RandomGenerator.getDefault()));
    }

    /** Informers report from the moment they are made; nothing is this instance's before the group has been joined. */
    private boolean isOwn(String namespace) {
        return sharedOut && ownership.owns(topics.partitionOf(namespace));
    }

    private boolean mayAct(String key) {
        return isOwn(key) && !gaining.contains(topics.partitionOf(key)) && blind().isEmpty();
    }

    private void submit(String namespace) {
        if (isOwn(namespace)) {
            workers.submit(namespace);
        }
    }

    // ---- what is to be looked at

    private Optional<String> blind() {
        return tables.problem().or(this::informerProblem);
    }

    private Optional<String> informerProblem() {
        return claims.problem().or(logic::problem)
                .or(() -> holdings.stream().map(Holding::problem).flatMap(Optional::stream).findFirst());
    }

    private void lookAtDue() {
        if (sharedOut && !due.isEmpty() && blind().isEmpty()) {
            // What was given up meanwhile is somebody else's to look at.
            due.removeIf(partition -> !ownership.owns(partition));
            Set<Integer> partitions = new HashSet<>(due);
            partitions.removeAll(gaining);
            if (!partitions.isEmpty()) {
                look(partitions);
            }
        }
        if (sharedOut && gaining.isEmpty() && due.isEmpty() && unfinished.unseen() == 0) {
            firstPassDone = true;
        }
    }

    private void look(Set<Integer> partitions) {
        // First, so that a key that is put off from now on makes its partition due again.
        due.removeAll(partitions);
        Set<String> keys = new HashSet<>();
        Stream.of(tables.table(topics.members()).keySet().stream(),
                tables.table(topics.outcomes(concern)).entrySet().stream()
                        .filter(entry -> entry.getValue() instanceof Entry.Live).map(Map.Entry::getKey),
                holdings.stream().flatMap(holding -> holding.namespaces().stream())).flatMap(stream -> stream)
                .forEach(keys::add);
        unfinished.forEachUnsettled((key, _) -> keys.add(key));
        keys.removeIf(key -> !partitions.contains(topics.partitionOf(key)));
        unfinished.unseen(keys);
        keys.forEach(workers::submit);
    }

    private void membersOf(String mesh, @Nullable String revision) {
        tables.forEachLive(topics.members(), (namespace, event) -> {
            MemberState member = event.member();
            if (member != null && member.mesh().equals(mesh) && isOwn(namespace)
                    && !isAnswered(namespace, revision)) {
                workers.submit(namespace);
            }
        });
    }

    private boolean isAnswered(String namespace, @Nullable String revision) {
        Outcome last = outcomes.last(namespace).outcome();
        return revision != null && last != null && revision.equals(last.revision()) && !unfinished.isWaiting(namespace);
    }

    private void asked(Request request) {
        // A retry has what a key is about said anew, never the record that could not be read.
        if (request.action() == Request.Action.CONFIRM
                || (request.concern() != null && request.concern() != concern)) {
            return;
        }
        if (request.namespace() != null) {
            submit(request.namespace());
        } else if (request.mesh() != null) {
            membersOf(request.mesh(), null);
        } else {
            everything();
        }
        logic.lookAgain();
    }

    private void everything() {
        for (int partition = 0; partition < topics.partitions(); partition++) {
            if (ownership.owns(partition)) {
                due.add(partition);
            }
        }
    }

    private void regularly(Runnable task) {
        var _ = monitor.scheduleWithFixedDelay(guarded(task), REGULARLY.toMillis(), REGULARLY.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void writeDeadLetters() {
        committed.forEach((partition, offset) -> deadLetters.write(partition, topics.members(), offset));
    }

    private final class Tables implements StateTables.Listener {

        @Override
        public @Nullable Event said(String key, String id) {
            return outcomes.said(key, id);
        }

        @Override
        public void changed(String topic, String key, Entry entry) {
            boolean contradicted = topic.equals(topics.outcomes(concern)) && outcomes.heard(key, entry);
            if (!tables.isCurrent()) {
                return;
            }
            logic.changed(topic, key);
            if (contradicted) {
                submit(key);
            } else if (topic.equals(topics.members()) && isOwn(key)) {
                unfinished.due(key, entry.offset());
                workers.submit(key);
            } else if (topic.equals(topics.meshes())) {
                MeshState mesh = entry instanceof Entry.Live live ? live.event().mesh() : null;
                membersOf(key, mesh == null ? null : mesh.revision(concern));
            }
        }

        @Override
        public void unreadable(ConsumerRecord<byte[], byte[]> message, String reason) {
            deadLetters.found(message, reason);
        }

        @Override
        public void current() {
            // In a topic that was made anew the offsets begin anew.
            committed.replaceAll((number, offset) -> Math.min(offset,
                    tables.position(new TopicPartition(topics.members(), number))));
            due.addAll(committed.keySet());
            logic.lookAgain();
        }
    }

    private final class Share implements Ownership.Listener {

        @Override
        public void gaining(Map<Integer, Long> offsets) {
            committed.putAll(offsets);
            gaining.addAll(offsets.keySet());
        }

        @Override
        public void gained(Set<Integer> partitions) {
            sharedOut = true;
            // What the instance that had them before said last must have been read before anything is said again.
            var _ = tables.readToEnd().thenRunAsync(() -> finishWhatWasSaid(partitions), Thread::startVirtualThread);
        }

        private void finishWhatWasSaid(Set<Integer> partitions) {
            try {
                outcomeTail.read(partitions).stream().filter(event -> isOwn(event.key())).forEach(outcomes::finish);
            } catch (KafkaException e) {
                // The namespaces matter more than a gap in their history.
                LOG.atWarn().addKeyValue(LogKeys.REASON, e.getMessage())
                        .log("whether an outcome was cut short cannot be told: a history may have a gap");
            }
            due.addAll(partitions);
            gaining.removeAll(partitions);
            logic.lookAgain();
        }

        @Override
        public void releasing(Set<Integer> partitions) {
            partitions.forEach(committed::remove);
            gaining.removeAll(partitions);
            due.removeAll(partitions);
            logic.releasing(key -> partitions.contains(topics.partitionOf(key)));
            try {
                workers.awaitIdle(key -> partitions.contains(topics.partitionOf(key)), RELEASE_BOUND);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            unfinished.forget(key -> partitions.contains(topics.partitionOf(key)));
            outcomes.forget(key -> partitions.contains(topics.partitionOf(key)));
        }

        @Override
        public Map<Integer, Long> settled(Set<Integer> partitions) {
            Map<Integer, Long> offsets = new HashMap<>();
            for (int number : partitions) {
                TopicPartition partition = new TopicPartition(topics.members(), number);
                offsets.put(number, Math.min(tables.position(partition), deadLetters.lowestPending(partition)));
            }
            unfinished.forEachUnsettled((key, work) -> offsets.computeIfPresent(topics.partitionOf(key),
                    (number, offset) -> Math.min(offset, work.offset())));
            return offsets;
        }
    }

    private final class Claimed implements LiveClaims.Listener {

        @Override
        public void claimsChanged() {
            unfinished.forEachWaiting(Keys.this::submit);
        }

        @Override
        public void claimsChanged(String namespace) {
            if (unfinished.isWaiting(namespace)) {
                submit(namespace);
            }
        }

        @Override
        public void namespaceChanged(String namespace) {
            submit(namespace);
        }
    }

    private final class Woken implements ServiceContext.Wake {

        @Override
        public void namespace(String namespace) {
            submit(namespace);
        }

        @Override
        public void mesh(String controlPlaneNamespace) {
            membersOf(controlPlaneNamespace, null);
        }

        @Override
        public void waiting() {
            unfinished.forEachWaiting(Keys.this::submit);
        }

        @Override
        public void all() {
            everything();
        }
    }
}
