package io.muster.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows in columns, fitted to a terminal's width. Where nobody looks (a pipe, a file) nothing is cut.
 *
 * @param columns
 *            from left to right
 * @param rows
 *            each with a cell for every column
 */
record Table(List<Column> columns, List<Row> rows) {

    private static final int GAP = 2;
    private static final int NARROW = 12;
    private static final int NARROWEST = 6;

    /** What becomes of a column that there is no room for. */
    enum Room {
        /** It is shown whole, whatever it takes. */
        FIXED,
        /** It is cut. */
        CUT,
        /** Its text goes on underneath. */
        WRAPPED,
        /** It is left out. */
        DROPPED,
        /** It is shown only where a wide table is asked for. */
        WIDE
    }

    record Column(String name, Room room) {}

    record Row(Terminal.Style style, List<String> cells) {}

    Table {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /**
     * Columns of a table, written as {@code "NAME"}, {@code "NAME…"} (cut), {@code "NAME>"} (wrapped), {@code "NAME?"}
     * (dropped), {@code "NAME+"} (wide).
     */
    static List<Column> columns(String... names) {
        return Arrays.stream(names).map(name -> {
            Room room = switch (name.charAt(name.length() - 1)) {
                case '…' -> Room.CUT;
                case '>' -> Room.WRAPPED;
                case '?' -> Room.DROPPED;
                case '+' -> Room.WIDE;
                default -> Room.FIXED;
            };
            return new Column(room == Room.FIXED ? name : name.substring(0, name.length() - 1), room);
        }).toList();
    }

    /**
     * The lines.
     *
     * @param width
     *            columns of the terminal; 0: as many as it takes
     */
    List<String> lines(int width, boolean wide, Terminal terminal) {
        List<Integer> shown = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            if (wide || columns.get(i).room != Room.WIDE) {
                shown.add(i);
            }
        }
        int[] widths = natural();
        if (width > 0) {
            fit(shown, widths, width);
        }
        List<String> lines = new ArrayList<>();
        lines.add(terminal.painted(Terminal.Style.TITLE,
                line(columns.stream().map(Column::name).toList(), shown, widths)));
        rows.forEach(row -> wrapped(row.cells, widths).forEach(
                cells -> lines.add(terminal.painted(row.style, line(cells, shown, widths)))));
        return lines;
    }

    private int[] natural() {
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = Math.max(columns.get(i).name.length(),
                    rows.stream().mapToInt(row -> length(row.cells.get(column))).max().orElse(0));
        }
        return widths;
    }

    private void fit(List<Integer> shown, int[] widths, int width) {
        fit(shown, widths, width, NARROW);
        fit(shown, widths, width, NARROWEST);
    }

    private void fit(List<Integer> shown, int[] widths, int width, int least) {
        while (total(shown, widths) > width) {
            int excess = total(shown, widths) - width;
            Integer widest = shown.stream().filter(i -> gives(columns.get(i)) && widths[i] > least)
                    .max((a, b) -> Integer.compare(widths[a], widths[b])).orElse(null);
            Integer dropped = shown.reversed().stream().filter(i -> columns.get(i).room == Room.DROPPED).findFirst()
                    .orElse(null);
            if (dropped != null && (widest == null || widths[widest] - excess < NARROW * 2)) {
                shown.remove(/* element */ dropped);
            } else if (widest != null) {
                widths[widest]--;
            } else {
                return;
            }
        }
    }

    private static boolean gives(Column column) {
        return column.room == Room.CUT || column.room == Room.WRAPPED;
    }

    /** A row as one or more: what does not fit into a column that is wrapped goes on in the next. */
    private List<List<String>> wrapped(List<String> cells, int[] widths) {
        List<List<String>> pieces = new ArrayList<>();
        int lines = 1;
        for (int i = 0; i < cells.size(); i++) {
            pieces.add(columns.get(i).room == Room.WRAPPED && length(cells.get(i)) > widths[i]
                    ? pieces(cells.get(i), widths[i])
                    : List.of(cells.get(i)));
            lines = Math.max(lines, pieces.getLast().size());
        }
        List<List<String>> rows = new ArrayList<>();
        for (int line = 0; line < lines; line++) {
            int at = line;
            rows.add(pieces.stream().map(each -> at < each.size() ? each.get(at) : "").toList());
        }
        return rows;
    }

    /** Between words where there is one to break at. */
    private static List<String> pieces(String text, int width) {
        List<String> pieces = new ArrayList<>();
        String rest = text;
        while (rest.length() > width) {
            int blank = rest.lastIndexOf(' ', width);
            int end = blank > 0 ? blank : width;
            pieces.add(rest.substring(0, end));
            rest = rest.substring(end).stripLeading();
        }
        pieces.add(rest);
        return pieces;
    }

    private static int total(List<Integer> shown, int[] widths) {
        return shown.stream().mapToInt(i -> widths[i]).sum() + GAP * (shown.size() - 1);
    }

    private static String line(List<String> cells, List<Integer> shown, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i : shown) {
            String cell = cut(cells.get(i), widths[i]);
            line.append(cell).append(" ".repeat(widths[i] - length(cell) + GAP));
        }
        return line.toString().stripTrailing();
    }

    private static String cut(String text, int width) {
        return length(text) <= width ? text : text.substring(0, text.offsetByCodePoints(0, width - 1)) + "…";
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
