package io.muster.cli;

import io.muster.runtime.Service;
import io.muster.runtime.ServiceProcess;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code muster run}: a service as a process of its own. */
@Command(name = "run", header = "Runs one service as a process of its own.", description = "Settings come from the environment, at least MUSTER_BOOTSTRAP_SERVERS. Health and metrics are"
        + " served on MUSTER_HTTP_HOST and MUSTER_HTTP_PORT. Several replicas share the work. Prints a line"
        + " 'ready', and runs until SIGTERM.", footerHeading = "%nExample:%n", footer = "  MUSTER_BOOTSTRAP_SERVERS=kafka:9092 MUSTER_HTTP_PORT=8080 muster run watcher")
final class RunCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Parameters(paramLabel = "SERVICE", converter = ServiceKindConverter.class, description = "watcher, rbac-service, network-service, cni-service or member-service.")
    private @Nullable ServiceKind kind;

    RunCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        return run(Given.required(kind), surroundings);
    }

    static int run(ServiceKind kind, Surroundings surroundings) {
        return ServiceProcess.run(surroundings.environment(), environment -> {
            Service service = kind.start(environment);
            Readiness.announce(List.of(service), surroundings);
            return service;
        });
    }
}
