package io.muster.cli;

import io.muster.runtime.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code muster cluster}: the local control plane by itself. */
@Command(name = "cluster", header = "Starts or stops a local Kubernetes control plane.", description = "Real etcd, kube-apiserver and kube-controller-manager on loopback, built the first time"
        + " (about five minutes). No nodes: pods stay pending.", synopsisSubcommandLabel = "start|stop", footerHeading = "%nExample:%n", footer = "  muster cluster start --dir /tmp/mesh")
final class ClusterCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    ClusterCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        surroundings.say("muster: say start or stop; see muster cluster --help");
        return ExitCode.USAGE.status();
    }
}
