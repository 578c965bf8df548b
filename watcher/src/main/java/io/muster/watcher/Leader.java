package io.muster.watcher;

import io.muster.events.Census;
import io.muster.events.Event;
import io.muster.events.EventFactory;
import io.muster.events.EventSource;
import io.muster.events.EventType;
import io.muster.events.MemberState;
import io.muster.events.Sequence;
import io.muster.mesh.Exclusions;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

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
    private final Suspicions suspicions = new Suspicions();
    private Batch pending = Batch.EMPTY;

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
     * @param unwatched
     *            whether the cluster changed while nobody watched, so that removals need a closer look
     */
    void prepareEverything(Readback readback, boolean unwatched) {
        Instant now = now();
        List<Event> events = chain.events(register.everything(now, unwatched));
        prepare(closed(restored(readback.lost(), now), events, readback.isClosed(), now));
    }

    /**
     * Prepares what a look from outside found different.
     *
     * @return how many differences there are in the topics, in the cluster, and in what this leader made of it
     */
    Differences prepareCompared(Compared compared) {
        if (compared.upTo().epoch() != chain.epoch()) {
            return new Differences(0, 0, 0);
        }
        Instant now = now();
        Published published = register.published();
        Compared.Lost lost = compared.lost(published);
        // A record that somebody else wrote is ended like any other that is not desired.
        lost.strange().forEach(event -> published.put(event));
        List<Change> missed = suspicions.confirmed(compared.listing(), cluster);
        missed.forEach(register::apply);
        List<Event> events = chain.events(register.everything(now, true));
        List<Event> again = new ArrayList<>(lost.again());
        again.addAll(restored(lost.unreadable(), now));
        prepare(closed(again, events, compared.closed(), now));
        int strange = lost.strange().size();
        return new Differences(again.size() + strange, missed.size(),
                missed.isEmpty() && strange == 0 ? events.size() : 0);
    }

    /** How many differences there were, by where. */
    record Differences(int topics, int cluster, int register) {}

    /** Whether another look from outside is wanted soon, to see whether what was found stays. */
    boolean suspectsMissedChanges() {
        return !suspicions.isEmpty();
    }

    /** Prepares those of the removals held back that a person has confirmed. */
    void prepareConfirmed(Predicate<MemberState> meant) {
        prepare(new Batch(List.of(), chain.events(register.confirmed(meant, now()))));
    }

    /** Prepares what was taken in. */
    void prepareChanges() {
        prepare(new Batch(List.of(), chain.events(register.changes(now()))));
    }

    private void prepare(Batch batch) {
        if (!pending.isEmpty()) {
            throw new IllegalStateException("the batch before has not been published yet");
        }
        pending = batch;
    }

    /** What state topics should hold for keys whose record there cannot be understood. */
    private List<Event> restored(List<Readback.LostKey> lost, Instant now) {
        return lost.stream().map(key -> {
            Event last = register.published().last(key.family(), key.key());
            return last != null ? last : chain.tombstone(key.family(), key.key(), now);
        }).toList();
    }

    /**
     * A batch that leaves the whole picture on the topics, and says so.
     *
     * @param isClosed
     *            whether the census on the topic stays right if there is nothing to publish
     */
    private Batch closed(List<Event> again, List<Event> events, boolean isClosed, Instant now) {
        if (again.isEmpty() && events.isEmpty() && isClosed) {
            return Batch.EMPTY;
        }
        Published after = register.published().after(events);
        List<Event> batch = new ArrayList<>(events);
        batch.add(chain.next(null, EventType.CENSUS, Census.KEY,
                new Census(source.clusterId(), chain.epoch(), after.memberCount(), after.meshCount(), now),
                now.truncatedTo(ChronoUnit.SECONDS)));
        return new Batch(again, batch);
    }

    /** Where the last event stands that was published or is on its way. */
    Sequence position() {
        return chain.position();
    }

    /** Whether something is on its way. */
    boolean hasPending() {
        return !pending.isEmpty();
    }

    /** What is on its way. */
    Batch pending() {
        return pending;
    }

    /** Publishes what was prepared. */
    Publisher.Result publish() {
        Publisher.Result result = publisher.publish(pending);
        if (result == Publisher.Result.PUBLISHED) {
            pending.events().stream().filter(event -> event.type() != EventType.CENSUS).forEach(register::published);
            pending = Batch.EMPTY;
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
