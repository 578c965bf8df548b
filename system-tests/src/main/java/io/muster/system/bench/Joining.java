package io.muster.system.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Many namespaces join at once, from the edit of the roll to the last RoleBinding present. Subject and floor take turns
 * on the same API server, so that what else the machine does hits both.
 */
final class Joining implements Scenario {

    private static final int MEMBERS = 500;
    private static final int WARM_UP = 2;
    private static final int ROUNDS = 5;
    private static final List<Integer> CONCURRENCIES = List.of(16, 32, 64);
    private static final Duration BOUND = Duration.ofMinutes(5);

    private final Subject.Layout layout;
    private final double most;

    /**
     * @param most
     *            so many times the floor it may take
     */
    Joining(Subject.Layout layout, double most) {
        this.layout = layout;
        this.most = most;
    }

    @Override
    public List<Finding> measure(Run run) {
        int count = run.size(MEMBERS);
        JvmFlags flags = layout == Subject.Layout.ONE_JVM ? JvmFlags.up() : JvmFlags.run();
        try (Stand stand = Stand.open()) {
            List<String> members = Mesh.names("member", count);
            stand.namespaces(members);
            stand.namespaces(Mesh.names("floor", count));
            Mesh mesh = Mesh.create(stand.client(), "mesh");
            try (Ruler ruler = new Ruler(stand.client());
                    Subject subject = Subject.start(stand, layout, flags);
                    Floor floor = new Floor(stand, ruler, mesh, "floor", count, flags)) {
                return measure(run, new Track(stand, mesh, ruler, members, subject, floor));
            }
        }
    }

    private record Track(Stand stand, Mesh mesh, Ruler ruler, List<String> members, Subject subject, Floor floor) {

        Duration join() {
            Ruler.Awaited all = ruler.await(mesh.keys(members), mesh::isCopy);
            MergePatch edit = mesh.list(members);
            return Duration.ofNanos(all.nanos(BOUND) - edit.sent());
        }

        void leave() {
            Ruler.Awaited all = ruler.await(mesh.keys(members), Ruler.Seen::gone);
            var _ = mesh.list(List.of());
            all.nanos(BOUND);
        }
    }

    private List<Finding> measure(Run run, Track track) {
        Duration coldFloor = track.floor.create(32);
        track.floor.delete(32);
        Duration coldJoin = track.join();
        track.leave();
        run.say("cold: floor %s, join %s".formatted(Finding.text(coldFloor), Finding.text(coldJoin)));
        Sample joins = new Sample();
        Map<Integer, Sample> floors = new LinkedHashMap<>();
        CONCURRENCIES.forEach(concurrency -> floors.put(concurrency, new Sample()));
        for (int round = -WARM_UP; round < run.repetitions(ROUNDS); round++) {
            Duration before = track.subject.cpu();
            Duration serverBefore = track.stand.apiServer().cpu();
            Duration join = track.join();
            run.say("round %d: join %s (cpu %s, API server %s)".formatted(round, Finding.text(join),
                    Finding.text(track.subject.cpu().minus(before)),
                    Finding.text(track.stand.apiServer().cpu().minus(serverBefore))));
            track.leave();
            for (int concurrency : CONCURRENCIES) {
                before = track.floor.cpu();
                serverBefore = track.stand.apiServer().cpu();
                Duration floor = track.floor.create(concurrency);
                run.say("round %d: floor %s at %d (cpu %s, API server %s)".formatted(round, Finding.text(floor),
                        concurrency,
                        Finding.text(track.floor.cpu().minus(before)),
                        Finding.text(track.stand.apiServer().cpu().minus(serverBefore))));
                track.floor.delete(32);
                if (round >= 0) {
                    Objects.requireNonNull(floors.get(concurrency)).add(floor);
                }
            }
            if (round >= 0) {
                joins.add(join);
            }
        }
        return findings(track.members.size(), coldFloor, coldJoin, joins, floors);
    }

    private List<Finding> findings(int count, Duration coldFloor, Duration coldJoin, Sample joins,
            Map<Integer, Sample> floors) {
        Map.Entry<Integer, Sample> best = best(floors);
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.times("%d join, %s, median of %d; floor at %d".formatted(count, where(), joins.size(),
                best.getKey()), best.getValue().median(), joins.median(), most));
        findings.add(Finding.info("… the first after the start; floor in a fresh JVM at 32", Finding.text(coldFloor),
                Finding.text(coldJoin), Finding.ratio(coldJoin, coldFloor)));
        return findings;
    }

    /** The concurrency at which the bare loop was fastest. */
    static Map.Entry<Integer, Sample> best(Map<Integer, Sample> floors) {
        return floors.entrySet().stream().min(Map.Entry.comparingByValue(Comparator.comparing(Sample::median)))
                .orElseThrow();
    }

    private String where() {
        return switch (layout) {
            case ONE_JVM -> "one JVM";
            case PROCESSES -> "separate processes";
        };
    }
}
