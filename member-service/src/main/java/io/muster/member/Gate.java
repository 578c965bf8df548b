package io.muster.member;

import io.muster.events.Concern;
import io.muster.events.Event;
import io.muster.events.MeshState;
import io.muster.events.Outcome;
import io.muster.events.Outcome.ObjectOutcome;
import io.muster.member.ConcernStanding.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a namespace must have passed before it is labelled: the label decides which injector and which policies apply,
 * so everything else has to be there first.
 *
 * @param standings
 *            one for each required concern
 */
record Gate(List<ConcernStanding> standings) {

    Gate {
        standings = List.copyOf(standings);
    }

    /**
     * Looks at what the other services said.
     *
     * @param event
     *            the member event that is in force
     * @param outcome
     *            what a concern's service said last about the namespace; null if nothing
     */
    static Gate of(Set<Concern> required, Event event, MeshState mesh, Function<Concern, @Nullable Outcome> outcome) {
        return new Gate(required.stream().sorted()
                .map(concern -> ConcernStanding.of(concern, outcome.apply(concern), event, mesh)).toList());
    }

    /** Whether every required concern is applied for the present member event and revision of the mesh. */
    boolean isOpen() {
        return standings.stream().allMatch(ConcernStanding::isApplied);
    }

    /** Whether some required concern stands so. */
    boolean has(Kind kind) {
        return standings.stream().anyMatch(standing -> standing.kind() == kind);
    }

    /** How it stands with a concern; empty if that is not required. */
    Optional<ConcernStanding> standing(Concern concern) {
        return standings.stream().filter(standing -> standing.concern() == concern).findFirst();
    }

    /** Why it is closed, concern by concern; empty if it is open. */
    String reason() {
        return standings.stream().filter(standing -> !standing.isApplied())
                .map(standing -> standing.concern().id() + ": " + standing.reason())
                .collect(Collectors.joining("; "));
    }

    /** What sources ask for in vain. */
    List<ObjectOutcome> refused() {
        return standings.stream().flatMap(standing -> standing.refused().stream()).toList();
    }
}
