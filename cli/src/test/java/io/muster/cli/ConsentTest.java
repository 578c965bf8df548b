package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.runtime.StartFailure;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsentTest {

    private final StringWriter asked = new StringWriter();

    private Consent consent(String typed, boolean isTerminal) {
        return new Consent(new Surroundings(Map.of(), new PrintWriter(asked), new PrintWriter(asked),
                new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8))), isTerminal);
    }

    @ParameterizedTest
    @CsvSource({"y,true", "Yes,true", "' y ',true", "n,false", "'',false", "yesterday,false"})
    void onlyAYesIsOne(String typed, boolean isYes) {
        assertThat(consent(typed + "\n", true).given("Go ahead", false)).isEqualTo(isYes);
        assertThat(asked.toString()).isEqualTo("Go ahead? [y/N] ");
    }

    @Test
    void whoSaidSoBeforehandIsNotAsked() {
        assertThat(consent("", false).given("Go ahead", true)).isTrue();
        assertThat(asked.toString()).isEmpty();
    }

    @Test
    void whereNobodyCanBeAskedItSaysWhatToSayBeforehand() {
        assertThatThrownBy(() -> consent("y\n", false).given("Go ahead", false)).isInstanceOf(StartFailure.class)
                .hasMessageContaining("Go ahead? Nobody can be asked").hasMessageContaining("--yes");
    }
}
