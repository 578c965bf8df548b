package io.muster.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * helm, kubeconform and promtool, as {@code tools/lint} builds them.
 *
 * @param folder
 *            holds the programs
 */
record LintTools(Path folder) {

    /** What {@code tools/lint/build} exits with where there is no usable Go. */
    private static final int NO_GO = 3;

    /**
     * How a program ended.
     *
     * @param status
     *            its exit status
     * @param output
     *            what it printed
     * @param complaints
     *            what it printed on standard error, without helm's word on each symbolic link
     */
    record Ended(int status, String output, String complaints) {

        Ended successfully() {
            assertThat(status).as("%s%n%s", output, complaints).isZero();
            return this;
        }
    }

    /** For what the chart is. */
    static LintTools forCharts() {
        return provided("helm", "kubeconform");
    }

    /** For what Prometheus is to do. */
    static LintTools forAlerts() {
        return provided("promtool");
    }

    /** Builds them, if that was never done on this machine. Where there is no Go the test that asks is skipped. */
    private static LintTools provided(String... programs) {
        List<String> command = new ArrayList<>(List.of(root().resolve("tools/lint/build").toString()));
        command.addAll(List.of(programs));
        Ended build = run(command);
        Assumptions.assumeFalse(build.status == NO_GO, () -> "skipped for want of Go: " + build.complaints);
        return new LintTools(Path.of(build.successfully().output.strip()));
    }

    /** The folder of the checkout. */
    static Path root() {
        return Stream.iterate(Path.of("").toAbsolutePath(), path -> path.getParent() != null, Path::getParent)
                .filter(path -> Files.exists(path.resolve("tools/lint/build"))).findFirst().orElseThrow();
    }

    Ended helm(String... arguments) {
        return program("helm", arguments);
    }

    Ended promtool(String... arguments) {
        return program("promtool", arguments);
    }

    Ended kubeconform(String... arguments) {
        return program("kubeconform", arguments);
    }

    private Ended program(String name, String... arguments) {
        List<String> command = new ArrayList<>(List.of(folder.resolve(name).toString()));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private static Ended run(List<String> command) {
        try {
            Path complaints = Files.createTempFile("muster-lint", ".err");
            try {
                Process process = new ProcessBuilder(command).redirectError(complaints.toFile()).start();
                process.getOutputStream().close();
                String output = new String(process.getInputStream().readAllBytes(), UTF_8);
                int status = process.waitFor();
                return new Ended(status, output, Files.readString(complaints).lines()
                        .filter(line -> !line.contains("found symbolic link in path"))
                        .reduce("", (all, line) -> all + line + "\n"));
            } finally {
                Files.delete(complaints);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
