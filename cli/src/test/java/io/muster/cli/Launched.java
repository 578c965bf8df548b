package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The launcher as a process, of the build under test. */
final class Launched implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Process process;
    private final Path out;
    private final Path err;

    private Launched(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    static Launched muster(Path dir, Map<String, String> environment, String... args) {
        try {
            Path out = Files.createTempFile(dir, "out", ".txt");
            Path err = Files.createTempFile(dir, "err", ".txt");
            List<String> command = new ArrayList<>(List.of(root().resolve("muster").toString()));
            command.addAll(List.of(args));
            ProcessBuilder builder = new ProcessBuilder(command).directory(dir.toFile()).redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().put("MUSTER_BUILD", "never");
            builder.environment().put("HOME", dir.toString());
            // The programs of the control plane are in the real one.
            builder.environment().putIfAbsent("MUSTER_CACHE", System.getProperty("user.home") + "/.cache/muster");
            builder.environment().putAll(environment);
            return new Launched(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        return Stream.iterate(Path.of("").toAbsolutePath(), Path::getParent)
                .filter(folder -> Files.isExecutable(folder.resolve("muster"))).findFirst().orElseThrow();
    }

    /** Waits for it to end. */
    Launched ended() throws InterruptedException {
        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as("ended; %s", this).isTrue();
        return this;
    }

    /** Waits for a line of its answer. */
    Launched answered(String line) {
        await().atMost(LIMIT).until(() -> {
            assertThat(process.isAlive() || out().lines().anyMatch(line::equals)).as("%s", this).isTrue();
            return out().lines().anyMatch(line::equals);
        });
        return this;
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** SIGINT, as Ctrl-C sends it. */
    void interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    }

    int status() {
        return process.exitValue();
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    @Override
    public String toString() {
        return "muster wrote:\n" + out() + err();
    }
}
