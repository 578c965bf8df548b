package io.muster.watcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.runtime.SettingsReader;
import io.muster.runtime.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WatcherSettingsTest {

    @Test
    void theReadmeListsTheSettingsThatAreRead() throws IOException {
        SettingsReader reader = new SettingsReader(Map.of(), WatcherSettings.PREFIX);
        WatcherSettings.read(reader);
        List<String> rows = reader.settings().stream().filter(setting -> setting.name().startsWith("MUSTER_WATCHER_"))
                .map(setting -> "| `%s` | `%s` | %s |".formatted(setting.name(), setting.defaultValue(),
                        setting.meaning()))
                .toList();
        List<String> listed = Files.readAllLines(Path.of("README.md")).stream()
                .filter(line -> line.startsWith("| `MUSTER_WATCHER_")).toList();
        assertThat(listed).isEqualTo(rows);
    }

    @Test
    void theDefaultsAreTheDocumentedOnes() {
        WatcherSettings settings = WatcherSettings.read(Map.of("MUSTER_BOOTSTRAP_SERVERS", "localhost:9092"));
        assertThat(settings.heldPercent()).isEqualTo(50);
        assertThat(settings.heldFloor()).isEqualTo(10);
        assertThat(settings.compareInterval()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.networkInterval()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void allProblemsAreReportedAtOnce() {
        assertThatThrownBy(() -> WatcherSettings.read(Map.of("MUSTER_WATCHER_HELD_PERCENT", "200",
                "MUSTER_WATCHER_COMPARE_INTERVAL", "often"))).isInstanceOf(StartFailure.class)
                .hasMessageContaining("MUSTER_BOOTSTRAP_SERVERS").hasMessageContaining("MUSTER_WATCHER_HELD_PERCENT")
                .hasMessageContaining("MUSTER_WATCHER_COMPARE_INTERVAL");
    }
}
