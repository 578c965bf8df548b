package io.muster.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadmeTest {

    @Test
    void namesEverySettingWithItsDefaultAndMeaningAndNoOther() throws IOException {
        SettingsReader reader = new SettingsReader(Map.of(), "TEST");
        CommonSettings.read(reader);
        List<String> rows = reader.settings().stream()
                .map(setting -> "| `%s` | %s | %s |".formatted(setting.name(),
                        setting.defaultValue().isEmpty() ? "" : "`" + setting.defaultValue() + "`", setting.meaning()))
                .toList();

        List<String> documented = Files.readAllLines(Path.of("README.md")).stream()
                .filter(line -> line.startsWith("| `MUSTER_")).toList();

        assertThat(documented).containsExactlyElementsOf(rows);
    }
}
