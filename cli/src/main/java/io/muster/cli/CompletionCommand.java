package io.muster.cli;

import io.muster.runtime.ExitCode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code muster completion}. */
@Command(name = "completion", header = "Prints what completes commands and options in bash or zsh.", footerHeading = "%nExamples:%n", footer = {
        "  source <(muster completion bash)", "  source <(muster completion zsh)"})
final class CompletionCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Parameters(paramLabel = "bash|zsh", description = "The shell.")
    private @Nullable Shell shell;

    enum Shell {
        BASH, ZSH
    }

    CompletionCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        // The same script: in zsh it loads bash's completion first.
        switch (Given.required(shell)) {
            case BASH, ZSH -> surroundings.answer(AutoComplete.bash("muster", Main.commandLine(surroundings)));
        }
        return ExitCode.OK.status();
    }
}
