package io.muster.system.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A source binding changes, and every member's copy of it; a control plane changes, and no member's. */
final class Changing implements Scenario {

    private static final int MEMBERS = 500;
    private static final int WARM_UP = 2;
    /** At half a second each, a few tell little: the same writes take 0.4 s in one round and 0.6 s in the next. */
    private static final int ROUNDS = 15;
    private static final List<Integer> CONCURRENCIES = List.of(16, 32, 64);
    private static final double MOST = 1.5;
    private static final Duration BOUND = Duration.ofMinutes(2);

    @Override
    public List<Finding> measure(Run run) {
        int count = run.size(MEMBERS);
        try (Converged mesh = Converged.open(run, count, Estate.ROLE_BINDINGS, Subject.Layout.ONE_JVM, JvmFlags.up())) {
            List<Finding> findings = new ArrayList<>();
            mesh.stand().namespaces(Mesh.names("floor", count));
            try (Floor floor = new Floor(mesh.stand(), mesh.ruler(), mesh.estate(), mesh.mesh(), "floor", count,
                    JvmFlags.up())) {
                floor.create(32);
                findings.add(speed(run, mesh, floor));
            }
            List<String> more = Mesh.names("more", count);
            mesh.stand().namespaces(more);
            List<String> all = mesh.membersAnd(more);
            var _ = mesh.join(all, more);
            mesh.settle();
            findings.addAll(counts(mesh, all));
            return findings;
        }
    }

    private static Finding speed(Run run, Converged mesh, Floor floor) {
        Sample changes = new Sample();
        Map<Integer, Sample> floors = new LinkedHashMap<>();
        CONCURRENCIES.forEach(concurrency -> floors.put(concurrency, new Sample()));
        for (int round = -WARM_UP; round < run.repetitions(ROUNDS); round++) {
            Duration change = change(mesh, mesh.members(), "istiod-" + (round + WARM_UP));
            run.say("round %d: %s".formatted(round, Finding.text(change)));
            Stand.pause(Duration.ofMillis(500));
            for (int concurrency : CONCURRENCIES) {
                Duration update = floor.update(concurrency, "istiod-" + (round + WARM_UP) + "-" + concurrency);
                run.say("round %d: floor %s at %d".formatted(round, Finding.text(update), concurrency));
                if (round >= 0) {
                    Objects.requireNonNull(floors.get(concurrency)).add(update);
                }
            }
            if (round >= 0) {
                changes.add(change);
            }
        }
        Map.Entry<Integer, Sample> best = Joining.best(floors);
        return Finding.times("a source changes, and its %d copies, median of %d; floor at %d"
                .formatted(mesh.members().size(), changes.size(), best.getKey()), best.getValue().median(),
                changes.median(), MOST);
    }

    private static Duration change(Converged mesh, List<String> members, String account) {
        Ruler.Awaited all = mesh.ruler().await(mesh.mesh().firstKeys(members), seen -> !seen.gone());
        Edit edit = mesh.mesh().editSource(account);
        return Duration.ofNanos(all.nanos(BOUND) - edit.sent());
    }

    private static List<Finding> counts(Converged mesh, List<String> members) {
        try (Records records = new Records(mesh.subject().broker())) {
            List<Finding> findings = new ArrayList<>();
            long before = mesh.stand().writes();
            Duration took = change(mesh, members, "istiod-other");
            mesh.settle();
            String what = "a source changes, %d members: ".formatted(members.size());
            findings.add(Finding.info(what + "until the last copy has", "", Finding.text(took), ""));
            findings.add(Finding.exactly(what + "records on muster.meshes", records.meshes(), 1));
            findings.add(Finding.exactly(what + "writes to the API server", mesh.stand().writes() - before - 1,
                    members.size()));
            before = mesh.stand().writes();
            mesh.mesh().editControlPlane("other");
            mesh.settle();
            what = "a control plane changes, nothing for %d members: ".formatted(members.size());
            // The edit itself and what its operator then says
            findings.add(Finding.exactly(what + "writes", mesh.stand().writes() - before - 2, 0));
            Map<String, Integer> news = records.news();
            findings.add(Finding.info(what + "records", "", news.toString(), ""));
            return findings;
        }
    }
}
