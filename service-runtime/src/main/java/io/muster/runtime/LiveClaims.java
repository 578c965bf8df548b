package io.muster.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.muster.events.Cause;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.mesh.Claims;
import io.muster.mesh.Exclusions;
import io.muster.mesh.MemberClaim;
import io.muster.mesh.MeshKeys;
import io.muster.mesh.RollClaims;
import io.muster.mesh.ServiceMeshControlPlane;
import io.muster.mesh.ServiceMeshMember;
import io.muster.mesh.ServiceMeshMemberRoll;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the cluster itself says about who claims a namespace: looked at before anything is added there, because writing
 * to Kafka grants nothing. Everything comes from informers; no request is made for a member.
 */
public final class LiveClaims {

    /** Told on an informer's thread: to take note, never to work or wait. */
    public interface Listener {

        /** What the cluster says about claims is another now. */
        void claimsChanged();

        /** The same, of one namespace only: its object is another now. */
        void claimsChanged(String namespace);

        /** A namespace appeared, began to go, or is gone. */
        void namespaceChanged(String namespace);
    }

    /** A Namespace object, as far as membership goes. */
    public record NamespaceFacts(String uid, Map<String, String> labels, boolean terminating) {}

    /** Whether a mesh claims a namespace in the cluster. */
    public sealed interface Verdict {

        /** It does. */
        record Claimed() implements Verdict {}

        /** It does not, or that cannot be told yet; with the reason in words a person can act on. */
        record Unconfirmed(String reason) implements Verdict {}
    }

    private static final Verdict CLAIMED = new Verdict.Claimed();

    private final Exclusions exclusions;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, NamespaceFacts> namespaces = new ConcurrentHashMap<>();
    private final Map<String, RollClaims> rolls = new ConcurrentHashMap<>();
    private final Set<String> unreadableRolls = ConcurrentHashMap.newKeySet();
    private final Map<String, MemberClaim> memberObjects = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> controlPlanes = new ConcurrentHashMap<>();
    private final MeshWatches watches;

    /** Knows nothing before {@link #start()}. */
    LiveClaims(MeshWatches watches, Exclusions exclusions) {
        this.watches = watches;
        this.exclusions = exclusions;
    }

    /**
     * Begins to follow the watches, before they are started. Whoever listens to them already is told of a change first:
     * what the watcher says about it takes its way to those who ask here. Follows nothing if nobody listens, as for a
     * watcher by itself.
     */
    void start() {
        if (listeners.isEmpty()) {
            return;
        }
        var _ = watches.namespaces().listen(this::namespaceChanged);
        var _ = watches.rolls().listen(this::rollChanged);
        var _ = watches.memberObjects().listen(this::memberChanged);
        var _ = watches.controlPlanes().listen(this::controlPlaneChanged);
    }

