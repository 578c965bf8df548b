package io.muster.system.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Many namespaces join at once, from the edit of the roll until the last has everything; and leave. Subject and floor
 * take turns on the same API server, so that what else the machine does hits both.
 */
final class Joining implements Scenario {

    private static final int MEMBERS = 500;
    private static final int WARM_UP = 2;
    private static final int ROUNDS = 5;
    /** Role bindings alone take a second, by turns 1.0 and 1.3 with the same writes: of such a few tell little. */
    private static final int SHORT_ROUNDS = 15;
    private static final List<Integer> CONCURRENCIES = List.of(16, 32, 64);
    private static final Duration BOUND = Duration.ofMinutes(5);

    private final Estate estate;
    private final Subject.Layout layout;
    private final double most;

    /**
     * @param most
     *            so many times the floor it may take
     */
    Joining(Estate estate, Subject.Layout layout, double most) {
        this.estate = estate;
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
            try (Ruler ruler = new Ruler(stand.client(), estate.watched());
                    Subject subject = Subject.start(stand, estate, layout, flags);
                    Floor floor = new Floor(stand, ruler, estate, mesh, "floor", count, flags)) {
                return measure(run,
                        new Track(stand, mesh, estate.keys(mesh.copies(), members), ruler, members, subject, floor));
            }
        }
    }

    private record Track(Stand stand, Mesh mesh, Set<String> keys, Ruler ruler, List<String> members, Subject subject,
            Floor floor) {

        Duration join() {
            Ruler.Awaited all = ruler.await(keys, mesh::isCopy);
            Edit edit = mesh.list(members);
            return Duration.ofNanos(all.nanos(BOUND) - edit.sent());
        }

        Duration leave() {
            Ruler.Awaited all = ruler.await(keys, mesh::isReleased);
            Edit edit = mesh.list(List.of());
            return Duration.ofNanos(all.nanos(BOUND) - edit.sent());
        }

        /** What it took, and what it took of the processors, for a look at the run. */
        Duration told(Run run, String what, ProcessorTime of, Supplier<Duration> measured) {
            Duration before = of.get();
            Duration serverBefore = stand.apiServer().cpu();
            Duration took = measured.get();
            run.say("%s %s (cpu %s, API server %s)".formatted(what, Finding.text(took),
                    Finding.text(of.get().minus(before)), Finding.text(stand.apiServer().cpu().minus(serverBefore))));
            return took;
        }
    }

    private interface ProcessorTime extends Supplier<Duration> {}

    /** What was measured of one direction: of the subject, and of the floor by concurrency. */
    private record Samples(Sample subject, Map<Integer, Sample> floors) {

        static Samples none() {
            Map<Integer, Sample> floors = new LinkedHashMap<>();
            CONCURRENCIES.forEach(concurrency -> floors.put(concurrency, new Sample()));
            return new Samples(new Sample(), floors);
        }

        Sample floor(int concurrency) {
            return Objects.requireNonNull(floors.get(concurrency));
        }
    }

    private List<Finding> measure(Run run, Track track) {
        Duration coldFloor = track.floor.create(32);
        track.floor.delete(32);
        Duration coldJoin = track.join();
        track.leave();
        run.say("cold: floor %s, join %s".formatted(Finding.text(coldFloor), Finding.text(coldJoin)));
        Samples joins = Samples.none();
        Samples leaves = Samples.none();
        List<Finding> counts = new ArrayList<>();
        int rounds = run.repetitions(estate == Estate.ROLE_BINDINGS ? SHORT_ROUNDS : ROUNDS);
        for (int round = -WARM_UP; round < rounds; round++) {
            String name = "round " + round + ": ";
            boolean counts500 = round == 0 && estate == Estate.EVERYTHING;
            Requests before = Requests.soFar(track.stand);
            Duration join = track.told(run, name + "join", track.subject::cpu, track::join);
            if (counts500) {
                counts.addAll(requests(track, join, before));
            }
            Duration leave = track.told(run, name + "leave", track.subject::cpu, track::leave);
            if (round >= 0) {
                joins.subject.add(join);
                leaves.subject.add(leave);
            }
            for (int concurrency : CONCURRENCIES) {
                Duration create = track.told(run, name + "floor at " + concurrency, track.floor::cpu,
                        () -> track.floor.create(concurrency));
                Duration delete = track.floor.delete(concurrency);
                if (round >= 0) {
                    joins.floor(concurrency).add(create);
                    leaves.floor(concurrency).add(delete);
                }
            }
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(finding("join", track, joins));
        findings.add(Finding.info("… the first after the start; floor in a fresh JVM at 32", Finding.text(coldFloor),
                Finding.text(coldJoin), Finding.ratio(coldJoin, coldFloor)));
        findings.add(finding("leave", track, leaves));
        findings.addAll(counts);
        return findings;
    }

    /** Writes that the API server carried out. */
    private record Requests(long all, long statuses) {

        static Requests soFar(Stand stand) {
            return new Requests(stand.writes(), stand.rollStatusWrites());
        }
    }

    private List<Finding> requests(Track track, Duration took, Requests before) {
        // The last status comes up to a second after the last label.
        Stand.pause(Duration.ofSeconds(3));
        Requests after = Requests.soFar(track.stand);
        int members = track.members.size();
        long wanted = (long) members * estate.writesPerMember();
        // The edit of the roll is one of them.
        return List.of(
                Finding.atMost("%d join: writes, Events aside, of which %d are needed".formatted(members, wanted),
                        after.all - before.all - 1, wanted + 20),
                Finding.atMost("%d join: writes of the roll's status, one a second".formatted(members),
                        after.statuses - before.statuses, took.toSeconds() + 2));
    }

    private Finding finding(String what, Track track, Samples samples) {
        Map.Entry<Integer, Sample> best = best(samples.floors);
        return Finding.times("%d %s, %s, %s, median of %d; floor at %d".formatted(track.members.size(), what,
                estate == Estate.EVERYTHING ? "everything" : "role bindings", where(), samples.subject.size(),
                best.getKey()), best.getValue().median(), samples.subject.median(), most);
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
