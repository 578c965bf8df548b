package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

    private final Terminal plain = new Terminal(new PrintWriter(new StringWriter()), 100, false);
    private final Table table = new Table(Table.columns("NAME", "AGE?", "REASON…", "ID+"), List.of(
            new Table.Row(Terminal.Style.PLAIN, List.of("shop", "3m", "the quick brown fox jumps over the dog", "x1")),
            new Table.Row(Terminal.Style.BAD, List.of("bookinfo", "12s", "-", "x2"))));

    @Test
    void aPipeGetsAllOfIt() {
        assertThat(table.lines(0, false, plain)).containsExactly("NAME      AGE  REASON",
                "shop      3m   the quick brown fox jumps over the dog", "bookinfo  12s  -");
    }

    @Test
    void aNarrowTerminalCutsWhatIsLong() {
        assertThat(table.lines(40, false, plain)).containsExactly("NAME      AGE  REASON",
                "shop      3m   the quick brown fox jump…", "bookinfo  12s  -");
    }

    @Test
    void aNarrowerOneDropsWhatMattersLeast() {
        assertThat(table.lines(26, false, plain)).allMatch(line -> line.length() <= 26).first().asString()
                .isEqualTo("NAME      REASON");
    }

    @Test
    void aWideTableHasEveryColumn() {
        assertThat(table.lines(0, true, plain).getFirst()).endsWith("ID");
    }

    @Test
    void coloursAreAroundLinesNotInWidths() {
        Terminal coloured = new Terminal(new PrintWriter(new StringWriter()), 100, true);

        assertThat(table.lines(0, false, coloured).getLast()).startsWith("\033[31;1mbookinfo").endsWith("\033[0m");
        assertThat(table.lines(0, false, coloured.withoutColours())).noneMatch(line -> line.contains("\033"));
    }

    @Test
    void wrapsWhatMustBeReadWhole() {
        Table table = new Table(Table.columns("NAME", "WHY>"), List.of(new Table.Row(Terminal.Style.PLAIN,
                List.of("shop", "it was refused by anunbreakablewordthatislong"))));

        assertThat(table.lines(26, false, plain))
                .containsExactly("NAME  WHY", "shop  it was refused by", "      anunbreakablewordtha", "      tislong");
    }
}
