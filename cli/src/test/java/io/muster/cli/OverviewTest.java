package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

class OverviewTest {

    private final StringWriter out = new StringWriter();

    private Surroundings surroundings(Map<String, String> environment) {
        PrintWriter writer = new PrintWriter(out);
        return new Surroundings(environment, writer, writer);
    }

    @Test
    void saysWhatTheCommandsSayOfThemselves() throws IOException {
        CommandLine command = Main.commandLine(surroundings(Map.of())).setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(Overview.WIDTH);
        String rendered = command.getUsageMessage(Ansi.OFF);
        Path file = Path.of("target", Overview.RESOURCE);
        Files.createDirectories(file.getParent());
        Files.writeString(file, rendered);

        int status = Main.execute(surroundings(Map.of()), "--help");

        assertThat(status).isZero();
        assertThat(out.toString())
                .as("what is written down; if a command has changed, copy cli/%s to src/main/resources/io/muster/cli",
                        file)
                .isEqualTo(rendered);
    }

    @Test
    void aNarrowerTerminalHasItWrapped() {
        Main.execute(surroundings(Map.of("COLUMNS", "60")), "--help");

        assertThat(out.toString()).contains("Usage: muster").isNotEqualTo("");
        assertThat(Overview.fits(surroundings(Map.of("COLUMNS", "60")))).isFalse();
        assertThat(Overview.fits(surroundings(Map.of("COLUMNS", "120")))).isTrue();
    }
}
