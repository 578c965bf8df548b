package io.muster.watcher;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.muster.events.Event;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.runtime.Heartbeat;
import io.muster.runtime.StartFailure;
import io.muster.runtime.Traces;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that decides and publishes. The others only put messages into its queue; it takes whatever has
 * gathered there, publishes what that comes to in one transaction, and takes the next.
 */
final class WatcherLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WatcherLoop.class);
    private static final Duration TURN = Duration.ofMillis(500);
    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    /** How often is looked whether the first lists have arrived. */
    private static final Duration UNTIL_LISTED = Duration.ofMillis(20);
    private static final Duration RETRY_LIMIT = Duration.ofSeconds(5);
    /** What a look from outside finds is believed when it is still there so much later. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

    private final Inbox inbox;
    private final LeadTaking leadTaking;
    private final Comparison comparison;
    private final Duration compareInterval;
    private final WatcherMetrics metrics;
    private final Traces traces;
    private final Heartbeat heartbeat;
    private final Clock clock;
    private final CompletableFuture<Void> failure = new CompletableFuture<>();
    private final Thread thread;

    private final Requests requests = new Requests();
    private @Nullable Leader leader;
    private @Nullable Compared lookedAt;
    private boolean looking;
    private Instant nextLook = Instant.MAX;
    private boolean watchedOn;
    private Instant nextTry = Instant.EPOCH;
    private int failures;
    private boolean closing;
    private volatile boolean owner;
    private volatile boolean pictureIsPublished;
    private volatile String waiting = "the lead was not taken yet";

    WatcherLoop(Inbox inbox, LeadTaking leadTaking, Comparison comparison, Duration compareInterval,
            WatcherMetrics metrics, Traces traces, Heartbeat heartbeat, Clock clock) {
        this.comparison = comparison;
        this.compareInterval = compareInterval;
        this.inbox = inbox;
        this.leadTaking = leadTaking;
        this.metrics = metrics;
        this.traces = traces;
        this.heartbeat = heartbeat;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("muster-watcher").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Completes exceptionally when the watcher must not go on. */
    CompletableFuture<Void> failure() {
        return failure;
    }

    /** Whether this replica is the one to lead. */
    boolean isOwner() {
        return owner;
    }

    /** Why a replica that is the one to lead has not published the whole picture yet; empty if it has. */
    Optional<String> problem() {
        return pictureIsPublished ? Optional.empty() : Optional.of(waiting);
    }

    /** Finishes the batch under way. */
    @Override
    public void close() {
        inbox.closing();
        try {
            if (!thread.join(Duration.ofSeconds(10))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closing) {
                heartbeat.beat();
                next().forEach(this::take);
                if (!closing && !clock.instant().isBefore(nextTry)) {
                    work();
                }
            }
        } catch (InterruptedException | InterruptException e) {
            Thread.currentThread().interrupt();
        } catch (StartFailure e) {
            failure.completeExceptionally(e);
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("a fault in the watcher");
            failure.completeExceptionally(e);
        } finally {
            resign();
        }
    }

    private List<Message> next() throws InterruptedException {
        boolean impatient = leader == null ? owner : leader.hasPending();
        Duration untilNextTry = Duration.between(clock.instant(), nextTry);
        return inbox.take(impatient && untilNextTry.compareTo(TURN) < 0
                ? untilNextTry.isPositive() ? untilNextTry : Duration.ZERO
                : TURN);
    }

    private void take(Message message) {
        switch (message) {
            case Message.ClusterChanged changed -> {
                // Who does not lead forgets it: whoever takes the lead lists the cluster anew.
                if (leader != null) {
                    leader.take(changed.change());
                }
            }
            case Message.LeadGained _ -> {
                owner = true;
                nextTry = Instant.EPOCH;
            }
            case Message.LeadLost _ -> {
                owner = false;
                watchedOn = false;
                resign();
                requests.forget();
            }
            case Message.Asked request -> requests.add(request);
            case Message.LookedAt look -> {
                looking = false;
                lookedAt = look.compared();
            }
            case Message.NotLookedAt _ -> {
                looking = false;
                nextLook = clock.instant().plus(LOOK_AGAIN);
            }
            case Message.Closing _ -> closing = true;
        }
    }

    private void work() throws InterruptedException {
        if (owner && leader == null) {
            takeLead();
        }
        if (leader == null) {
            return;
        }
        if (!leader.hasPending()) {
            Requests.Wanted wanted = requests.take(clock.instant());
            if (wanted.comparison()) {
                nextLook = clock.instant();
            }
            if (!wanted.confirmations().isEmpty()) {
                leader.prepareConfirmed(wanted::confirms);
            } else {
                leader.prepareChanges();
            }
            if (!leader.hasPending()) {
                compare(leader);
            }
        }
        publish(leader);
    }

    private void takeLead() throws InterruptedException {
        try {
            leadTaking.fence();
            Optional<String> problem = leadTaking.problem();
            if (problem.isPresent()) {
                if (!problem.get().equals(waiting)) {
                    waiting = problem.get();
                    LOG.atInfo().addKeyValue("reason", waiting).log("the lead cannot be taken yet");
                }
                nextTry = clock.instant().plus(UNTIL_LISTED);
                return;
            }
            leader = leadTaking.take(!watchedOn);
            nextLook = clock.instant().plus(compareInterval);
        } catch (KafkaException | KubernetesClientException e) {
            if (e instanceof InterruptException) {
                throw e;
            }
            waiting = "the lead cannot be taken: " + e.getMessage();
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("the lead cannot be taken, trying again");
            leadTaking.giveUp();
            backOff();
        }
    }

    /** Only when all that was told is published can a difference be told from what is on its way. */
    private void compare(Leader leading) {
        Compared found = lookedAt;
        if (found != null) {
            lookedAt = null;
            Leader.Differences differences = leading.prepareCompared(found);
            metrics.differences(differences);
            nextLook = clock.instant().plus(leading.suspectsMissedChanges() ? LOOK_AGAIN : compareInterval);
            if (leading.hasPending()) {
                LOG.atWarn().addKeyValue("topics", differences.topics()).addKeyValue("cluster", differences.cluster())
                        .addKeyValue("register", differences.register())
                        .log("what is published was not what it should be, and is mended");
            }
        } else if (!looking && !clock.instant().isBefore(nextLook)) {
            looking = true;
            comparison.begin(leading.position());
        }
    }

    private void publish(Leader leading) {
        Batch batch = leading.pending();
        Publisher.Result result = batch.isEmpty()
                ? Publisher.Result.PUBLISHED
                : Objects.requireNonNull(metrics.transactions().record(leading::publish));
        switch (result) {
            case PUBLISHED -> {
                failures = 0;
                pictureIsPublished = true;
                metrics.published(batch.events());
                metrics.stands(leading);
                batch.events().forEach(WatcherLoop::log);
                batch.events().forEach(this::trace);
                requests.done();
            }
            case ABORTED -> {
                metrics.failed();
                backOff();
            }
            case UNKNOWN -> {
                metrics.failed();
                LOG.atWarn().log("whether a batch was published is not known: reading back what is on the topics");
                watchedOn = true;
                resign();
                backOff();
            }
            case FENCED -> {
                LOG.atWarn().addKeyValue("epoch", leading.epoch()).log("another replica has taken the lead");
                watchedOn = false;
                resign();
                nextTry = clock.instant().plus(RETRY_LIMIT);
            }
        }
    }

    /** From the watcher's seeing what led to it to everybody's seeing the event. */
    private void trace(Event event) {
        Instant seen = switch (event.payload()) {
            case MemberState member -> member.observed();
            case MeshState mesh -> mesh.observed();
            case null, default -> null;
        };
        if (seen != null) {
            traces.span(event, null, seen, clock.instant());
        }
    }

    private void resign() {
        leadTaking.giveUp();
        if (leader != null) {
            leader.close();
            leader = null;
            LOG.atInfo().log("no longer leading");
        }
        requests.undone();
        pictureIsPublished = false;
        metrics.stands(null);
    }

    private void backOff() {
        failures++;
        long millis = Math.min(FIRST_RETRY.toMillis() << Math.min(failures - 1, 10), RETRY_LIMIT.toMillis());
        nextTry = clock.instant().plusMillis(millis);
    }

    private static void log(Event event) {
        LOG.atInfo().addKeyValue("key", event.key()).addKeyValue("id", event.id())
                .addKeyValue("sequence", event.sequence()).log(event.type().base());
    }
}
