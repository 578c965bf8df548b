package io.muster.watcher;

import io.muster.events.Event;
import io.muster.events.MemberState;
import io.muster.mesh.Exclusions;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The register of who belongs, as a leader keeps it: takes the changes of the cluster and says what is to be published.
 * Owned by one thread; it neither reads nor writes anything outside.
 */
final class Register {

    private final ClusterState cluster;
    private final Published published;
    private final RemovalGuard guard;
    private final Membership membership;
    private final Difference difference;

    /**
     * @param cluster
     *            the cluster as it is
     * @param published
     *            what was published last
     */
    Register(ClusterState cluster, Published published, Exclusions exclusions, RemovalGuard guard) {
        this.cluster = cluster;
        this.published = published;
        this.guard = guard;
        this.membership = new Membership(cluster, published, new Resolver(cluster, published, exclusions));
        this.difference = new Difference(published, membership, new MeshStates(cluster, published),
                new Explanations(cluster, published), guard);
    }

    /** Takes in a change that was seen as it happened. */
    void apply(Change change) {
        membership.touch(cluster.apply(change), change.cause());
    }

    /** What the changes taken in since the last time come to, in the order of publication. */
    List<Draft> changes(Instant observed) {
        return difference.drafts(membership.settle(), observed, false);
    }

    /**
     * All that is different from what was published, whoever saw it happen.
     *
     * @param unwatched
     *            whether nobody may have seen it, so that suspicious removals are held back
     */
    List<Draft> everything(Instant observed, boolean unwatched) {
        membership.touchUnseen(Impact.EVERYTHING);
        return difference.drafts(membership.settle(), observed, unwatched);
    }

    /**
     * The removals that were held back, now that a person has confirmed them.
     *
     * @param meant
     *            those that the person spoke of
     */
    List<Draft> confirmed(Predicate<MemberState> meant, Instant observed) {
        Set<String> released = guard.release(name -> meant.test(Objects.requireNonNull(published.member(name))));
        Set<String> meshes = released.stream().map(published::member).flatMap(Stream::ofNullable)
                .map(MemberState::mesh).collect(Collectors.toSet());
        membership.touchUnseen(Impact.on(released, meshes));
        return changes(observed);
    }

    /** Takes note that an event was published. */
    void published(Event event) {
        published.put(event);
    }

    Published published() {
        return published;
    }

    /** The namespaces whose removal is held back. */
    Set<String> held() {
        return guard.held();
    }
}
