package io.muster.watcher;

import io.muster.events.Cause;
import io.muster.events.EventType;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.watcher.Explanations.Departure;
import io.muster.watcher.Membership.Touched;
import io.muster.watcher.Resolution.Held;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The events that make what is published equal to what the cluster says, in the order in which they are to be
 * published: a mesh before its members come, and its end after they have left.
 */
final class Difference {

    private final Published published;
    private final Membership membership;
    private final MeshStates meshStates;
    private final Explanations explanations;
    private final RemovalGuard guard;

    Difference(Published published, Membership membership, MeshStates meshStates, Explanations explanations,
            RemovalGuard guard) {
        this.published = published;
        this.membership = membership;
        this.meshStates = meshStates;
        this.explanations = explanations;
        this.guard = guard;
    }

    /**
     * The events.
     *
     * @param unwatched
     *            whether what was touched changed while nobody watched, so that removals need a closer look
     */
    List<Draft> drafts(Touched touched, Instant observed, boolean unwatched) {
        if (touched.namespaces().isEmpty() && touched.meshes().isEmpty()) {
            return List.of();
        }
        // Any change may show that a removal held back is meant after all, or that there is nothing to remove.
        Map<String, Optional<Cause>> namespaces = new TreeMap<>(touched.namespaces());
        guard.held().forEach(name -> namespaces.putIfAbsent(name, Optional.empty()));
        Map<String, Departure> departures = departures(namespaces.keySet());
        Set<String> inferred = departures.entrySet().stream().filter(entry -> entry.getValue().inferred())
                .map(Map.Entry::getKey).collect(Collectors.toSet());
        Set<String> released = guard.review(namespaces.keySet(), inferred, published.memberCount(), unwatched);
        Map<String, Optional<Cause>> meshes = new TreeMap<>(touched.meshes());
        released.forEach(name -> meshes.putIfAbsent(Objects.requireNonNull(published.member(name)).mesh(),
                Optional.empty()));
        List<Draft> drafts = new ArrayList<>();
        List<Draft> gone = new ArrayList<>();
        Set<String> kept = guard.held().stream()
                .map(name -> Objects.requireNonNull(published.member(name)).mesh()).collect(Collectors.toSet());
        meshes.forEach((mesh, cause) -> mesh(mesh, cause, observed)
                .ifPresent(draft -> (draft.type().endsKey() ? gone : drafts).add(draft)));
        namespaces.forEach((name, cause) -> {
            if (!guard.holds(name)) {
                member(name, cause, departures.get(name), observed, drafts);
            }
        });
        gone.stream().filter(draft -> !kept.contains(draft.key())).forEach(drafts::add);
        return drafts;
    }

    private Map<String, Departure> departures(Set<String> names) {
        Map<String, Departure> departures = new HashMap<>();
        for (String name : names) {
            MemberState was = published.member(name);
            Held held = membership.resolution(name).held();
            if (was != null && (held == null || !held.uid().equals(was.uid()) || !held.mesh().equals(was.mesh()))) {
                departures.put(name, explanations.departure(was));
            }
        }
        return departures;
    }

    private void member(String name, Optional<Cause> trigger, @Nullable Departure departure, Instant observed,
            List<Draft> drafts) {
        MemberState was = published.member(name);
        Held held = membership.resolution(name).held();
        if (was != null && departure != null && (held == null || !held.uid().equals(was.uid()))) {
            // A namespace deleted and made anew is another one: the former has left, whatever becomes of the new one.
            Cause cause = trigger.orElse(departure.cause());
            drafts.add(draft(EventType.MEMBER_LEFT, new MemberState(name, was.uid(), was.mesh(), was.claim(),
                    was.since(), was.movedFrom(), cause, observed), observed));
            was = null;
        }
        if (held == null) {
            return;
        }
        if (was == null) {
            Cause cause = trigger.orElseGet(() -> explanations.arrival(name, held));
            drafts.add(draft(EventType.MEMBER_JOINED, new MemberState(name, held.uid(), held.mesh(), held.claim(),
                    time(cause, observed), null, cause, observed), observed));
        } else if (departure != null) {
            Cause cause = trigger.orElse(departure.cause());
            drafts.add(draft(EventType.MEMBER_MOVED, new MemberState(name, held.uid(), held.mesh(), held.claim(),
                    time(cause, observed), was.mesh(), cause, observed), observed));
        } else if (was.claim() != held.claim()) {
            Cause cause = trigger.orElseGet(() -> explanations.arrival(name, held));
            drafts.add(draft(EventType.MEMBER_CHANGED, new MemberState(name, held.uid(), held.mesh(), held.claim(),
                    was.since(), was.movedFrom(), cause, observed), observed));
        }
    }

    private Optional<Draft> mesh(String mesh, Optional<Cause> seen, Instant observed) {
        Cause cause = seen.orElseGet(() -> explanations.mesh(mesh));
        MeshState was = published.mesh(mesh);
        Optional<MeshState> state = meshStates.state(mesh, membership.reports(mesh), cause, observed);
        if (was == null) {
            return state.map(is -> new Draft(EventType.MESH_APPEARED, mesh, is, time(cause, observed)));
        }
        return state.isEmpty()
                ? Optional.of(new Draft(EventType.MESH_GONE, mesh, was.withCause(cause, observed),
                        time(cause, observed)))
                : state.filter(is -> !is.means(was))
                        .map(is -> new Draft(EventType.MESH_CHANGED, mesh, is, time(cause, observed)));
    }

    private static Draft draft(EventType type, MemberState state, Instant observed) {
        return new Draft(type, state.namespace(), state, time(state.cause(), observed));
    }

    private static Instant time(Cause cause, Instant observed) {
        return cause.time() != null ? cause.time() : observed.truncatedTo(ChronoUnit.SECONDS);
    }
}
