package io.muster.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A process with its output in a file, which can be killed, paused and, unless detached, never outlives this JVM: a
 * {@link Guardian} kills it then, since a paused process can do nothing about its own end. It waits for its guardian
 * before it becomes the program, so that there is no moment at which it could be left behind.
 */
public final class ChildProcess implements AutoCloseable {
    /** Whether a child dies with this JVM. */
    public enum Lifetime {
        /** It does, however this JVM ends. */
        WITH_PARENT,
        /** It goes on until somebody stops it. */
        DETACHED
    }

    private static final String START = "read -r _ || exit 1\nexec </dev/null\n" + Guardian.OWN_SESSION;
    private static final String KILL = "kill -9 \"$0\"";
    private static final int LINES_SHOWN = 20;

    private final String name;
    private final Process process;
    private final Path log;
    private final @Nullable Guardian guardian;

    private ChildProcess(String name, Process process, Path log, @Nullable Guardian guardian) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.guardian = guardian;
    }

    /**
     * Starts a process.
     *
     * @param name
     *            for messages
     * @param environment
     *            added to this process's own
     * @param log
     *            what it writes is appended there
     * @throws UncheckedIOException
     *             if it cannot be started
     */
    public static ChildProcess start(String name, List<String> command, Map<String, String> environment, Path log,
            Lifetime lifetime) {
        try {
            Process child = shell(command, environment, log);
            Guardian guardian = lifetime == Lifetime.DETACHED
                    ? null
                    : Guardian.start(KILL, Long.toString(child.pid()));
            if (guardian != null) {
                // Process ids are used again: a guardian that stayed could later kill a stranger.
                var _ = child.onExit().thenRun(guardian::dismiss);
            }
            try (var go = child.outputWriter(UTF_8)) {
                go.write("go\n");
            }
            return new ChildProcess(name, child, log, guardian);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name, e);
        }
    }

    private static Process shell(List<String> program, Map<String, String> environment, Path log) throws IOException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", START));
        command.addAll(program);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether it runs, or is paused. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Asks the process to end, and kills it if it has not done so within {@code grace}. Returns once it is gone. */
    public void terminate(Duration grace) {
        signal("CONT");
        process.destroy();
        if (!awaitExit(grace)) {
            kill();
        }
    }

    /** SIGKILL; returns once the process is gone, so that its port and its files are free. */
    public void kill() {
        process.destroyForcibly();
        if (!awaitExit(Duration.ofSeconds(30))) {
            throw new SandboxException(name + " (pid " + pid() + ") is still there 30 s after SIGKILL");
        }
    }

    /** SIGSTOP: connections stay open and nothing answers. */
    public void pause() {
        signal("STOP");
    }

    /** SIGCONT. */
    public void resume() {
        signal("CONT");
    }

    /** The end of what the process wrote, for the message of an error. */
    public String lastLines() {
        try {
            List<String> lines = Files.exists(log)
                    ? new String(Files.readAllBytes(log), UTF_8).lines().toList()
                    : List.of();
            List<String> last = lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size());
            return name + (isAlive() ? " is running" : " exited with " + process.exitValue()) + "; last lines of " + log
                    + ":\n  " + String.join("\n  ", last);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        terminate(Duration.ofSeconds(5));
    }

    /** What it exited with, once it has ended; 128 and the number of the signal if one killed it. */
    public OptionalInt exitStatus() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    private boolean awaitExit(Duration limit) {
        try {
            boolean gone = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (gone && guardian != null) {
                guardian.dismiss();
            }
            return gone;
        } catch (InterruptedException e) {
            throw SandboxException.interrupted("waiting for " + name + " to end", e);
        }
    }

    private void signal(String signal) {
        // Process knows only TERM and KILL. The shell's own kill is there even where no kill program is installed.
        try {
            new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + pid())
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot signal " + name, e);
        } catch (InterruptedException e) {
            throw SandboxException.interrupted("signalling " + name, e);
        }
    }
}
