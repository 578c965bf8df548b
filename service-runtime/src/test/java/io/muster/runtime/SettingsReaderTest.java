package io.muster.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsReaderTest {

    @Test
    void reportsEveryProblemAtOnceWithNameValueAndWhatIsAllowed() {
        SettingsReader reader = new SettingsReader(Map.of("MUSTER_CONCURRENCY", "many", "MUSTER_RETRY_LIMIT", "soon",
                "MUSTER_HTTP_PROT", "8080", "MUSTER_KUBECONFIG", "/no/such/file"), "RBAC");
        CommonSettings.read(reader);

        assertThatThrownBy(reader::finish).isInstanceOfSatisfying(StartFailure.class,
                failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("MUSTER_BOOTSTRAP_SERVERS is not set")
                .hasMessageContaining("MUSTER_CONCURRENCY is 'many': allowed is a whole number from 1 to 256")
                .hasMessageContaining("MUSTER_RETRY_LIMIT is 'soon': allowed is a duration such as")
                .hasMessageContaining("MUSTER_HTTP_PROT is no setting of this service: did you mean MUSTER_HTTP_PORT?")
                .hasMessageContaining("MUSTER_KUBECONFIG is '/no/such/file'");
    }

    @Test
    void passesOverTheSettingsOfOtherServicesAndOfTheLauncher() {
        SettingsReader reader = new SettingsReader(
                Map.of("MUSTER_BOOTSTRAP_SERVERS", "b:1", "MUSTER_WATCHER_ANYTHING", "x", "MUSTER_HOME", "x"), "RBAC");
        CommonSettings.read(reader);

        reader.finish();
    }

    @Test
    void readsDurationsListsAndFlags() {
        SettingsReader reader = new SettingsReader(
                Map.of("A", "250ms", "B", "1h30m", "C", " x, y ,,z", "D", "true", "E", "-5s"), "RBAC");

        assertThat(reader.duration("A", Duration.ZERO, "")).isEqualTo(Duration.ofMillis(250));
        assertThat(reader.duration("B", Duration.ZERO, "")).isEqualTo(Duration.ofMinutes(90));
        assertThat(reader.list("C", List.of(), "")).containsExactly("x", "y", "z");
        assertThat(reader.flag("D", false, "")).isTrue();
        assertThat(reader.duration("E", Duration.ofSeconds(1), "")).isEqualTo(Duration.ofSeconds(1));
        assertThatThrownBy(reader::finish).hasMessageContaining("E is '-5s'");
    }
}
