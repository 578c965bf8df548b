package io.muster.cli;

import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** How a command shows its answer. */
final class OutputOptions {

    enum Format {
        TABLE, WIDE, JSON, YAML
    }

    @Option(names = {"-o",
            "--output"}, paramLabel = "FORMAT", description = "table, wide, json or yaml (default: table).")
    private Format format = Format.TABLE;

    @Option(names = "--no-color", description = "No colours; there are none either where output is piped or $NO_COLOR"
            + " is set.")
    private boolean noColor;

    Format format() {
        return format;
    }

    boolean isText() {
        return format == Format.TABLE || format == Format.WIDE;
    }

    /** The terminal, with or without colours. */
    Terminal terminal(Surroundings surroundings) {
        Terminal terminal = Terminal.of(surroundings);
        return noColor ? terminal.withoutColours() : terminal;
    }

    /**
     * Shows an answer.
     *
     * @param document
     *            the same as records, for JSON and YAML
     */
    void print(Surroundings surroundings, Supplier<Table> table, Supplier<Object> document) {
        switch (format) {
            case TABLE, WIDE -> lines(surroundings, table.get()).forEach(surroundings.out()::println);
            case JSON -> surroundings.out().println(Documents.json(document.get()));
            case YAML -> surroundings.out().print(Documents.yaml(document.get()));
        }
        surroundings.out().flush();
    }

    /** A table as lines that fit. */
    List<String> lines(Surroundings surroundings, Table table) {
        Terminal terminal = terminal(surroundings);
        return table.lines(limit(surroundings, terminal), format == Format.WIDE, terminal);
    }

    /** Shows what is no table, wrapped where somebody looks. */
    void sentences(Surroundings surroundings, List<String> sentences) {
        int limit = limit(surroundings, terminal(surroundings));
        sentences.forEach(sentence -> (limit == 0 ? List.of(sentence) : Terminal.wrapped(sentence, limit))
                .forEach(surroundings.out()::println));
        surroundings.out().flush();
    }

    /** Whether what is shown has to fit a width: a person looks at it. */
    boolean isFitted(Surroundings surroundings) {
        return isText() && limit(surroundings, terminal(surroundings)) > 0;
    }

    /** A pipe gets all of it, unless whoever reads it says how wide it is. */
    private static int limit(Surroundings surroundings, Terminal terminal) {
        boolean isKnown = !surroundings.environment().getOrDefault("COLUMNS", "").isEmpty();
        return Terminal.isTerminal() || isKnown ? terminal.width() : 0;
    }
}
