package io.muster.runtime;

import io.muster.events.Outcome;
import io.muster.events.Outcome.ObjectOutcome;
import io.muster.events.Outcome.Repair;
import io.muster.events.Outcome.Result;
import io.muster.events.Outcome.Written;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What became of all objects of a namespace.
 *
 * @param passing
 *            whether some failure may well pass by itself in a moment
 * @param waiting
 *            why the namespace as a whole has to wait; empty if it need not
 * @param note
 *            what there is to say although all is well; empty if nothing
 * @param woken
 *            whether all that has to be waited for wakes the namespace when it happens
 */
record Standing(
        List<ObjectOutcome> objects, List<Written> written, List<Repair> repaired, boolean passing, String waiting,
        String note, boolean woken) {

    /** Sums up what was planned and what became of the plans' writes. */
    static Standing of(List<Plan> plans, List<ObjectWrite> writes) {
        List<ObjectOutcome> objects = new ArrayList<>();
        plans.forEach(plan -> objects.addAll(plan.standing()));
        List<Written> written = new ArrayList<>();
        List<Repair> repaired = new ArrayList<>();
        boolean passing = false;
        for (ObjectWrite write : writes) {
            write.standing().ifPresent(objects::add);
            written.addAll(write.written());
            if (write.repair() != null) {
                repaired.add(write.repair());
            }
            passing |= write.transientFailure();
        }
        objects.sort(Comparator.comparing(ObjectOutcome::kind).thenComparing(ObjectOutcome::name));
        written.sort(Comparator.comparing(Written::kind).thenComparing(Written::name));
        return new Standing(objects, written, repaired, passing, joined(plans, Plan::waiting),
                joined(plans, Plan::note), writes.isEmpty() && plans.stream().allMatch(Plan::woken));
    }

    /** The worst of its objects' states: what is refused is not desired, so it does not count. */
    Outcome.State state() {
        if (has(Result.FAILED)) {
            return Outcome.State.FAILED;
        }
        if (has(Result.CONFLICT)) {
            return Outcome.State.CONFLICT;
        }
        return has(Result.WAITING) || !waiting.isEmpty() ? Outcome.State.WAITING : Outcome.State.APPLIED;
    }

    /** Why it is not applied, in words a person can act on; if it is, what there is to note. */
    String reason() {
        String reason = Stream.concat(Stream.of(waiting).filter(why -> !why.isEmpty()), objects.stream()
                .filter(object -> object.result() != Result.PRESENT && object.result() != Result.REFUSED)
                .map(object -> object.kind() + " " + object.name() + ": " + object.reason()))
                .collect(Collectors.joining("; "));
        return reason.isEmpty() ? note : reason;
    }

    private static String joined(List<Plan> plans, Function<Plan, String> words) {
        return plans.stream().map(words).filter(each -> !each.isEmpty()).collect(Collectors.joining("; "));
    }

    private boolean has(Result result) {
        return objects.stream().anyMatch(object -> object.result() == result);
    }
}
