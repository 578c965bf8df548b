package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {

    @TempDir
    private Path dir;

    private Path temporary;

    @BeforeEach
    void makeAPlaceForTemporaryFiles() throws IOException {
        temporary = Files.createDirectory(dir.resolve("tmp"));
    }

    private Launched demo(String... args) {
        return Launched.muster(dir, Map.of("MUSTER_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary),
                Stream.concat(Stream.of("demo"), Stream.of(args)).toArray(String[]::new));
    }

    @Test
    void everyStepPassesAndNothingIsLeft() throws InterruptedException {
        Launched demo = demo().ended();

        assertThat(demo.status()).as("%s", demo).isZero();
        assertThat(demo.out().strip().lines().toList().getLast()).matches("[0-9]+ passed, 0 failed");
        assertThatNothingIsLeft();
    }

    @Test
    void endsInTheMiddleWhenToldToAndLeavesNothing() throws IOException, InterruptedException {
        try (Launched demo = demo()) {
            await().atMost(Duration.ofMinutes(2)).until(() -> demo.out().contains("2. "));

            demo.interrupt();

            demo.ended();
            assertThatNothingIsLeft();
        }
    }

    private void assertThatNothingIsLeft() {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(processes()).isEmpty();
            try (Stream<Path> files = Files.list(temporary)) {
                assertThat(files.filter(file -> file.getFileName().toString().startsWith("muster-"))).isEmpty();
            }
        });
    }

    /** Every program of the stage has the place of its files in its arguments. */
    private List<String> processes() {
        return ProcessHandle.allProcesses().flatMap(process -> process.info().commandLine().stream())
                .filter(command -> command.contains(temporary.toString())).toList();
    }
}
