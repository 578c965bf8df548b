package io.muster.cli;

import io.muster.runtime.ExitCode;
import io.muster.sandbox.KubeBinaries;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code muster prepare}: what would otherwise be made at first use. The launcher has done the rest before. */
@Command(name = "prepare", header = "Makes now what would be made at first use.", description = "Builds Muster and the local control plane's programs, and the start-up cache that halves the time"
        + " until a service is ready. What is there already is left alone.", footerHeading = "%nExample:%n", footer = "  muster prepare")
final class PrepareCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    PrepareCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        KubeBinaries programs = KubeBinaries.locate(surroundings.environment());
        surroundings.say("prepared; the control plane's programs are in " + programs.etcd().getParent());
        return ExitCode.OK.status();
    }
}
