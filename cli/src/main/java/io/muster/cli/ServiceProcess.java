package io.muster.cli;

import io.muster.runtime.Pause;
import io.muster.sandbox.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A service as a process of its own, as {@code muster run} starts it. */
final class ServiceProcess implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final ServiceKind kind;
    private final Path launcher;
    private final Map<String, String> settings;
    private final Path logs;
    private int starts;
    private ChildProcess process;

    /**
     * Starts it.
     *
     * @param kind
     *            the service
     * @param launcher
     *            the {@code muster} script
     * @param settings
     *            its environment, beside this process's own
     * @param logs
     *            directory for what it writes
     */
    ServiceProcess(ServiceKind kind, Path launcher, Map<String, String> settings, Path logs) {
        this.kind = kind;
        this.launcher = launcher;
        this.settings = settings;
        this.logs = logs;
        this.process = launch();
    }

    private ChildProcess launch() {
        starts++;
        return ChildProcess.start(kind.id(), List.of(launcher.toString(), "run", kind.id()), settings, log(),
                ChildProcess.Lifetime.WITH_PARENT);
    }

    private Path log() {
        return logs.resolve(kind.id() + "-" + starts + ".log");
    }

    /** SIGKILL. */
    void kill() {
        process.kill();
    }

    /** Starts it again after it was killed. */
    void restart() {
        process = launch();
    }

    /**
     * Waits until it is ready.
     *
     * @throws StepFailed
     *             if it is not within a minute
     */
    void awaitReady() {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!saysReady()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new StepFailed("%s is not ready: %s".formatted(kind.id(), process.lastLines()));
            }
            if (!Pause.of(LOOK)) {
                throw new StepFailed("interrupted");
            }
        }
    }

    /** SIGTERM; returns once it has ended, by itself or, after {@code grace}, killed. */
    void stop(Duration grace) {
        process.terminate(grace);
    }

    /** The end of what it wrote. */
    String lastLines() {
        return process.lastLines();
    }

    private boolean saysReady() {
        try {
            return Files.exists(log()) && Files.readAllLines(log()).contains("ready");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
