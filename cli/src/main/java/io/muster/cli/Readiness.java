package io.muster.cli;

import io.muster.runtime.Pause;
import io.muster.runtime.Service;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Waiting until services are ready. */
final class Readiness {

    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration REPORT = Duration.ofSeconds(10);

    private Readiness() {}

    /**
     * Prints a line {@code ready} as soon as all of them are, and every ten seconds until then what they wait for.
     * Returns at once; what waits ends with the process.
     */
    static void announce(List<Service> services, Surroundings surroundings) {
        Thread.ofVirtual().name("muster-readiness").start(() -> {
            if (areReady(services, surroundings)) {
                surroundings.answer("ready");
            }
        });
    }

    /** Waits until they are; false if interrupted before. */
    private static boolean areReady(List<Service> services, Surroundings surroundings) {
        long reported = System.nanoTime();
        for (List<String> unmet = unmet(services); !unmet.isEmpty(); unmet = unmet(services)) {
            if (System.nanoTime() - reported > REPORT.toNanos()) {
                reported = System.nanoTime();
                surroundings.say("not ready yet: " + String.join("; ", unmet));
            }
            if (!Pause.of(LOOK)) {
                return false;
            }
        }
        return true;
    }

    /** What there is to wait for, each with the name of its service. */
    static List<String> unmet(List<Service> services) {
        return services.stream()
                .flatMap(service -> service.health().unmet().stream().map(reason -> service.name() + " " + reason))
                .collect(Collectors.toList());
    }
}
