package io.muster.watcher;

import io.muster.events.Cause;
import io.muster.events.Claim;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.mesh.MeshKeys;
import io.muster.watcher.Content.OfControlPlane;
import io.muster.watcher.Content.OfMemberObject;
import io.muster.watcher.Content.OfNamespace;
import io.muster.watcher.Content.OfRoll;
import io.muster.watcher.Resolution.Held;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells from the present state of the cluster what led there, where nobody saw it happen. */
final class Explanations {

    private static final Comparator<Cause> BY_TIME = Comparator
            .comparing(cause -> cause.time() == null ? Instant.MIN : cause.time());

    private final ClusterState cluster;
    private final Published published;

    Explanations(ClusterState cluster, Published published) {
        this.cluster = cluster;
        this.published = published;
    }

    /**
     * Why a namespace is not what it was.
     *
     * @param inferred
     *            whether it follows only from something not being there, which a look at the wrong cluster, or at one
     *            that is being restored, would show as well
     */
    record Departure(Cause cause, boolean inferred) {}

    /** Why a namespace is not, or no longer in the same way, the member that was published. */
    Departure departure(MemberState was) {
        String name = was.namespace();
        Fact<OfNamespace> namespace = cluster.namespace(name);
        if (namespace == null) {
            return absent("Namespace", null, name, was.uid());
        }
        SortedMap<String, Fact<OfControlPlane>> ownControlPlanes = cluster.controlPlanes(name);
        if (namespace.content().terminating() || !namespace.content().uid().equals(was.uid())) {
            return new Departure(namespace.cause(), false);
        }
        if (!ownControlPlanes.isEmpty()) {
            return new Departure(latest(ownControlPlanes.values()), false);
        }
        if (cluster.controlPlanes(was.mesh()).isEmpty()) {
            MeshState mesh = published.mesh(was.mesh());
            return absent("ServiceMeshControlPlane", was.mesh(),
                    mesh == null ? MeshKeys.DEFAULT_NAME : mesh.name(), mesh == null ? null : mesh.uid());
        }
        Fact<OfMemberObject> object = cluster.memberObject(name);
        if (was.claim() == Claim.MEMBER_OBJECT) {
            return object == null
                    ? absent("ServiceMeshMember", name, MeshKeys.DEFAULT_NAME, null)
                    : new Departure(object.cause(), false);
        }
        Fact<OfRoll> roll = cluster.roll(was.mesh());
        if (roll == null) {
            return absent("ServiceMeshMemberRoll", was.mesh(), MeshKeys.DEFAULT_NAME, null);
        }
        return new Departure(was.claim() == Claim.SELECTOR
                ? later(roll.cause(), namespace.cause())
                : roll.cause(), false);
    }

    /** What made a namespace the member that it is: the last thing that it took. */
    Cause arrival(String name, Held held) {
        Fact<OfNamespace> namespace = Objects.requireNonNull(cluster.namespace(name));
        Fact<OfMemberObject> object = cluster.memberObject(name);
        Fact<OfRoll> roll = cluster.roll(held.mesh());
        Cause claim = held.claim() == Claim.MEMBER_OBJECT && object != null
                ? object.cause()
                : roll == null ? namespace.cause() : roll.cause();
        Cause latest = later(claim, namespace.cause());
        return cluster.controlPlanes(held.mesh()).values().stream()
                .filter(controlPlane -> latest.time() != null
                        && controlPlane.content().createdAt().isAfter(latest.time()))
                .findFirst().map(Fact::cause).orElse(latest);
    }

    /** What made a mesh what it is. */
    Cause mesh(String mesh) {
        Stream<Cause> parts = Stream.of(cluster.controlPlanes(mesh).values(), cluster.roleBindings(mesh).values(),
                cluster.networkPolicies(mesh).values()).flatMap(Collection::stream).map(Fact::cause);
        Fact<OfRoll> roll = cluster.roll(mesh);
        return Stream.concat(parts, Stream.ofNullable(roll).map(Fact::cause)).max(BY_TIME).orElseGet(() -> {
            MeshState last = published.mesh(mesh);
            return new Cause("ServiceMeshControlPlane", mesh, last == null ? MeshKeys.DEFAULT_NAME : last.name(),
                    last == null ? null : last.uid(), null, null, null);
        });
    }

    private static Departure absent(String kind, @Nullable String namespace, String name, @Nullable String uid) {
        return new Departure(new Cause(kind, namespace, name, uid, null, null, null), true);
    }

    private static Cause latest(Collection<? extends Fact<?>> facts) {
        return facts.stream().map(Fact::cause).max(BY_TIME).orElseThrow();
    }

    private static Cause later(Cause one, Cause other) {
        return BY_TIME.compare(one, other) >= 0 ? one : other;
    }
}
