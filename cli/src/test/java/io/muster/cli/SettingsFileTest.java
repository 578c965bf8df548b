package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.runtime.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFileTest {

    @TempDir
    private Path home;

    private void write(String text) throws IOException {
        Files.createDirectories(home.resolve(".config/muster"));
        Files.writeString(home.resolve(".config/muster/settings"), text);
    }

    @Test
    void theEnvironmentWinsOverTheFile() throws IOException {
        write("MUSTER_BOOTSTRAP_SERVERS=file:9092\nMUSTER_TOPIC_PREFIX=mesh\n");

        assertThat(SettingsFile.under(Map.of("HOME", home.toString(), "MUSTER_BOOTSTRAP_SERVERS", "env:9092")))
                .containsEntry("MUSTER_BOOTSTRAP_SERVERS", "env:9092").containsEntry("MUSTER_TOPIC_PREFIX", "mesh");
    }

    @Test
    void thereNeedBeNoFile() {
        Map<String, String> environment = Map.of("HOME", home.toString());

        assertThat(SettingsFile.under(environment)).isEqualTo(environment);
    }

    @Test
    void aFileThatCannotBeReadIsNamed() throws IOException {
        write("MUSTER_TOPIC_PREFIX=\\u00zz");

        assertThatThrownBy(() -> SettingsFile.under(Map.of("HOME", home.toString())))
                .isInstanceOf(StartFailure.class).hasMessageContaining("cannot be read")
                .hasMessageContaining(home.toString());
    }
}
