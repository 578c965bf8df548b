package io.muster.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.muster.events.Event;
import io.muster.events.EventType;
import io.muster.events.Outcome;
import io.muster.events.Outcome.ObjectOutcome;
import io.muster.events.Outcome.Repair;
import io.muster.events.Outcome.Result;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes a namespace what it should be, once, now: compares what is desired with what is there and writes the
 * difference. Joins, leaves, moves, control-plane changes, drift, replay and restarts all come down to this.
 */
final class Convergence<T extends HasMetadata> {

    private final ConcernLogic<T> logic;
    private final OurObjects<T> objects;
    private final Applier<T> applier;
    private final LiveClaims claims;
    private final OutcomeLog outcomes;
    private final FightGuard fights;
    private final ExecutorService writers;
    private final Clock clock;

    /** How a convergence ended. */
    sealed interface End {

        /** The namespace is as it should be, and the outcome says so. */
        record Settled(@Nullable Event answered, int repaired) implements End {}

        /** Not yet; the outcome says why. */
        record Unsettled(Outcome.State state, String reason) implements End {}

        /** Not yet, for a reason that should pass by itself in a moment: nobody has been told. */
        record Passing(String reason) implements End {}

        /** Nothing can be done until the tables or the cluster say more. */
        record Unknown(String reason) implements End {}

        /** Somebody else keeps changing an object: it is repaired later. */
        record Fighting(Duration hold) implements End {}
    }

    Convergence(ConcernLogic<T> logic, OurObjects<T> objects, Applier<T> applier, LiveClaims claims,
            OutcomeLog outcomes, FightGuard fights, ExecutorService writers, Clock clock) {
        this.logic = logic;
        this.objects = objects;
        this.applier = applier;
        this.claims = claims;
        this.outcomes = outcomes;
        this.fights = fights;
        this.writers = writers;
        this.clock = clock;
    }

    /**
     * Converges a namespace.
     *
     * @param patient
     *            whether what should pass by itself is left unsaid for now
     */
    End converge(String namespace, Situation situation, boolean patient) throws InterruptedException {
        return switch (situation) {
            case Situation.Unknown unknown -> new End.Unknown(unknown.reason());
            case Situation.NotMember none -> release(namespace, none.left(), patient);
            case Situation.Member member -> apply(member, patient);
        };
    }

    private End release(String namespace, @Nullable Event left, boolean patient) throws InterruptedException {
        LiveClaims.NamespaceFacts facts = claims.namespace(namespace);
        // What is in a namespace that is going goes with it.
        boolean going = facts == null || facts.terminating();
        Map<String, T> there = going ? Map.of() : objects.in(namespace);
        List<Callable<ObjectWrite>> writes = new ArrayList<>();
        there.values().forEach(object -> writes.add(() -> applier.remove(object, false)));
        Standing result = Standing.of(run(writes), List.of());
        if (result.passing() && patient) {
            return new End.Passing(result.reason());
        }
        OutcomeLog.Last last = outcomes.last(namespace);
        if (result.state() == Outcome.State.APPLIED) {
            if (last.outcome() != null || !result.written().isEmpty()) {
                outcomes.publish(EventType.CONCERN_RELEASED, outcome(namespace, last.outcome() == null
                        ? null
                        : last.outcome().mesh(), left, null, result, List.of()));
            }
            return new End.Settled(left, 0);
        }
        say(outcome(namespace, last.outcome() == null ? null : last.outcome().mesh(), left, null, result, List.of()),
                last);
        return new End.Unsettled(result.state(), result.reason());
    }

    private End apply(Situation.Member situation, boolean patient) throws InterruptedException {
        String namespace = situation.member().namespace();
        String revision = situation.mesh().revision(logic.concern());
        OutcomeLog.Last last = outcomes.last(namespace);
        Standing result;
        Duration hold = Duration.ZERO;
        switch (logic.desired(situation.member(), situation.mesh())) {
            case Desired.Waiting<T> waiting -> result = Standing.waiting(waiting.reason());
            case Desired.Objects<T> desired -> {
                Plan plan = plan(situation, desired, wasApplied(last, situation.event(), revision));
                hold = plan.hold;
                result = Standing.of(run(plan.writes), plan.standing);
                result.repaired().forEach(repair -> fights.repaired(key(namespace, repair.kind(), repair.name())));
            }
        }
        if ((result.passing() || result.state() == Outcome.State.WAITING) && patient && result.written().isEmpty()) {
            return new End.Passing(result.reason());
        }
        say(outcome(namespace, situation.member().mesh(), situation.event(), revision, result, result.repaired()),
                last);
        if (!hold.isZero()) {
            return new End.Fighting(hold);
        }
        return result.state() == Outcome.State.APPLIED
                ? new End.Settled(situation.event(), result.repaired().size())
                : new End.Unsettled(result.state(), result.reason());
    }

