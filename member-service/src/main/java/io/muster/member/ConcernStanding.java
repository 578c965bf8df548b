package io.muster.member;

import io.muster.events.Concern;
import io.muster.events.Event;
import io.muster.events.MeshState;
import io.muster.events.Outcome;
import io.muster.events.Outcome.ObjectOutcome;
import io.muster.events.Outcome.Result;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a namespace stands with one concern, measured by what is asked for now.
 *
 * @param reason
 *            why it is not applied, in words a person can act on; empty if it is
 * @param refused
 *            what a source asks for and must not be there: it is not desired, so it holds up nothing
 */
record ConcernStanding(Concern concern, Kind kind, String reason, List<ObjectOutcome> refused) {

    enum Kind {
        APPLIED,
        /** The concern's service has not answered the present event and revision. */
        BEHIND, WAITING, FAILED, CONFLICT
    }

    ConcernStanding {
        refused = List.copyOf(refused);
    }

    /**
     * Measures what a concern's service said last.
     *
     * @param outcome
     *            null if it said nothing, or that the namespace is released
     */
    static ConcernStanding of(Concern concern, @Nullable Outcome outcome, Event event, MeshState mesh) {
        if (outcome == null || !event.id().equals(outcome.event())
                || !mesh.revision(concern).equals(outcome.revision())) {
            return new ConcernStanding(concern, Kind.BEHIND,
                    concern.id() + "-service has not answered yet: if this stays, look whether it runs", List.of());
        }
        List<ObjectOutcome> refused = outcome.objects().stream().filter(object -> object.result() == Result.REFUSED)
                .toList();
        return new ConcernStanding(concern, switch (outcome.state()) {
            case APPLIED -> Kind.APPLIED;
            case WAITING -> Kind.WAITING;
            case FAILED -> Kind.FAILED;
            case CONFLICT -> Kind.CONFLICT;
        }, outcome.state() == Outcome.State.APPLIED ? "" : outcome.reason(), refused);
    }

    boolean isApplied() {
        return kind == Kind.APPLIED;
    }
}
