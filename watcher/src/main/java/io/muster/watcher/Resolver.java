package io.muster.watcher;

import io.muster.events.Claim;
import io.muster.events.MemberState;
import io.muster.mesh.Candidate;
import io.muster.mesh.ClaimKind;
import io.muster.mesh.Claims;
import io.muster.mesh.Exclusions;
import io.muster.mesh.MemberClaim;
import io.muster.mesh.MeshKeys;
import io.muster.mesh.RollClaims;
import io.muster.mesh.Winner;
import io.muster.watcher.Content.OfControlPlane;
import io.muster.watcher.Content.OfMemberObject;
import io.muster.watcher.Content.OfNamespace;
import io.muster.watcher.Content.OfRoll;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who holds a namespace: a function of the cluster and of who was published as holding it. */
final class Resolver {

    private final ClusterState cluster;
    private final Published published;
    private final Exclusions exclusions;

    Resolver(ClusterState cluster, Published published, Exclusions exclusions) {
        this.cluster = cluster;
        this.published = published;
        this.exclusions = exclusions;
    }

    /**
     * Whoever holds the namespace now.
     *
     * @param claim
     *            absent where only a label says so
     */
    private record Holder(String mesh, @Nullable Claim claim) {}

    Resolution resolve(String name) {
        Fact<OfNamespace> fact = cluster.namespace(name);
        OfNamespace namespace = fact == null || fact.content().terminating() ? null : fact.content();
        Optional<String> refusal = exclusions.reason(name,
                cpNamespace -> !cluster.controlPlanes(cpNamespace).isEmpty());
        Optional<Holder> holder = namespace == null || refusal.isPresent()
                ? Optional.empty()
                : holder(name, namespace);
        Set<String> claimants = new HashSet<>(cluster.possibleClaimants(name));
        holder.map(Holder::mesh).ifPresent(claimants::add);
        Map<String, String> labels = namespace == null ? Map.of() : namespace.labels();
        List<Candidate> candidates = claimants.stream()
                .flatMap(mesh -> candidate(mesh, name, labels, holder.filter(by -> by.mesh().equals(mesh))).stream())
                .toList();
        if (candidates.isEmpty()) {
            return Resolution.NONE;
        }
        if (refusal.isPresent()) {
            Map<String, String> refused = new HashMap<>();
            explicit(candidates).forEach(mesh -> refused.put(mesh, refusal.get()));
            return new Resolution(null, Map.of(), Set.of(), refused);
        }
        if (namespace == null) {
            return new Resolution(null, Map.of(), Set.copyOf(explicit(candidates).toList()), Map.of());
        }
        Candidate winner = Winner.of(holder.map(Holder::mesh), candidates).orElseThrow();
        Map<String, Claim> lost = new HashMap<>();
        candidates.stream().filter(candidate -> !candidate.equals(winner))
                .forEach(loser -> lost.put(loser.cpNamespace(), claim(loser.kind())));
        return new Resolution(new Resolution.Held(namespace.uid(), winner.cpNamespace(), claim(winner.kind())), lost,
                Set.of(), Map.of());
    }

    private static Stream<String> explicit(List<Candidate> candidates) {
        return candidates.stream().filter(candidate -> candidate.kind().isExplicit()).map(Candidate::cpNamespace);
    }

    /**
     * The published holder, of this very Namespace object. On the first start, with nothing on Kafka, the label that
     * members carry tells who held what before the topics were lost, or before Muster came.
     */
    private Optional<Holder> holder(String name, OfNamespace namespace) {
        if (published.isBlank()) {
            return Optional.ofNullable(namespace.labels().get(MeshKeys.MEMBER_OF)).map(mesh -> new Holder(mesh, null));
        }
        MemberState member = published.member(name);
        return member == null || !member.uid().equals(namespace.uid())
                ? Optional.empty()
                : Optional.of(new Holder(member.mesh(), member.claim()));
    }

    /** The claim of a mesh on a namespace, which it may hold already. */
    private Optional<Candidate> candidate(String mesh, String namespace, Map<String, String> labels,
            Optional<Holder> holding) {
        SortedMap<String, Fact<OfControlPlane>> controlPlanes = cluster.controlPlanes(mesh);
        if (controlPlanes.isEmpty()) {
            return Optional.empty();
        }
        RollClaims.Parsed roll = roll(mesh);
        RollClaims claims = roll instanceof RollClaims.Valid valid ? valid.claims() : RollClaims.NONE;
        Optional<MemberClaim> object = Optional.ofNullable(cluster.memberObject(namespace))
                .map(Fact::content).map(OfMemberObject::claim);
        Optional<ClaimKind> live = controlPlanes.keySet().stream()
                .flatMap(name -> Claims.strongest(mesh, name, claims, object, namespace, labels).stream())
                .min(Comparator.naturalOrder());
        boolean isOne = controlPlanes.size() == 1;
        Optional<ClaimKind> kind = isOne && roll instanceof RollClaims.Valid
                ? live
                : unheeded(roll, isOne, live, holding);
        Instant createdAt = controlPlanes.values().stream().map(controlPlane -> controlPlane.content().createdAt())
                .min(Comparator.naturalOrder()).orElseThrow();
        return kind.map(strongest -> new Candidate(mesh, strongest, createdAt));
    }

    /**
     * The claim where the roll counts for nothing, because it cannot be read or because its namespace has more than one
     * control plane: what it gave stays, and it gives nothing new. Only the member object says something still; with
     * more than one control plane it can let go of the namespace, and take hold of none.
     */
    private static Optional<ClaimKind> unheeded(RollClaims.Parsed roll, boolean isOne, Optional<ClaimKind> live,
            Optional<Holder> holding) {
        Optional<ClaimKind> byObject = live.filter(ClaimKind.MEMBER_OBJECT::equals);
        if (holding.isEmpty()) {
            return isOne ? byObject : Optional.empty();
        }
        if (byObject.isPresent()) {
            return byObject;
        }
        Claim held = holding.get().claim();
        if (held == null) {
            // An unreadable roll could have meant anything, so that the label is all there is to go by.
            return roll instanceof RollClaims.Valid ? live : Optional.of(ClaimKind.SELECTOR);
        }
        return held == Claim.MEMBER_OBJECT ? live : Optional.of(kind(held));
    }

    private RollClaims.Parsed roll(String mesh) {
        Fact<OfRoll> fact = cluster.roll(mesh);
        return fact == null ? new RollClaims.Valid(RollClaims.NONE, List.of()) : fact.content().roll();
    }

    private static Claim claim(ClaimKind kind) {
        return switch (kind) {
            case MEMBER_OBJECT -> Claim.MEMBER_OBJECT;
            case LISTED -> Claim.LISTED;
            case WILDCARD -> Claim.WILDCARD;
            case SELECTOR -> Claim.SELECTOR;
        };
    }

    private static ClaimKind kind(Claim claim) {
        return switch (claim) {
            case MEMBER_OBJECT -> ClaimKind.MEMBER_OBJECT;
            case LISTED -> ClaimKind.LISTED;
            case WILDCARD -> ClaimKind.WILDCARD;
            case SELECTOR -> ClaimKind.SELECTOR;
        };
    }
}
