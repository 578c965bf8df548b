package io.muster.system.bench;

import java.time.Duration;
import java.util.List;
import java.util.Random;

/** One namespace joins an idle mesh of many, again and again. */
final class OneJoin implements Scenario {

    private static final int MEMBERS = 500;
    private static final int WARM_UP = 50;
    private static final int JOINS = 300;
    private static final Duration MEDIAN = Duration.ofMillis(30);
    private static final Duration P99 = Duration.ofMillis(150);
    private static final Duration BOUND = Duration.ofMinutes(2);

    @Override
    public List<Finding> measure(Run run) {
        int count = run.size(MEMBERS);
        List<String> candidate = List.of("one-more");
        Sample joins = new Sample();
        Sample edits = new Sample();
        Sample leaves = new Sample();
        try (Converged mesh = Converged.open(run, count, Subject.Layout.ONE_JVM, JvmFlags.up())) {
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
        }
        run.say("joins %s … %s".formatted(Finding.text(joins.smallest()), Finding.text(joins.largest())));
        String what = "one joins an idle mesh of %d, %d times: ".formatted(count, joins.size());
        return List.of(Finding.within(what + "median", joins.median(), MEDIAN),
                Finding.within(what + "99th percentile", joins.percentile(99), P99),
                Finding.info("… the edit alone, until the API server answers: median", "",
                        Finding.text(edits.median()), ""),
                Finding.info("… one leaves: median", "", Finding.text(leaves.median()), ""));
    }

    /** How long the edit of the roll took, and how long, from its start, until all was as it must be. */
    private record Edited(Duration edit, Duration done) {}

    private static Edited join(Converged mesh, List<String> candidate, Random pauses) {
        idle(pauses);
        Ruler.Awaited there = mesh.ruler().await(mesh.mesh().keys(candidate), mesh.mesh()::isCopy);
        MergePatch edit = mesh.mesh().list(mesh.membersAnd(candidate));
        return new Edited(edit.took(), Duration.ofNanos(there.nanos(BOUND) - edit.sent()));
    }

    private static Edited leave(Converged mesh, List<String> candidate, Random pauses) {
        idle(pauses);
        Ruler.Awaited gone = mesh.ruler().await(mesh.mesh().keys(candidate), Ruler.Seen::gone);
        MergePatch edit = mesh.mesh().list(mesh.members());
        return new Edited(edit.took(), Duration.ofNanos(gone.nanos(BOUND) - edit.sent()));
    }

    /** Of no fixed length, so that nothing periodic is met at the same moment each time. */
    private static void idle(Random pauses) {
        Stand.pause(Duration.ofMillis(20 + pauses.nextInt(60)));
    }
}