    private static final class Plan {

        private final List<Callable<ObjectWrite>> writes = new ArrayList<>();
        private final List<ObjectOutcome> standing = new ArrayList<>();
        private Duration hold = Duration.ZERO;
    }

    private Plan plan(Situation.Member situation, Desired.Objects<T> desired, boolean wasApplied) {
        String namespace = situation.member().namespace();
        Map<String, T> there = objects.in(namespace);
        LiveClaims.Verdict verdict = claims.verify(situation.member(), situation.mesh());
        Plan plan = new Plan();
        plan.standing.addAll(desired.refused());
        plan.standing.addAll(desired.unconfirmed());
        Set<String> kept = desired.unconfirmed().stream().map(ObjectOutcome::name)
                .collect(Collectors.toCollection(HashSet::new));
        for (T wanted : desired.wanted()) {
            String name = wanted.getMetadata().getName();
            kept.add(name);
            T live = there.get(name);
            if (live != null && !applier.differs(live, wanted)) {
                plan.standing.add(stands(name, Result.PRESENT, ""));
            } else if (verdict instanceof LiveClaims.Verdict.Unconfirmed unconfirmed) {
                plan.standing.add(stands(name, Result.WAITING, unconfirmed.reason()));
            } else if (!held(plan, namespace, name, wasApplied)) {
                plan.writes.add(() -> applier.ensure(live, wanted, wasApplied));
            }
        }
        Set<String> refused = desired.refused().stream().map(ObjectOutcome::name).collect(Collectors.toSet());
        there.forEach((name, live) -> {
            boolean drift = wasApplied && !refused.contains(name);
            if (!kept.contains(name) && !held(plan, namespace, name, drift)) {
                plan.writes.add(() -> applier.remove(live, drift));
            }
        });
        return plan;
    }

    private boolean held(Plan plan, String namespace, String name, boolean wasApplied) {
        Duration hold = wasApplied ? fights.hold(key(namespace, logic.kind().name(), name)) : Duration.ZERO;
        if (hold.isZero()) {
            return false;
        }
        plan.hold = plan.hold.compareTo(hold) > 0 ? plan.hold : hold;
        plan.standing.add(stands(name, Result.FAILED,
                "somebody keeps changing it back: repaired at ever longer intervals; stop them, or the history of this namespace says who it is"));
        return true;
    }

    /**
     * What is desired was there before, for this very event and revision: what differs now is somebody else's doing.
     */
    private static boolean wasApplied(OutcomeLog.Last last, Event event, String revision) {
        Outcome before = last.outcome();
        return before != null && before.state() == Outcome.State.APPLIED && event.id().equals(before.event())
                && revision.equals(before.revision());
    }

    private List<ObjectWrite> run(List<Callable<ObjectWrite>> writes) throws InterruptedException {
        List<ObjectWrite> results = new ArrayList<>();
        for (Future<ObjectWrite> write : writers.invokeAll(writes)) {
            try {
                results.add(write.get());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof InterruptedException) {
                    throw new InterruptedException("interrupted while writing");
                }
                throw new IllegalStateException("a fault while writing", e.getCause());
            }
        }
        return results;
    }

    private void say(Outcome outcome, OutcomeLog.Last last) {
        if (last.outcome() == null || !outcome.repeats(last.outcome())) {
            outcomes.publish(type(outcome), outcome);
        }
    }

    private static EventType type(Outcome outcome) {
        return switch (outcome.state()) {
            case APPLIED -> outcome.repaired().isEmpty() ? EventType.CONCERN_APPLIED : EventType.CONCERN_REPAIRED;
            case WAITING -> EventType.CONCERN_WAITING;
            case FAILED -> EventType.CONCERN_FAILED;
            case CONFLICT -> EventType.CONCERN_CONFLICTED;
        };
    }

    private Outcome outcome(String namespace, @Nullable String mesh, @Nullable Event event, @Nullable String revision,
            Standing result, List<Repair> repaired) {
        return new Outcome(namespace, logic.concern(), result.state(), mesh, event == null ? null : event.id(),
                revision,
                result.reason(), result.objects(), result.written(), repaired,
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    private ObjectOutcome stands(String name, Result result, String reason) {
        return new ObjectOutcome(logic.kind().name(), name, result, reason);
    }

    private static String key(String namespace, String kind, String name) {
        return Objects.requireNonNull(namespace) + "/" + kind + "/" + name;
    }
}
