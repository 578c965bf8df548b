package io.muster.audit;

import io.muster.events.Concern;
import io.muster.events.Event;
import io.muster.events.MemberState;
import io.muster.events.Outcome;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a namespace stands with a concern.
 *
 * @param state
 *            how
 * @param reason
 *            in words a person can act on; empty when all is well
 * @param objects
 *            what the service said of each object; empty while it has not answered
 * @param observed
 *            when the service said so; absent while it has not answered
 */
public record Standing(
        State state, String reason, List<Outcome.ObjectOutcome> objects, @Nullable Instant observed) {

    /** How a namespace stands with a concern. */
    public enum State {
        /** What is desired is there. */
        APPLIED,
        /** The service has not answered the present membership and mesh yet. */
        PENDING,
        /** Something outside has to happen first. */
        WAITING,
        /** The cluster refuses a write. */
        FAILED,
        /** An object of somebody else's is in the way. */
        CONFLICT,
        /** The namespace is no member any more, and something is left there. */
        LEAVING
    }

    public Standing {
        objects = List.copyOf(objects);
    }

    /** How many of the objects were refused: one bad source holds up no member. */
    public long refused() {
        return objects.stream().filter(each -> each.result() == Outcome.Result.REFUSED).count();
    }

    /** How a namespace stands with each concern that a service publishes outcomes of; empty if none concerns it. */
    public static Map<Concern, Standing> of(String namespace, Present present) {
        Map<Concern, Standing> standings = new EnumMap<>(Concern.class);
        present.outcomes().keySet().forEach(concern -> of(concern, namespace, present)
                .ifPresent(standing -> standings.put(concern, standing)));
        return standings;
    }

    private static Optional<Standing> of(Concern concern, String namespace, Present present) {
        Event membership = present.members().get(namespace);
        MemberState member = membership == null ? null : membership.member();
        Optional<Outcome> outcome = present.outcome(concern, namespace);
        if (membership == null || member == null) {
            return outcome.map(said -> new Standing(State.LEAVING, said.reason(), said.objects(), said.observed()));
        }
        String revision = present.mesh(member.mesh()).map(mesh -> mesh.revision(concern)).orElse(null);
        return Optional.of(outcome.filter(said -> membership.id().equals(said.event())
                && Objects.equals(said.revision(), revision)).map(Standing::answered).orElseGet(
                        () -> new Standing(State.PENDING, "not answered yet", List.of(), null)));
    }

    private static Standing answered(Outcome outcome) {
        State state = switch (outcome.state()) {
            case APPLIED -> State.APPLIED;
            case WAITING -> State.WAITING;
            case FAILED -> State.FAILED;
            case CONFLICT -> State.CONFLICT;
        };
        String reasons = Stream.concat(Stream.of(outcome.reason()), outcome.objects().stream()
                .filter(each -> !each.reason().isEmpty())
                .map(each -> "%s %s: %s".formatted(each.kind(), each.name(), each.reason())))
                .filter(reason -> !reason.isEmpty()).distinct().reduce((a, b) -> a + "; " + b).orElse("");
        return new Standing(state, reasons, outcome.objects(), outcome.observed());
    }
}
