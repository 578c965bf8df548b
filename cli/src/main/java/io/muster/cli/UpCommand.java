package io.muster.cli;

import io.muster.runtime.ServiceProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code muster up}: everything in one process. */
@Command(name = "up", header = "Runs all services in one process against your cluster.", description = "On an embedded broker that keeps its data, unless a broker is named. Prints a line 'ready',"
        + " and runs until SIGTERM or Ctrl-C; what it knows survives a restart.", footerHeading = "%nExample:%n", footer = "  muster up --context staging --install")
final class UpCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Option(names = "--kubeconfig", paramLabel = "FILE", description = "The cluster's kubeconfig (default: $MUSTER_KUBECONFIG, else what kubectl would use).")
    private @Nullable Path kubeconfig;

    @Option(names = "--context", paramLabel = "NAME", description = "Context of the kubeconfig (default: $MUSTER_KUBE_CONTEXT, else its current one).")
    private @Nullable String context;

    @Option(names = "--bootstrap-servers", paramLabel = "HOSTS", description = "Kafka brokers as host:port, comma-separated (default: $MUSTER_BOOTSTRAP_SERVERS, else an"
            + " embedded broker).")
    private @Nullable String bootstrapServers;

    @Option(names = "--data", paramLabel = "DIR", description = "Data of the embedded broker (default: ~/.local/share/muster/<id of the cluster>).")
    private @Nullable Path data;

    @Option(names = "--services", paramLabel = "NAMES", split = ",", converter = ServiceKindConverter.class, description = "Only these, of watcher, rbac, network, cni and member (default: all).")
    private List<ServiceKind> services = List.of(ServiceKind.values());

    @Option(names = "--install", description = "Install Muster's custom resources where they are missing, and its admission policies.")
    private boolean install;

    UpCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Installation.Plan plan = new Installation.Plan(kubeconfig, context, bootstrapServers, data, services, install);
        return ServiceProcess.run(surroundings.environment(), _ -> Installation.start(plan, surroundings));
    }
}