    /**
     * Tells the listener from now on.
     *
     * @return what ends it
     */
    Watched.Listening listen(Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Why nothing can be said about claims; empty if it can. */
    public Optional<String> problem() {
        return watches.problem();
    }

    /** How many kinds are not watched at this moment. */
    long brokenWatches() {
        return watches.all().stream().filter(watch -> !watch.isWatching()).count();
    }

    /** The namespace as the cluster has it; null if it has none of that name. */
    public @Nullable NamespaceFacts namespace(String name) {
        return namespaces.get(name);
    }

    /**
     * Whether any mesh claims the namespace, in the cluster, now; a roll that cannot be read might. What can never be a
     * member is claimed in vain.
     */
    public boolean isClaimed(String namespace) {
        return exclusions.reason(namespace, controlPlanes::containsKey).isEmpty() && (!unreadableRolls.isEmpty()
                || controlPlanes.keySet().stream().anyMatch(cpNamespace -> claims(cpNamespace, namespace)));
    }

    /** Whether the cluster bears out what a member event says. */
    public Verdict verify(MemberState member, MeshState mesh) {
        String namespace = member.namespace();
        NamespaceFacts facts = namespaces.get(namespace);
        if (facts == null || facts.terminating() || !facts.uid().equals(member.uid())) {
            return new Verdict.Unconfirmed("namespace " + namespace
                    + " is not the one that joined: it is gone, going, or was made anew");
        }
        Optional<String> excluded = exclusions.reason(namespace, controlPlanes::containsKey);
        if (excluded.isPresent()) {
            return new Verdict.Unconfirmed(excluded.get());
        }
        if (isBehind(member.cause())) {
            return new Verdict.Unconfirmed("%s %s has not been seen yet as it was when %s joined"
                    .formatted(member.cause().kind(), member.cause().name(), namespace));
        }
        if (!controlPlanes.getOrDefault(mesh.namespace(), Set.of()).contains(mesh.name())
                || !claims(mesh.namespace(), namespace)) {
            return new Verdict.Unconfirmed(("in the cluster no roll, selector or member object gives %s to mesh %s:"
                    + " nothing is added on the word of a record alone").formatted(namespace, mesh.namespace()));
        }
        return CLAIMED;
    }

    private boolean claims(String cpNamespace, String namespace) {
        NamespaceFacts facts = namespaces.get(namespace);
        Map<String, String> labels = facts == null ? Map.of() : facts.labels();
        Optional<MemberClaim> memberObject = Optional.ofNullable(memberObjects.get(namespace));
        RollClaims roll = rolls.getOrDefault(cpNamespace, RollClaims.NONE);
        return controlPlanes.getOrDefault(cpNamespace, Set.of()).stream()
                .anyMatch(name -> Claims.strongest(cpNamespace, name, roll, memberObject, namespace, labels)
                        .isPresent());
    }

    private boolean isBehind(Cause cause) {
        long named = ResourceVersions.number(cause.resourceVersion());
        return named > 0 && watches.all().stream().filter(watched -> watched.kind().equals(cause.kind()))
                .anyMatch(watched -> watched.resourceVersion() < named);
    }

    private void namespaceChanged(@Nullable Namespace before, @Nullable Namespace after) {
        String name = Objects.requireNonNull(after == null ? before : after).getMetadata().getName();
        NamespaceFacts facts = after == null
                ? null
                : new NamespaceFacts(after.getMetadata().getUid(),
                        after.getMetadata().getLabels() == null
                                ? Map.of()
                                : Map.copyOf(after.getMetadata().getLabels()),
                        after.getMetadata().getDeletionTimestamp() != null);
        NamespaceFacts known = facts == null ? namespaces.remove(name) : namespaces.put(name, facts);
        if (known == null || facts == null || known.terminating() != facts.terminating()
                || !known.uid().equals(facts.uid())) {
            listeners.forEach(listener -> listener.namespaceChanged(name));
        } else {
            listeners.forEach(listener -> listener.claimsChanged(name));
        }
    }

    private void rollChanged(@Nullable ServiceMeshMemberRoll before, @Nullable ServiceMeshMemberRoll after) {
        ServiceMeshMemberRoll roll = Objects.requireNonNull(after == null ? before : after);
        String cpNamespace = roll.getMetadata().getNamespace();
        if (isDefault(roll)) {
            rolls.remove(cpNamespace);
            unreadableRolls.remove(cpNamespace);
        }
        if (after != null) {
            switch (RollClaims.parse(after)) {
                case RollClaims.Valid valid -> rolls.put(cpNamespace, valid.claims());
                case RollClaims.Invalid ignored when isDefault(roll) -> unreadableRolls.add(cpNamespace);
                case RollClaims.Invalid ignored -> {
                    // of another name than the one that counts: nobody's roll
                }
            }
        }
        listeners.forEach(Listener::claimsChanged);
    }

    private void memberChanged(@Nullable ServiceMeshMember before, @Nullable ServiceMeshMember after) {
        ServiceMeshMember member = Objects.requireNonNull(after == null ? before : after);
        String namespace = member.getMetadata().getNamespace();
        if (after != null && MemberClaim.parse(after) instanceof MemberClaim.Valid valid) {
            memberObjects.put(namespace, valid.claim());
        } else if (isDefault(member)) {
            memberObjects.remove(namespace);
        }
        listeners.forEach(Listener::claimsChanged);
    }

    private void controlPlaneChanged(@Nullable ServiceMeshControlPlane before,
            @Nullable ServiceMeshControlPlane after) {
        ServiceMeshControlPlane controlPlane = Objects.requireNonNull(after == null ? before : after);
        String changed = controlPlane.getMetadata().getName();
        controlPlanes.compute(controlPlane.getMetadata().getNamespace(), (namespace, names) -> {
            Set<String> others = names == null
                    ? Set.of()
                    : names.stream().filter(name -> !name.equals(changed)).collect(Collectors.toSet());
            if (after == null) {
                return others.isEmpty() ? null : others;
            }
            return Stream.concat(others.stream(), Stream.of(changed))
                    .collect(Collectors.toUnmodifiableSet());
        });
        listeners.forEach(Listener::claimsChanged);
    }

    private static boolean isDefault(HasMetadata object) {
        return MeshKeys.DEFAULT_NAME.equals(object.getMetadata().getName());
    }
}
