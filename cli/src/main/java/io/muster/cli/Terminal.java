package io.muster.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Text for a person: a label, words that are wrapped to the width, and what it took at the right end.
 *
 * @param out
 *            where it goes
 * @param width
 *            columns
 * @param colours
 *            whether it takes them
 */
record Terminal(PrintWriter out, int width, boolean colours) {

    private static final int NARROWEST = 40;
    private static final int DEFAULT_WIDTH = 100;
    private static final int INDENT = 4;
    private static final int LABEL = 6;

    /** How a label looks. */
    enum Style {
        PLAIN(""), TITLE("\033[1m"), DID("\033[36m"), GOOD("\033[32m"), BAD("\033[31;1m"), FAINT("\033[2m");

        private final String code;

        Style(String code) {
            this.code = code;
        }
    }

    /** The terminal that a command writes to; colours only if it is one and {@code NO_COLOR} is not set. */
    static Terminal of(Surroundings surroundings) {
        boolean colours = isTerminal()
                && surroundings.environment().getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(surroundings.out(), width(surroundings.environment().getOrDefault("COLUMNS", "")), colours);
    }

    /** Whether somebody sees what is written: both ends of the process are a terminal. */
    static boolean isTerminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }

    private static int width(String columns) {
        return columns.matches("[0-9]{1,4}") ? Math.max(NARROWEST, Integer.parseInt(columns)) : DEFAULT_WIDTH;
    }

    /** The same without colours. */
    Terminal withoutColours() {
        return new Terminal(out, width, false);
    }

    /** An empty line. */
    void gap() {
        out.println();
        out.flush();
    }

    /** A line of its own. */
    void heading(String text) {
        wrapped(text, width).forEach(line -> out.println(painted(Style.TITLE, line)));
        out.flush();
    }

    /** A labelled line; what it took may be empty. */
    void line(Style style, String label, String text, String took) {
        List<String> lines = wrapped(text, width - INDENT - LABEL - 1);
        for (int i = 0; i < lines.size(); i++) {
            String start = " ".repeat(INDENT)
                    + (i == 0 ? painted(style, padded(label, LABEL)) : " ".repeat(LABEL)) + " ";
            boolean last = i == lines.size() - 1;
            out.println(start + lines.get(i) + (last && !took.isEmpty() ? right(lines.get(i), took) : ""));
        }
        out.flush();
    }

    /** What it took, at the right end where there is room for it, else on a line of its own. */
    private String right(String text, String took) {
        int room = width - INDENT - LABEL - 1 - text.length() - took.length();
        String painted = painted(Style.FAINT, took);
        return room >= 2
                ? " ".repeat(room) + painted
                : System.lineSeparator() + " ".repeat(Math.max(0, width - took.length())) + painted;
    }

    String painted(Style style, String text) {
        return colours && !style.code.isEmpty() ? style.code + text + "\033[0m" : text;
    }

    private static String padded(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - text.length()));
    }

    /** Words into lines; a word that is too long for one is left whole. */
    static List<String> wrapped(String text, int columns) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > columns) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** As a person would say it: {@code 87 ms}, {@code 3.2 s}. */
    static String duration(Duration duration) {
        return duration.toMillis() < 1000
                ? duration.toMillis() + " ms"
                : String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
