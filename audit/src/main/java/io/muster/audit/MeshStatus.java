package io.muster.audit;

import io.muster.events.Concern;
import io.muster.events.Event;
import io.muster.events.MeshState;
import io.muster.events.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One mesh in figures.
 *
 * @param mesh
 *            control-plane namespace
 * @param controlPlane
 *            name of the control plane; absent if members name a mesh that is not there
 * @param version
 *            of the control plane
 * @param reconciled
 *            whether the control plane's operator has acted on its present generation
 * @param members
 *            how many
 * @param concerns
 *            how they stand, for each concern that a service publishes outcomes of
 * @param conflicts
 *            namespaces that it claims and another mesh holds
 * @param missing
 *            namespaces that it claims and that are not there
 * @param refused
 *            namespaces that it names and that can never be members
 * @param problems
 *            what is wrong with its roll or control planes
 * @param lastChange
 *            when something was last said about it or one of its members
 */
public record MeshStatus(
        String mesh,
        @Nullable String controlPlane,
        @Nullable String version,
        boolean reconciled,
        int members,
        Map<Concern, Tally> concerns,
        List<MeshState.Conflict> conflicts,
        List<String> missing,
        List<MeshState.Refused> refused,
        List<MeshState.Problem> problems,
        @Nullable Instant lastChange) {

    public MeshStatus {
        concerns = Collections.unmodifiableSortedMap(new TreeMap<>(concerns));
        conflicts = List.copyOf(conflicts);
        missing = List.copyOf(missing);
        refused = List.copyOf(refused);
        problems = List.copyOf(problems);
    }

    /** Whether all members have what they need and nothing is wrong. */
    public boolean isSettled() {
        return problems.isEmpty() && concerns.values().stream().allMatch(Tally::isComplete);
    }

    /** All meshes, sorted by name. */
    public static List<MeshStatus> all(Present present) {
        SortedMap<String, List<String>> members = new TreeMap<>();
        present.members().values().stream().map(Event::member).filter(Objects::nonNull).forEach(
                member -> members.computeIfAbsent(member.mesh(), _ -> new ArrayList<>()).add(member.namespace()));
        TreeSet<String> names = new TreeSet<>(present.meshes().keySet());
        names.addAll(members.keySet());
        return names.stream().map(name -> of(name, members.getOrDefault(name, List.of()), present)).toList();
    }

    private static MeshStatus of(String name, List<String> members, Present present) {
        Map<Concern, List<Standing>> standings = new EnumMap<>(Concern.class);
        present.outcomes().keySet().forEach(concern -> standings.put(concern, new ArrayList<>()));
        members.forEach(member -> Standing.of(member, present).forEach(
                (concern, standing) -> standings.computeIfAbsent(concern, _ -> new ArrayList<>()).add(standing)));
        Map<Concern, Tally> tallies = new EnumMap<>(Concern.class);
        standings.forEach((concern, each) -> tallies.put(concern, Tally.of(each)));
        Instant lastChange = Stream.concat(present.mesh(name).map(MeshState::observed).stream(), members.stream()
                .flatMap(member -> observed(member, present))).max(Instant::compareTo).orElse(null);
        MeshState mesh = present.mesh(name).orElse(null);
        return mesh == null
                ? new MeshStatus(name, null, null, false, members.size(), tallies, List.of(), List.of(), List.of(),
                        List.of(new MeshState.Problem("Unknown", "no record of this mesh can be read")), lastChange)
                : new MeshStatus(name, mesh.name(), mesh.maistraVersion(), mesh.reconciled(), members.size(), tallies,
                        mesh.conflicts(), mesh.missing(), mesh.refused(), mesh.problems(), lastChange);
    }

    private static Stream<Instant> observed(String member, Present present) {
        return Stream.concat(present.member(member).map(each -> each.observed()).stream(), present.outcomes().keySet()
                .stream().flatMap(concern -> present.outcome(concern, member).map(Outcome::observed).stream()));
    }
}
