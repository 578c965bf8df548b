package io.muster.system.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the figures were taken on: without it they mean nothing. */
final class Machine {

    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final Path LOAD = Path.of("/proc/loadavg");

    private Machine() {}

    static List<String> describe() {
        return List.of(
                "machine  %d cores, %s, load now %s".formatted(Runtime.getRuntime().availableProcessors(), processor(),
                        first(LOAD).replaceAll("^(\\S+ \\S+ \\S+).*", "$1")),
                "java     %s %s".formatted(System.getProperty("java.vm.name"), Runtime.version()),
                "one JVM  %s".formatted(String.join(" ", JvmFlags.up().flags())),
                "process  %s".formatted(String.join(" ", JvmFlags.run().flags())));
    }

    private static String processor() {
        return first(PROCESSORS, "model name").replaceAll(".*:\\s*", "");
    }

    private static String first(Path file) {
        return first(file, "");
    }

    private static String first(Path file, String start) {
        if (!Files.isReadable(file)) {
            return "unknown";
        }
        try {
            return Files.readAllLines(file).stream().filter(line -> line.startsWith(start)).findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
