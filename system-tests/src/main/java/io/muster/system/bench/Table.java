package io.muster.system.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Findings as lines of a Markdown table, which is as readable in a terminal as in a document. */
final class Table {

    private record Column(String title, Function<Finding, String> cell) {}

    private static final List<Column> COLUMNS = List.of(
            new Column("measure", Finding::measure),
            new Column("floor", Finding::floor),
            new Column("result", Finding::result),
            new Column("ratio", Finding::ratio),
            new Column("target", Finding::target),
            new Column("", finding -> finding.verdict() == Finding.Verdict.INFO
                    ? ""
                    : finding.verdict().name().toLowerCase(java.util.Locale.ROOT)));

    private Table() {}

    static List<String> of(List<Finding> findings) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(COLUMNS.stream().map(Column::title).toList());
        findings.forEach(finding -> rows.add(COLUMNS.stream().map(column -> column.cell.apply(finding)).toList()));
        List<Integer> widths = new ArrayList<>();
        for (int i = 0; i < COLUMNS.size(); i++) {
            int column = i;
            widths.add(rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0));
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            lines.add(line(row, widths, " "));
            if (lines.size() == 1) {
                lines.add(line(COLUMNS.stream().map(column -> "").toList(), widths, "-"));
            }
        }
        return lines;
    }

    private static String line(List<String> cells, List<Integer> widths, String filler) {
        StringBuilder line = new StringBuilder("|");
        for (int i = 0; i < cells.size(); i++) {
            line.append(filler).append(cells.get(i)).append(filler.repeat(widths.get(i) - cells.get(i).length()))
                    .append(filler).append('|');
        }
        return line.toString();
    }
}
