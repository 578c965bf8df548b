package io.muster.cli;

import io.muster.runtime.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code muster dead-letters}: what could not be read. */
@Command(name = "dead-letters", header = "Shows records that could not be read, and gets rid of them.", description = "A record"
        + " that a service cannot read is put aside with its bytes, its origin and the reason, and its key is left alone"
        + " until a readable one comes.", synopsisSubcommandLabel = "COMMAND", footerHeading = "%nExample:%n", footer = "  muster dead-letters list")
final class DeadLettersCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    DeadLettersCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        surroundings.say("muster dead-letters: say what to do: list, show, retry or drop");
        return ExitCode.USAGE.status();
    }
}
