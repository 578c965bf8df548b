package io.muster.cli;

import io.muster.runtime.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code muster dead-letters list}. */
@Command(name = "list", header = "Lists the dead letters.", footerHeading = "%nExample:%n", footer = "  muster dead-letters list -o json")
final class DeadLettersListCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    DeadLettersListCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        List<Letters.Shown> letters;
        try (TopicReader reader = kafka.reader(surroundings)) {
            letters = Letters.read(reader).all().values().stream().map(Letters::shown).toList();
        }
        output.print(surroundings, () -> new Table(Table.columns("RECORD", "KEY", "PUT-ASIDE?", "BY?", "REASON…"),
                letters.stream().map(each -> new Table.Row(Terminal.Style.PLAIN, List.of(each.id(), each.key(),
                        Texts.time(each.time()), each.service(), each.reason()))).toList()),
                () -> letters);
        if (letters.isEmpty()) {
            surroundings.say("there are no dead letters");
        }
        return ExitCode.OK.status();
    }
}
