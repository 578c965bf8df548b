package io.muster.system.bench;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The floor's process, seen from outside; see {@link FloorMain}. */
final class Floor implements AutoCloseable {

    private static final Duration BOUND = Duration.ofMinutes(5);

    private final ChildJvm jvm;
    private final Ruler ruler;
    private final Estate estate;
    private final Mesh mesh;
    private final String prefix;
    private final int count;

    /**
     * Starts it for so many namespaces of a prefix, in a JVM with the flags of the subject's; where each process has a
     * start-up cache of its own, with rbac-service's.
     */
    Floor(Stand stand, Ruler ruler, Estate estate, Mesh mesh, String prefix, int count, JvmFlags flags) {
        this.ruler = ruler;
        this.estate = estate;
        this.mesh = mesh;
        this.prefix = prefix;
        this.count = count;
        this.jvm = ChildJvm.start("floor", new JvmFlags(flags.of("rbac-service")), stand.environment(),
                stand.file("floor.log"), FloorMain.class,
                List.of(estate.name()));
        jvm.hear();
    }

    /** Writes all of it: from the order to the last one seen. */
    Duration create(int concurrency) {
        return measured("create", keys(), concurrency, false, "");
    }

    /** Takes all of it away. */
    Duration delete(int concurrency) {
        return measured("delete", keys(), concurrency, true, "");
    }

    /** Changes one of each member's copies, once. */
    Duration update(int concurrency, String account) {
        String changed = mesh.copies().names().getFirst();
        return measured("update",
                keys().stream().filter(key -> key.endsWith("/" + changed)).collect(Collectors.toSet()), concurrency,
                false, " " + account);
    }

    Duration cpu() {
        return new ProcessFigures(jvm.pid()).cpu();
    }

    private Set<String> keys() {
        return estate.keys(mesh.copies(), Mesh.names(prefix, count));
    }

    private Duration measured(String verb, Set<String> keys, int concurrency, boolean gone, String more) {
        Ruler.Awaited all = ruler.await(keys,
                seen -> gone == (seen.gone() || !seen.labels().containsKey(Copies.FLOOR_OF)));
        long start = System.nanoTime();
        jvm.say(verb + " " + mesh.namespace() + " " + prefix + " " + count + " " + concurrency + more);
        long end = all.nanos(BOUND);
        jvm.hear();
        return Duration.ofNanos(end - start);
    }

    @Override
    public void close() {
        jvm.close();
    }
}
