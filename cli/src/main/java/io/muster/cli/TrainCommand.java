package io.muster.cli;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.muster.runtime.ExitCode;
import io.muster.runtime.StartFailure;
import io.muster.sandbox.BrokerProcess;
import io.muster.sandbox.ControlPlaneOptions;
import io.muster.sandbox.KubeBinaries;
import io.muster.sandbox.LocalControlPlane;
import io.muster.sandbox.TemporaryDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * A short life of everything, for the launcher, which has the JVM write down what it loaded: members join, are repaired
 * and leave on a broker and a cluster of their own.
 */
@Command(name = "train", hidden = true, header = "Runs everything once, for the start-up cache.", description = "The launcher calls this by itself; what it is for is muster prepare.", footerHeading = "%nExample:%n", footer = "  muster prepare")
final class TrainCommand implements Callable<Integer> {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final List<String> MEMBERS = List.of("one", "two", "three");
    private static final String ROLL = """
            apiVersion: maistra.io/v1
            kind: ServiceMeshMemberRoll
            metadata: {name: default, namespace: mesh}
            spec: {members: [one]}
            """;

    private final Surroundings surroundings;

    @Parameters(paramLabel = "services|everything|reading", description = "Each service as a process, which leaves its cache in the current directory; all of them with the broker in this process; or the commands that read.")
    private Scope scope = Scope.EVERYTHING;

    enum Scope {
        SERVICES, EVERYTHING, READING
    }

    TrainCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (TemporaryDirectory directory = TemporaryDirectory.create("muster-train-")) {
            switch (scope) {
                case READING -> new ReadingLesson(surroundings).run(directory.path().resolve("kafka"));
                case EVERYTHING, SERVICES -> withCluster(directory.path());
            }
        }
        return ExitCode.OK.status();
    }

    private void withCluster(Path directory) {
        try (LocalControlPlane cluster = LocalControlPlane.start(directory.resolve("cluster"),
                new ControlPlaneOptions(KubeBinaries.locate(surroundings.environment()), List.of(), List.of()));
                KubernetesClient client = new KubernetesClientBuilder()
                        .withConfig(Config.fromKubeconfig(cluster.kubeconfig().toFile())).build()) {
            CustomResources resources = new CustomResources(client);
            resources.install(resources.missing());
            resources.installFrom(List.of(CustomResources.MULTUS));
            if (scope == Scope.SERVICES) {
                processes(cluster.kubeconfig(), directory, client);
            } else {
                inThisProcess(cluster.kubeconfig(), directory, client);
            }
        }
    }

    private void inThisProcess(Path kubeconfig, Path data, KubernetesClient client) {
        Installation.Plan plan = new Installation.Plan(kubeconfig, null, null, data, List.of(ServiceKind.values()),
                true);
        try (Installation installation = Installation.start(plan, surroundings)) {
            await("ready", () -> installation.health().unmet().isEmpty());
            live(client);
            look(kubeconfig, data, installation.bootstrapServers());
        }
    }

    /** What one service alone loads is less, and all of a cache is in memory. */
    private void processes(Path kubeconfig, Path directory, KubernetesClient client) {
        Map<ServiceKind, ServiceProcess> processes = new EnumMap<>(ServiceKind.class);
        try (BrokerProcess broker = BrokerProcess.start(directory.resolve("kafka"))) {
            try {
                for (ServiceKind kind : ServiceKind.values()) {
                    processes.put(kind, new ServiceProcess(kind, surroundings.launcher(),
                            Map.of("MUSTER_BUILD", "never", "MUSTER_KUBECONFIG", kubeconfig.toString(),
                                    "MUSTER_BOOTSTRAP_SERVERS", broker.bootstrapServers(), "MUSTER_HTTP_PORT", "0",
                                    "MUSTER_JAVA_OPTS", "-XX:AOTCacheOutput=" + unfinished(kind)),
                            directory));
                }
                processes.values().forEach(ServiceProcess::awaitReady);
                live(client);
                // Each writes its cache before it ends.
                CompletableFuture.allOf(processes.values().stream()
                        .map(process -> CompletableFuture.runAsync(() -> process.stop(LIMIT),
                                Thread::startVirtualThread))
                        .toArray(CompletableFuture[]::new)).join();
                processes.forEach(TrainCommand::keep);
            } finally {
                processes.values().forEach(ServiceProcess::close);
            }
        }
    }

    private static Path unfinished(ServiceKind kind) {
        return Path.of(kind.id() + ".aot.new");
    }

    private static void keep(ServiceKind kind, ServiceProcess process) {
        try {
            Files.move(unfinished(kind), Path.of(kind.id() + ".aot"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StartFailure(ExitCode.FAULT, "no cache of " + process.lastLines(), e);
        }
    }

    private static void live(KubernetesClient client) {
        DemoMesh mesh = new DemoMesh(client, "mesh");
        Copies copies = new Copies(client);
        mesh.install();
        MEMBERS.forEach(member -> client.resource(new NamespaceBuilder().withNewMetadata().withName(member)
                .endMetadata().build()).create());
        mesh.list(MEMBERS);
        await("joined", () -> copies.differ(mesh, MEMBERS).isEmpty());
        client.rbac().roleBindings().inNamespace(MEMBERS.getFirst()).delete();
        await("repaired", () -> copies.differ(mesh, MEMBERS).isEmpty());
        mesh.unlist(MEMBERS);
        await("left", () -> copies.remain(MEMBERS).isEmpty());
    }

    /** The commands that look into the cluster, too. */
    private static void look(Path kubeconfig, Path directory, String bootstrapServers) {
        Path rolls = directory.resolve("rolls.yaml");
        try {
            Files.writeString(rolls, ROLL);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + rolls, e);
        }
        Lesson lesson = new Lesson(Map.of("MUSTER_KUBECONFIG", kubeconfig.toString(), "MUSTER_BOOTSTRAP_SERVERS",
                bootstrapServers, "HOME", directory.toString()));
        lesson.go("doctor");
        lesson.go("confirm");
        lesson.go("plan", "-f", rolls.toString());
    }

    private static void await(String what, BooleanSupplier condition) {
        if (!new Waiting(LIMIT, LOOK).until(condition)) {
            throw new StartFailure(ExitCode.FAULT, "not %s after %d s".formatted(what, LIMIT.toSeconds()));
        }
    }
}
