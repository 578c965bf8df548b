package io.muster.runtime;

import io.muster.events.Concern;
import io.muster.events.Event;
import io.muster.events.EventType;
import io.muster.events.Outcome;
import io.muster.events.Outcome.Repair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Makes a namespace what it should be, once, now: compares what is desired with what is there and writes the
 * difference. Joins, leaves, moves, control-plane changes, drift, replay and restarts all come down to this.
 */
final class Convergence {

    private final Concern concern;
    private final List<Holding> holdings;
    private final LiveClaims claims;
    private final OutcomeLog outcomes;
    private final FightGuard fights;
    private final Executor writers;
    private final Clock clock;

    /** How a convergence ended. */
    sealed interface End {

        /** The namespace is as it should be, and the outcome says so. */
        record Settled(@Nullable Event answered, int repaired) implements End {}

        /** Not yet; the outcome says why. */
        record Unsettled(Outcome.State state, String reason) implements End {}

        /**
         * Not yet, for a reason that should pass by itself in a moment: nobody has been told.
         *
         * @param woken
         *            whether the namespace is woken when it has passed
         */
        record Passing(String reason, boolean woken) implements End {}

        /** Nothing can be done until the tables or the cluster say more. */
        record Unknown(String reason) implements End {}

        /** Somebody else keeps changing an object: it is repaired later. */
        record Fighting(Duration hold) implements End {}
    }

    Convergence(Concern concern, List<Holding> holdings, LiveClaims claims, OutcomeLog outcomes, FightGuard fights,
            Executor writers, Clock clock) {
        this.concern = concern;
        this.holdings = List.copyOf(holdings);
        this.claims = claims;
        this.outcomes = outcomes;
        this.fights = fights;
        this.writers = writers;
        this.clock = clock;
    }

    /**
     * Converges a namespace.
     *
     * @param before
     *            how it stood with it; null if it was settled
     */
    End converge(String namespace, Situation situation, @Nullable Unsettled before) throws InterruptedException {
        return switch (situation) {
            case Situation.Unknown unknown -> new End.Unknown(unknown.reason());
            case Situation.Unmentioned _ -> leave(namespace);
            case Situation.NotMember none -> release(namespace, none.left(), before);
            case Situation.Member member -> apply(member, before);
        };
    }

    /** Where nothing is, nothing has to be kept: the record, when it comes, is looked at by itself. */
    private End leave(String namespace) {
        boolean isNothingThere = outcomes.last(namespace).outcome() == null
                && holdings.stream().noneMatch(holding -> holding.isIn(namespace));
        return isNothingThere
                ? new End.Settled(null, 0)
                : new End.Unknown("a mesh claims it in the cluster and the watcher has not said so yet");
    }

    private End release(String namespace, @Nullable Event left, @Nullable Unsettled before)
            throws InterruptedException {
        Instant began = clock.instant();
        LiveClaims.NamespaceFacts facts = claims.namespace(namespace);
        // What is in a namespace that is going goes with it.
        boolean going = facts == null || facts.terminating();
        List<Plan> plans = going ? List.of() : holdings.stream().map(holding -> holding.release(namespace)).toList();
        Standing result = Standing.of(plans, run(plans));
        OutcomeLog.Last last = outcomes.last(namespace);
        if (result.passing() && result.written().isEmpty() && isLeftUnsaid(result.reason(), before, last)) {
            return new End.Passing(result.reason(), result.woken());
        }
        String mesh = last.outcome() == null ? null : last.outcome().mesh();
        if (result.state() == Outcome.State.APPLIED) {
            if (last.outcome() != null || !result.written().isEmpty()) {
                outcomes.publish(EventType.CONCERN_RELEASED, outcome(namespace, mesh, left, null, result, List.of()),
                        left, began);
            }
            return new End.Settled(left, 0);
        }
        say(outcome(namespace, mesh, left, null, result, List.of()), last, left, began);
        return new End.Unsettled(result.state(), result.reason());
    }

    private End apply(Situation.Member situation, @Nullable Unsettled before) throws InterruptedException {
        Instant began = clock.instant();
        String namespace = situation.member().namespace();
        String revision = situation.mesh().revision(concern);
        OutcomeLog.Last last = outcomes.last(namespace);
        Membership member = new Membership(situation.member(), situation.event(), situation.mesh(),
                wasApplied(last, situation.event(), revision));
        List<Plan> plans = holdings.stream().map(holding -> holding.keep(member)).toList();
        Standing result = Standing.of(plans, run(plans));
        result.repaired().forEach(repair -> fights.repaired(namespace, repair.kind(), repair.name()));
        if ((result.passing() || result.state() == Outcome.State.WAITING) && result.written().isEmpty()
                && isLeftUnsaid(result.reason(), before, last)) {
            return new End.Passing(result.reason(), result.woken());
        }
        say(outcome(namespace, situation.member().mesh(), situation.event(), revision, result, result.repaired()),
                last, situation.event(), began);
        Duration hold = plans.stream().map(Plan::hold).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
        if (!hold.isZero()) {
            return new End.Fighting(hold);
        }
        return result.state() == Outcome.State.APPLIED
                ? new End.Settled(situation.event(), result.repaired().size())
                : new End.Unsettled(result.state(), result.reason());
    }

    /**
     * What is desired was there before, for this very event and revision: what differs now is somebody else's doing.
     */
    private static boolean wasApplied(OutcomeLog.Last last, Event event, String revision) {
        Outcome before = last.outcome();
        return before != null && before.state() == Outcome.State.APPLIED && event.id().equals(before.event())
                && revision.equals(before.revision());
    }

    /** All at once: one on this thread, which would only wait for it, and each other on its own. */
    private List<ObjectWrite> run(List<Plan> plans) throws InterruptedException {
        List<FutureTask<ObjectWrite>> writes = plans.stream().flatMap(plan -> plan.writes().stream())
                .map(FutureTask::new).toList();
        writes.stream().skip(1).forEach(writers::execute);
        writes.stream().limit(1).forEach(FutureTask::run);
        List<ObjectWrite> results = new ArrayList<>();
        Throwable fault = null;
        try {
            // None may be under way any more when this namespace's next turn comes, whatever became of the others.
            for (FutureTask<ObjectWrite> write : writes) {
                try {
                    results.add(write.get());
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof InterruptedException) {
                        throw new InterruptedException("interrupted while writing");
                    }
                    fault = fault == null ? e.getCause() : fault;
                }
            }
        } finally {
            writes.forEach(write -> write.cancel(true));
        }
        if (fault != null) {
            throw new IllegalStateException("a fault while writing", fault);
        }
        return results;
    }

    private boolean isLeftUnsaid(String reason, @Nullable Unsettled before, OutcomeLog.Last last) {
        return before == null || before.leavesUnsaid(reason,
                last.outcome() == null ? Instant.MIN : last.outcome().observed(), clock.instant());
    }

    private void say(Outcome outcome, OutcomeLog.Last last, @Nullable Event answered, Instant began) {
        if (last.outcome() == null || !outcome.repeats(last.outcome())) {
            outcomes.publish(type(outcome), outcome, answered, began);
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
        return new Outcome(namespace, concern, result.state(), mesh, event == null ? null : event.id(),
                revision,
                result.reason(), result.objects(), result.written(), repaired,
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }
}
