package io.muster.runtime;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/** Whether a service is alive and ready, and if not, why. */
public final class Health {

    /** A loop that has not turned for so long hangs: every one turns at least once a second when all is well. */
    private static final Duration STALE = Duration.ofSeconds(60);

    private final Clock clock;
    private final Map<String, Heartbeat> loops = new ConcurrentSkipListMap<>();
    private final Map<String, Supplier<Optional<String>>> conditions = new ConcurrentSkipListMap<>();

    public Health(Clock clock) {
        this.clock = clock;
    }

    /** Adds a loop whose turning is what being alive means. */
    public Heartbeat loop(String name) {
        Heartbeat heartbeat = new Heartbeat(clock);
        loops.put(name, heartbeat);
        return heartbeat;
    }

    /**
     * Adds a condition for being ready.
     *
     * @param problem
     *            why it does not hold, in words a person can act on; empty if it holds
     */
    public void readyWhen(String name, Supplier<Optional<String>> problem) {
        conditions.put(name, problem);
    }

    /** The loops that hang. */
    public List<String> deadLoops() {
        List<String> dead = new ArrayList<>();
        loops.forEach((name, heartbeat) -> {
            if (heartbeat.age().compareTo(STALE) > 0) {
                dead.add(name + " has not turned for " + heartbeat.age().toSeconds() + " s");
            }
        });
        return dead;
    }

    /** What there is to wait for before the service is ready. */
    public List<String> unmet() {
        List<String> unmet = new ArrayList<>();
        conditions.forEach((name, problem) -> problem.get().ifPresent(reason -> unmet.add(name + ": " + reason)));
        return unmet;
    }
}
