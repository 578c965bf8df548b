package io.muster.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The table of settings in a module's README, for the test that holds it to the settings that there are. */
public final class SettingsTable {

    private SettingsTable() {}

    /** The row that a setting must have. */
    public static String row(String name, String defaultValue, String meaning) {
        return "| `%s` | %s | %s |".formatted(name, defaultValue.isEmpty() ? "" : "`" + defaultValue + "`", meaning);
    }

    /** The rows of the module whose tests run, in order. */
    public static List<String> documented() {
        try {
            return Files.readAllLines(Path.of("README.md")).stream().filter(line -> line.startsWith("| `MUSTER_"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
