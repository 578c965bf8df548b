package io.muster.runtime;

import io.muster.events.Outcome.ObjectOutcome;
import io.muster.events.Outcome.Result;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * What has to be done in a namespace about one kind of thing.
 *
 * @param standing
 *            where those objects stand that need no write
 * @param writes
 *            the others' writes; they may run at the same time
 * @param hold
 *            something is left as it is for so long, because somebody else keeps changing it
 * @param waiting
 *            why the namespace as a whole has to wait; empty if it need not
 * @param note
 *            what there is to say although all is well; empty if nothing
 * @param woken
 *            the namespace is woken when what it waits for has happened: there is no need to look every moment
 */
public record Plan(
        List<ObjectOutcome> standing, List<Callable<ObjectWrite>> writes, Duration hold, String waiting,
        String note, boolean woken) {

    private static final Plan NOTHING = of(List.of(), List.of());

    public Plan {
        standing = List.copyOf(standing);
        writes = List.copyOf(writes);
    }

    /** There is nothing that should be there, and nothing there. */
    public static Plan nothing() {
        return NOTHING;
    }

    /** These stand, and those are to be written. */
    public static Plan of(List<ObjectOutcome> standing, List<Callable<ObjectWrite>> writes) {
        return new Plan(standing, writes, Duration.ZERO, "", "", false);
    }

    /** Nothing can be said before something outside happens; what is there stays as it is. */
    public static Plan waiting(String reason) {
        return new Plan(List.of(), List.of(), Duration.ZERO, reason, "", false);
    }

    /** An object waits for something that wakes the namespace when it happens. */
    public static Plan untilWoken(ObjectOutcome waiting) {
        return new Plan(List.of(waiting), List.of(), Duration.ZERO, "", "", true);
    }

    /** An object is left as it is for so long, because somebody else keeps changing it. */
    public static Plan held(String kind, String name, Duration hold) {
        return new Plan(List.of(new ObjectOutcome(kind, name, Result.FAILED, ServiceContext.heldReason())), List.of(),
                hold, "", "", false);
    }

    /** Nothing is to be done, for a reason that is worth saying. */
    public static Plan noting(String note) {
        return new Plan(List.of(), List.of(), Duration.ZERO, "", note, false);
    }
}
