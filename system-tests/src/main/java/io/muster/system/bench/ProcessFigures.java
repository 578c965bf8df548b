package io.muster.system.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What the kernel says of a process. */
record ProcessFigures(long pid) {

    private static final long MILLIS_PER_TICK = 10;

    /** Resident memory in bytes. */
    long residentBytes() {
        return status("VmRSS:");
    }

    /** The most memory that was ever resident, in bytes. */
    long peakBytes() {
        return status("VmHWM:");
    }

    private long status(String field) {
        return read("status").lines().filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")) * 1024).findFirst().orElseThrow();
    }

    /** Processor time used so far. */
    Duration cpu() {
        // The second field is the program's name in parentheses, which may hold anything.
        String stat = read("stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Duration.ofMillis((Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * MILLIS_PER_TICK);
    }

    private String read(String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (IOException e) {
            throw new UncheckedIOException("process " + pid + " cannot be looked at", e);
        }
    }
}
