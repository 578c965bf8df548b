package io.muster.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.testing.SettingsTable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadmeTest {

    @Test
    void namesEverySettingWithItsDefaultAndMeaningAndNoOther() {
        SettingsReader reader = new SettingsReader(Map.of(), "TEST");
        CommonSettings.read(reader);
        List<String> rows = reader.settings().stream()
                .map(setting -> SettingsTable.row(setting.name(), setting.defaultValue(), setting.meaning()))
                .toList();

        assertThat(SettingsTable.documented()).containsExactlyElementsOf(rows);
    }
}
