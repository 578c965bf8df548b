package io.muster.system.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One namespace joins an idle mesh of many, again and again. */
final class OneJoin implements Scenario {

    private static final int MEMBERS = 500;
    private static final int WARM_UP = 50;
    private static final int JOINS = 300;
    private static final int COUNTED = 5;
    private static final Duration BOUND = Duration.ofMinutes(2);

    private final Estate estate;
    private final Duration mostAtMedian;
    private final Duration mostAtWorst;

    /**
     * @param mostAtMedian
     *            what half of the joins may take
     * @param mostAtWorst
     *            what all but one in a hundred may take
     */
    OneJoin(Estate estate, Duration mostAtMedian, Duration mostAtWorst) {
        this.estate = estate;
        this.mostAtMedian = mostAtMedian;
        this.mostAtWorst = mostAtWorst;
    }

    @Override
    public List<Finding> measure(Run run) {
        int count = run.size(MEMBERS);
        List<String> candidate = List.of("one-more");
        Sample joins = new Sample();
        Sample edits = new Sample();
        Sample leaves = new Sample();
        List<Finding> findings = new ArrayList<>();
        try (Converged mesh = Converged.open(run, count, estate, Subject.Layout.ONE_JVM, JvmFlags.up())) {
            mesh.stand().namespaces(candidate);
            Random pauses = new Random(count);
            for (int i = -run.repetitions(WARM_UP); i < run.repetitions(JOINS); i++) {
                Edited join = join(mesh, candidate, pauses);
                Edited leave = leave(mesh, candidate, pauses);
                if (i >= 0) {
                    joins.add(join.done);
                    edits.add(join.edit);
                    leaves.add(leave.done);
                }
            }
            run.say("joins %s … %s".formatted(Finding.text(joins.smallest()), Finding.text(joins.largest())));
            String what = "one joins an idle mesh of %d, %s, %d times: ".formatted(count,
                    estate == Estate.EVERYTHING ? "everything" : "role bindings", joins.size());
            findings.add(Finding.within(what + "median", joins.median(), mostAtMedian));
            findings.add(Finding.within(what + "99th percentile", joins.percentile(99), mostAtWorst));
            findings.add(Finding.info("… the edit alone, until the API server answers: median", "",
                    Finding.text(edits.median()), ""));
            findings.add(Finding.info("… one leaves: median", "", Finding.text(leaves.median()), ""));
            findings.add(writes(mesh, candidate, pauses));
        }
        return findings;
    }

    /** Slowly, so that each join is by itself: its own writes, and one status where there are statuses. */
    private Finding writes(Converged mesh, List<String> candidate, Random pauses) {
        long writes = 0;
        for (int i = 0; i < COUNTED; i++) {
            mesh.settle();
            long before = mesh.stand().writes();
            var _ = join(mesh, candidate, pauses);
            mesh.settle();
            // The edit of the roll is one of them.
            writes += mesh.stand().writes() - before - 1;
            var _ = leave(mesh, candidate, pauses);
        }
        int status = estate == Estate.EVERYTHING ? 1 : 0;
        return Finding.exactly("one joins, %d times: writes, Events aside".formatted(COUNTED), writes,
                (long) COUNTED * (estate.writesPerMember() + status));
    }

    /** How long the edit of the roll took, and how long, from its start, until all was as it must be. */
    private record Edited(Duration edit, Duration done) {}

    private static Edited join(Converged mesh, List<String> candidate, Random pauses) {
        idle(pauses);
        Ruler.Awaited there = mesh.ruler().await(mesh.keys(candidate), mesh.mesh()::isCopy);
        Edit edit = mesh.mesh().list(mesh.membersAnd(candidate));
        return new Edited(edit.took(), Duration.ofNanos(there.nanos(BOUND) - edit.sent()));
    }

    private static Edited leave(Converged mesh, List<String> candidate, Random pauses) {
        idle(pauses);
        Ruler.Awaited gone = mesh.ruler().await(mesh.keys(candidate), mesh.mesh()::isReleased);
        Edit edit = mesh.mesh().list(mesh.members());
        return new Edited(edit.took(), Duration.ofNanos(gone.nanos(BOUND) - edit.sent()));
    }

    /** Of no fixed length, so that nothing periodic is met at the same moment each time. */
    private static void idle(Random pauses) {
        Stand.pause(Duration.ofMillis(20 + pauses.nextInt(60)));
    }
}
