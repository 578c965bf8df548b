package io.muster.watcher;

import io.muster.events.Census;
import io.muster.events.Event;
import io.muster.events.EventFactory;
import io.muster.events.EventSource;
import io.muster.events.EventType;
import io.muster.mesh.Exclusions;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a replica is while it leads: the register, and what is on its way to the topics. Owned by one thread. A batch
 * that could not be published stays and is tried again, as it is, before anything newer.
 */
final class Leader implements AutoCloseable {

    private final Listing listing;
    private final ClusterState cluster;
    private final Register register;
    private final Publisher publisher;
    private final Chain chain;
    private final EventSource source;
    private final Clock clock;
    private List<Event> pending = List.of();

    /**
     * @param listing
     *            the cluster as it was listed after the publisher was opened
     * @param cluster
     *            the state of that listing
     * @param readback
     *            what the topics said after the publisher was opened
     */
    Leader(Publisher publisher, Listing listing, ClusterState cluster, Readback readback, EventSource source,
            Exclusions exclusions, RemovalGuard guard, Clock clock) {
        this.publisher = publisher;
        this.listing = listing;
        this.cluster = cluster;
        this.source = source;
        this.clock = clock;
        this.register = new Register(cluster, readback.published(), exclusions, guard);
        this.chain = new Chain(new EventFactory(source), readback.published(), readback.epoch() + 1);
    }

    long epoch() {
        return chain.epoch();
    }

    Register register() {
        return register;
    }

    /** Takes in what a watch tells of. */
    void take(Change change) {
        if (change.key().kind() == FactKey.Kind.NETWORK || listing.isBefore(change, cluster)) {
            register.apply(change);
        }
    }

    /**
     * Prepares the difference between all of the cluster and all that is published, closed with a census.
     *
     * @param closed
     *            whether the census on the topic stays right if there is no difference
     * @param unwatched
     *            whether the cluster changed while nobody watched, so that removals need a closer look
     */
    void prepareEverything(boolean closed, boolean unwatched) {
        Instant now = now();
        prepare(register.everything(now, unwatched));
        if (pending.isEmpty() && closed) {
            return;
        }
        List<Event> batch = new ArrayList<>(pending);
        Published after = register.published().after(pending);
        batch.add(chain.next(null, EventType.CENSUS, Census.KEY,
                new Census(source.clusterId(), chain.epoch(), after.memberCount(), after.meshCount(), now),
                now.truncatedTo(ChronoUnit.SECONDS)));
        pending = batch;
    }

    /** Prepares the removals that were held back and that a person has confirmed. */
    void prepareConfirmed() {
        prepare(register.confirmed(now()));
    }

    /** Prepares what was taken in. */
    void prepareChanges() {
        prepare(register.changes(now()));
    }

    private void prepare(List<Draft> drafts) {
        if (!pending.isEmpty()) {
            throw new IllegalStateException("the batch before has not been published yet");
        }
        pending = chain.events(drafts);
    }

    /** Whether something is on its way. */
    boolean hasPending() {
        return !pending.isEmpty();
    }

    /** The events on their way. */
    List<Event> pending() {
        return List.copyOf(pending);
    }

    /** Publishes what was prepared. */
    Publisher.Result publish() {
        Publisher.Result result = publisher.publish(pending);
        if (result == Publisher.Result.PUBLISHED) {
            pending.stream().filter(event -> event.type() != EventType.CENSUS).forEach(register::published);
            pending = List.of();
        }
        return result;
    }

    /** The namespaces whose removal is held back. */
    Set<String> held() {
        return register.held();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public void close() {
        publisher.close();
    }
}
