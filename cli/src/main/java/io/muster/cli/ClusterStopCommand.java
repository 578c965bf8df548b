package io.muster.cli;

import io.muster.runtime.ExitCode;
import io.muster.sandbox.LocalControlPlane;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code muster cluster stop}. */
@Command(name = "stop", header = "Stops the control plane of a directory; its data stay.", footerHeading = "%nExample:%n", footer = "  muster cluster stop --dir /tmp/mesh")
final class ClusterStopCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Option(names = "--dir", paramLabel = "DIR", description = "Directory that it was started on (default: ~/.local/share/muster/cluster).")
    private @Nullable Path dir;

    ClusterStopCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Path place = ClusterStartCommand.place(dir, surroundings);
        surroundings.say(LocalControlPlane.stopDetached(place)
                ? "stopped; the data stay in " + place
                : "no control plane runs on " + place);
        return ExitCode.OK.status();
    }
}
