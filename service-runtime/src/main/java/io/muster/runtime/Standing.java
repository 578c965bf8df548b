package io.muster.runtime;

import io.muster.events.Outcome;
import io.muster.events.Outcome.ObjectOutcome;
import io.muster.events.Outcome.Repair;
import io.muster.events.Outcome.Result;
import io.muster.events.Outcome.Written;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What became of all objects of a namespace.
 *
 * @param passing
 *            whether some failure may well pass by itself in a moment
 * @param waiting
 *            why the namespace as a whole has to wait; empty if it need not
 */
record Standing(
        List<ObjectOutcome> objects, List<Written> written, List<Repair> repaired, boolean passing, String waiting) {

    /** Nothing was done, because something outside has to happen first. */
    static Standing waiting(String reason) {
        return new Standing(List.of(), List.of(), List.of(), false, reason);
    }

    /** Sums up. */
    static Standing of(List<ObjectWrite> writes, List<ObjectOutcome> others) {
        List<ObjectOutcome> objects = new ArrayList<>(others);
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
        return new Standing(objects, written, repaired, passing, "");
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

    /** Why it is not applied, in words a person can act on; empty if it is. */
    String reason() {
        if (!waiting.isEmpty()) {
            return waiting;
        }
        return objects.stream()
                .filter(object -> object.result() != Result.PRESENT && object.result() != Result.REFUSED)
                .map(object -> object.kind() + " " + object.name() + ": " + object.reason())
                .collect(Collectors.joining("; "));
    }

    private boolean has(Result result) {
        return objects.stream().anyMatch(object -> object.result() == result);
    }
}
