package io.muster.audit;

import io.muster.events.Cause;
import io.muster.events.Claim;
import io.muster.events.Concern;
import io.muster.events.Event;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything about one namespace.
 *
 * @param namespace
 *            the namespace
 * @param mesh
 *            the mesh that holds it; absent if none does
 * @param claim
 *            by what right
 * @param since
 *            when the mesh took hold of it
 * @param cause
 *            what led to the present membership
 * @param event
 *            id of the event that says so
 * @param concerns
 *            how it stands with each
 * @param otherClaims
 *            what other meshes' records say of it, in words
 */
public record MemberStatus(
        String namespace,
        @Nullable String mesh,
        @Nullable Claim claim,
        @Nullable Instant since,
        @Nullable Cause cause,
        @Nullable String event,
        Map<Concern, Standing> concerns,
        List<String> otherClaims) {

    public MemberStatus {
        concerns = Collections.unmodifiableSortedMap(new TreeMap<>(concerns));
        otherClaims = List.copyOf(otherClaims);
    }

    /** What is said of a namespace; empty if nothing is. */
    public static Optional<MemberStatus> of(String namespace, Present present) {
        Event event = present.members().get(namespace);
        MemberState member = event == null ? null : event.member();
        Map<Concern, Standing> concerns = Standing.of(namespace, present);
        List<String> others = otherClaims(namespace, present);
        if (event == null || member == null) {
            return concerns.isEmpty() && others.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new MemberStatus(namespace, null, null, null, null, null, concerns,
                            others));
        }
        return Optional.of(new MemberStatus(namespace, member.mesh(), member.claim(), member.since(), member.cause(),
                event.id(), concerns, others));
    }

    /** The members of a mesh. */
    public static List<MemberStatus> ofMesh(String mesh, Present present) {
        return present.members().values().stream().map(Event::member).filter(Objects::nonNull)
                .filter(member -> member.mesh().equals(mesh))
                .map(member -> of(member.namespace(), present)).flatMap(Optional::stream).toList();
    }

    /** Whether every concern is applied. */
    public boolean isApplied() {
        return mesh != null && concerns.values().stream().allMatch(each -> each.state() == Standing.State.APPLIED);
    }

    /** Whether nothing is left of a membership. */
    public boolean isGone() {
        return mesh == null && concerns.isEmpty();
    }

    private static List<String> otherClaims(String namespace, Present present) {
        List<String> claims = new ArrayList<>();
        for (Event event : present.meshes().values()) {
            MeshState mesh = event.mesh();
            if (mesh == null) {
                continue;
            }
            mesh.conflicts().stream().filter(each -> each.namespace().equals(namespace)).forEach(each -> claims.add(
                    "mesh %s claims it, too; %s holds it".formatted(mesh.namespace(), each.holder())));
            mesh.refused().stream().filter(each -> each.namespace().equals(namespace)).forEach(
                    each -> claims.add("refused to mesh %s: %s".formatted(mesh.namespace(), each.reason())));
            if (mesh.missing().contains(namespace)) {
                claims.add("mesh %s claims it, but it does not exist or is being deleted".formatted(mesh.namespace()));
            }
        }
        return claims;
    }
}
