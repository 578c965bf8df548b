package io.muster.system.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A JVM that is talked to by lines. It ends when its input does, so that none is left behind however this one ends.
 */
final class ChildJvm implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(20);

    private final String name;
    private final Path log;
    private final Process process;
    private final BufferedWriter to;
    private final BufferedReader from;

    private ChildJvm(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
        this.to = process.outputWriter(StandardCharsets.UTF_8);
        this.from = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Starts it.
     *
     * @param log
     *            where its standard error is appended
     */
    static ChildJvm start(String name, JvmFlags flags, Map<String, String> environment, Path log, Class<?> main,
            List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags.of(name));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(new File(log.toString())));
        builder.environment().putAll(environment);
        try {
            return new ChildJvm(name, log, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name, e);
        }
    }

    long pid() {
        return process.pid();
    }

    void say(String line) {
        try {
            to.write(line);
            to.newLine();
            to.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " does not listen, see " + log, e);
        }
    }

    /** Waits for its next line. */
    String hear() {
        try {
            String line = from.readLine();
            if (line == null) {
                throw new BenchException(name + " ended, see " + log);
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(name + " does not answer, see " + log, e);
        }
    }

    /** Tells it to end, and returns when it has. */
    @Override
    public void close() {
        try {
            to.close();
        } catch (IOException e) {
            // It has ended already.
        }
        try {
            if (!process.waitFor(GRACE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
