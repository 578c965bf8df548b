package io.muster.system.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How a JVM is started: as the launcher does it, which says so in the environment. Without it, as this one was.
 *
 * @param flags
 *            in order; of two that contradict each other the later counts
 */
record JvmFlags(List<String> flags) {

    JvmFlags {
        flags = List.copyOf(flags);
    }

    /** As for {@code muster up}. */
    static JvmFlags up() {
        return read("BENCH_UP_FLAGS");
    }

    /** As for {@code muster run}. */
    static JvmFlags run() {
        return read("BENCH_RUN_FLAGS");
    }

    private static JvmFlags read(String variable) {
        List<String> flags = new ArrayList<>(Optional.ofNullable(System.getenv(variable))
                .map(lines -> lines.lines().toList())
                .orElseGet(() -> ManagementFactory.getRuntimeMXBean().getInputArguments()));
        Optional.ofNullable(System.getenv("MUSTER_JAVA_OPTS"))
                .ifPresent(words -> flags.addAll(Arrays.asList(words.trim().split("\\s+", -1))));
        return new JvmFlags(flags.stream().filter(flag -> !flag.isBlank()).toList());
    }

    /** Those of one service: the launcher leaves open whose start-up cache it is. */
    List<String> of(String service) {
        return flags.stream().map(flag -> flag.replace("{service}", service)).toList();
    }

    /**
     * The same with another heap.
     *
     * @param heap
     *            as in -Xmx
     */
    JvmFlags withHeap(String heap) {
        List<String> changed = new ArrayList<>(flags);
        changed.add("-Xmx" + heap);
        return new JvmFlags(changed);
    }
}
