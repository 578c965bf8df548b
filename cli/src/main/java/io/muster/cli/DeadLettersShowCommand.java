package io.muster.cli;

import io.muster.runtime.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code muster dead-letters show}. */
@Command(name = "show", header = "Shows a dead letter: reason, origin, headers and bytes.", footerHeading = "%nExample:%n", footer = "  muster dead-letters show muster.members/3/1234")
final class DeadLettersShowCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Parameters(paramLabel = "RECORD", description = "topic/partition/offset, as list shows it.")
    private @Nullable String record;

    DeadLettersShowCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Letters.Shown letter;
        try (TopicReader reader = kafka.reader(surroundings)) {
            letter = Letters.shown(Letters.read(reader).letter(Given.required(record)));
        }
        output.print(surroundings, () -> table(letter), () -> letter);
        return ExitCode.OK.status();
    }

    private static Table table(Letters.Shown letter) {
        List<Table.Row> rows = new ArrayList<>();
        row(rows, "record", letter.id());
        row(rows, "key", letter.key());
        row(rows, "written", Texts.time(letter.recorded()));
        row(rows, "put aside", Texts.time(letter.time()) + " by " + letter.service());
        row(rows, "reason", letter.reason());
        if (!letter.omission().isEmpty()) {
            row(rows, "left out", letter.omission());
        }
        letter.headers().forEach((name, value) -> row(rows, name, value));
        row(rows, "value (" + letter.encoding() + ")", letter.value() == null ? "none" : letter.value());
        return new Table(Table.columns("WHAT", "IS"), rows);
    }

    private static void row(List<Table.Row> rows, String name, String value) {
        rows.add(new Table.Row(Terminal.Style.PLAIN, List.of(name, value)));
    }
}
