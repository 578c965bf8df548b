package io.muster.cli;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.muster.runtime.Pause;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Tells a step while it happens: what is done, what is seen in the cluster, and how long that took. */
final class Telling {

    /** Generous: a slow machine is no failure. */
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(10);

    private final Terminal terminal;
    private long start = System.nanoTime();

    Telling(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Does something; what is seen after it is timed from its start. */
    void did(String what, Runnable action) {
        terminal.line(Terminal.Style.DID, "did", what, "");
        start = System.nanoTime();
        action.run();
    }

    /**
     * Looks until something is so.
     *
     * @param problem
     *            why it is not, or empty
     * @throws StepFailed
     *             if it is not after a minute
     */
    void seen(String what, Supplier<Optional<String>> problem) {
        Optional<String> last = looked(problem);
        while (last.isPresent()) {
            if (elapsed().compareTo(LIMIT) > 0) {
                throw new StepFailed("not seen within %d s: %s (%s)".formatted(LIMIT.toSeconds(), what, last.get()));
            }
            pause(LOOK);
            last = looked(problem);
        }
        terminal.line(Terminal.Style.GOOD, "seen", what, "after " + Terminal.duration(elapsed()));
    }

    /**
     * Looks for a while whether something stays so.
     *
     * @throws StepFailed
     *             as soon as it is not
     */
    void stays(String what, Duration howLong, Supplier<Optional<String>> problem) {
        long from = System.nanoTime();
        while (System.nanoTime() - from < howLong.toNanos()) {
            looked(problem).ifPresent(reason -> {
                throw new StepFailed("does not stay so: %s (%s)".formatted(what, reason));
            });
            pause(LOOK);
        }
        terminal.line(Terminal.Style.GOOD, "seen", what, "for " + Terminal.duration(howLong));
    }

    private static Optional<String> looked(Supplier<Optional<String>> problem) {
        try {
            return problem.get();
        } catch (KubernetesClientException e) {
            return Optional.of("the API server answers " + e.getMessage());
        }
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static void pause(Duration time) {
        if (!Pause.of(time)) {
            throw new StepFailed("interrupted");
        }
    }
}
