package io.muster.system.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A mesh whose members have all that they should, the services idle. */
record Converged(Stand stand, Mesh mesh, Estate estate, Ruler ruler, Subject subject,
        List<String> members) implements AutoCloseable {

    private static final Duration BOUND = Duration.ofMinutes(10);

    static Converged open(Run run, int count, Estate estate, Subject.Layout layout, JvmFlags flags) {
        Stand stand = Stand.open();
        List<String> members = Mesh.names("member", count);
        run.say("makes " + count + " namespaces");
        stand.namespaces(members);
        Mesh mesh = Mesh.create(stand.client(), "mesh");
        Converged converged = new Converged(stand, mesh, estate, new Ruler(stand.client(), estate.watched()),
                Subject.start(stand, estate, layout, flags), members);
        run.say("%d joined in %s".formatted(count, Finding.text(converged.join(members, members))));
        return converged;
    }

    /** Lists members, of whom some are new: from the edit of the roll until these have everything. */
    Duration join(List<String> listed, List<String> newcomers) {
        Ruler.Awaited last = ruler.await(keys(newcomers), mesh::isCopy);
        Edit edit = mesh.list(listed);
        return Duration.ofNanos(last.nanos(BOUND) - edit.sent());
    }

    /** What these have as members. */
    Set<String> keys(List<String> namespaces) {
        return estate.keys(mesh.copies(), namespaces);
    }

    /** The same and some more. */
    List<String> membersAnd(List<String> more) {
        List<String> all = new ArrayList<>(members);
        all.addAll(more);
        return all;
    }

    /** Until what follows on the last copy, outcomes and offsets, has been said. */
    void settle() {
        Stand.pause(Duration.ofSeconds(3));
    }

    @Override
    public void close() {
        subject.close();
        ruler.close();
        stand.close();
    }
}
