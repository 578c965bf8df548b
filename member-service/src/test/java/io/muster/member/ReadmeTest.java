package io.muster.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.runtime.SettingsReader;
import io.muster.testing.SettingsTable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadmeTest {

    @Test
    void namesEverySettingOfThisServiceAloneWithItsDefaultAndMeaning() {
        SettingsReader reader = new SettingsReader(Map.of(), "MEMBER");
        MemberSettings.read(reader);
        List<String> rows = reader.settings().stream().filter(setting -> setting.name().startsWith("MUSTER_MEMBER_"))
                .map(setting -> SettingsTable.row(setting.name(), setting.defaultValue(), setting.meaning()))
                .toList();

        assertThat(SettingsTable.documented()).containsExactlyElementsOf(rows);
    }
}
