package io.muster.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.runtime.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadmeTest {

    @Test
    void namesEverySettingOfThisServiceAloneWithItsDefaultAndMeaning() throws IOException {
        SettingsReader reader = new SettingsReader(Map.of(), "MEMBER");
        MemberSettings.read(reader);
        List<String> rows = reader.settings().stream().filter(setting -> setting.name().startsWith("MUSTER_MEMBER_"))
                .map(setting -> "| `%s` | %s | %s |".formatted(setting.name(),
                        setting.defaultValue().isEmpty() ? "" : "`" + setting.defaultValue() + "`", setting.meaning()))
                .toList();

        List<String> documented = Files.readAllLines(Path.of("README.md")).stream()
                .filter(line -> line.startsWith("| `MUSTER_")).toList();

        assertThat(documented).containsExactlyElementsOf(rows);
    }
}
