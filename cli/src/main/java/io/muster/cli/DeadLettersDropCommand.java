package io.muster.cli;

import io.muster.events.DeadLetters;
import io.muster.runtime.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code muster dead-letters drop}. */
@Command(name = "drop", header = "Drops dead letters that nobody needs any more.", description = "The records that they were"
        + " are where they were.", footerHeading = "%nExample:%n", footer = "  muster dead-letters drop muster.members/3/1234")
final class DeadLettersDropCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Parameters(arity = "1..*", paramLabel = "RECORD", description = "topic/partition/offset, as list shows it.")
    private List<String> records = List.of();

    DeadLettersDropCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (TopicReader reader = kafka.reader(surroundings)) {
            Letters letters = Letters.read(reader);
            records.forEach(letters::letter);
            Asking asking = Asking.of(kafka, surroundings);
            records.forEach(id -> {
                asking.send(DeadLetters.drop(reader.topics().deadLetters(), id));
                surroundings.say("dropped " + id);
            });
        }
        return ExitCode.OK.status();
    }
}
