package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {

    private final StringWriter text = new StringWriter();

    private Terminal terminal(Map<String, String> environment) {
        return Terminal.of(new Surroundings(environment, new PrintWriter(text), new PrintWriter(text)));
    }

    @Test
    void wrapsWordsToTheWidthUnderneathEachOther() {
        terminal(Map.of("COLUMNS", "40")).line(Terminal.Style.GOOD, "seen", "a b c d e f g h i j k l m n o p q r s t",
                "");

        assertThat(text.toString().lines()).hasSize(2).allMatch(line -> line.length() <= 40)
                .last().asString().startsWith("           ");
    }

    @Test
    void putsWhatItTookAtTheRightEnd() {
        terminal(Map.of("COLUMNS", "60")).line(Terminal.Style.GOOD, "seen", "three", "after 7 ms");

        assertThat(text.toString().stripTrailing()).hasSize(60).endsWith("after 7 ms");
    }

    @Test
    void whatItTookGetsALineOfItsOwnWhereThereIsNoRoom() {
        terminal(Map.of("COLUMNS", "40")).line(Terminal.Style.GOOD, "seen", "x".repeat(25), "after 7 ms");

        assertThat(text.toString().lines()).hasSize(2).last().asString().hasSize(40).endsWith("after 7 ms");
    }

    @Test
    void hasNoColoursWhereNobodySeesThem() {
        terminal(Map.of()).line(Terminal.Style.BAD, "FAILED", "it", "");

        assertThat(text.toString()).doesNotContain("\033");
    }

    @Test
    void saysDurationsAsAPersonWould() {
        assertThat(Terminal.duration(Duration.ofMillis(87))).isEqualTo("87 ms");
        assertThat(Terminal.duration(Duration.ofMillis(3249))).isEqualTo("3.2 s");
    }
}
