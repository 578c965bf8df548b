package io.muster.cli;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.muster.runtime.CommonSettings;
import io.muster.runtime.KafkaClients;
import io.muster.runtime.Pause;
import io.muster.runtime.Service;
import io.muster.runtime.SettingsReader;
import io.muster.sandbox.ControlPlaneOptions;
import io.muster.sandbox.EmbeddedBroker;
import io.muster.sandbox.KubeBinaries;
import io.muster.sandbox.LocalControlPlane;
import io.muster.sandbox.TemporaryDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What the demo plays on: a broker, a control plane, a watcher and the services, all of them gone when it is closed.
 */
final class DemoStage implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final List<ServiceKind> CONCERNS = Stream.of(ServiceKind.values())
            .filter(kind -> kind != ServiceKind.WATCHER).toList();
    private static final Duration LOOK = Duration.ofMillis(20);

    /** Guarded by this. */
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    /** Guarded by this. */
    private boolean closed;
    private final Surroundings surroundings;
    private final Terminal terminal;
    private final Path directory;
    private final LocalControlPlane controlPlane;
    private final EmbeddedBroker broker;
    private final KubernetesClient client;
    private final DemoNetwork network;
    private final ServiceProcess watcher;
    private final EventLog log;
    private final Map<ServiceKind, Service> concerns = new ConcurrentHashMap<>();

    /**
     * Sets it up, telling what is ready.
     *
     * @param opened
     *            told of this stage before anything is started, so that it can be closed at any moment
     */
    DemoStage(Surroundings surroundings, Terminal terminal, TemporaryDirectory temporary,
            java.util.function.Consumer<DemoStage> opened) {
        this.surroundings = surroundings;
        this.terminal = terminal;
        this.directory = part(temporary).path();
        opened.accept(this);
        // May build them, which says so itself
        KubeBinaries binaries = KubeBinaries.locate(surroundings.environment());
        CompletableFuture<EmbeddedBroker> broker = started("Kafka broker, in this process",
                () -> EmbeddedBroker.start(directory.resolve("kafka")));
        this.controlPlane = awaited(started("Kubernetes control plane: etcd, kube-apiserver, kube-controller-manager",
                () -> LocalControlPlane.start(directory.resolve("cluster"),
                        new ControlPlaneOptions(binaries, List.of(), List.of()))));
        this.broker = awaited(broker);
        this.client = part(new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(controlPlane.kubeconfig().toFile())).build());
        this.network = part(new DemoNetwork(client));
        CustomResources resources = new CustomResources(client);
        resources.install(resources.missing());
        resources.installFrom(List.of(CustomResources.MULTUS));
        new AdmissionRules(client).install();
        Map<String, String> settings = settings();
        this.log = new EventLog(new KafkaClients(common(settings), "demo"));
        CompletableFuture<ServiceProcess> watcher = started("watcher, a process of its own", () -> {
            ServiceProcess process = part(
                    new ServiceProcess(ServiceKind.WATCHER, surroundings.launcher(), settings, logs()));
            process.awaitReady();
            return process;
        });
        List<CompletableFuture<Service>> concerns = CONCERNS.stream()
                .map(kind -> started(kind.id() + ", in this process", () -> start(kind))).toList();
        concerns.forEach(DemoStage::awaited);
        this.watcher = awaited(watcher);
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("MUSTER_BOOTSTRAP_SERVERS", broker.bootstrapServers());
        settings.put("MUSTER_KUBECONFIG", controlPlane.kubeconfig().toString());
        settings.put("MUSTER_HTTP_PORT", "0");
        // So that the story need not wait for the next look at the network.
        settings.put("MUSTER_WATCHER_NETWORK_INTERVAL", "500ms");
        settings.put("MUSTER_BUILD", "never");
        settings.put("MUSTER_LOG_FORMAT", "text");
        return settings;
    }

    private CommonSettings common(Map<String, String> settings) {
        return CommonSettings.read(new SettingsReader(settings, "CLI"));
    }

    /** Starts a service that applies a concern, and waits until it is ready. */
    Service start(ServiceKind kind) {
        Service service = part(kind.start(surroundings.environmentWith(settings())));
        concerns.put(kind, service);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!service.health().unmet().isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new StepFailed("%s is not ready after %d s: %s".formatted(service.name(), LIMIT.toSeconds(),
                        service.health().unmet()));
            }
            if (!Pause.of(LOOK)) {
                throw new StepFailed("interrupted");
            }
        }
        return service;
    }

    /** Stops a service that applies a concern. */
    void stop(ServiceKind kind) {
        Objects.requireNonNull(concerns.remove(kind)).close();
    }

    /** Starts a part beside the others, and says when it is there. */
    private <P extends AutoCloseable> CompletableFuture<P> started(String what, Supplier<P> start) {
        long from = System.nanoTime();
        Executor thread = task -> Thread.ofPlatform().name("muster-demo").daemon().start(task);
        return CompletableFuture.supplyAsync(() -> {
            P part = part(start.get());
            terminal.line(Terminal.Style.GOOD, "ready", what,
                    "in " + Terminal.duration(Duration.ofNanos(System.nanoTime() - from)));
            return part;
        }, thread);
    }

    private static <P> P awaited(CompletableFuture<P> part) {
        try {
            return part.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private synchronized <P extends AutoCloseable> P part(P part) {
        if (closed) {
            close(part);
            throw new IllegalStateException("closed while it was being set up");
        }
        if (!parts.contains(part)) {
            parts.push(part);
        }
        return part;
    }

    KubernetesClient client() {
        return client;
    }

    DemoNetwork network() {
        return network;
    }

    ServiceProcess watcher() {
        return watcher;
    }

    EventLog log() {
        return log;
    }

    Members members() {
        return new Members(client);
    }

    Path kubeconfig() {
        return controlPlane.kubeconfig();
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    Path logs() {
        try {
            return Files.createDirectories(directory.resolve("logs"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes namespaces, with a label each or none. */
    void createNamespaces(List<String> names, Map<String, String> labels) {
        names.forEach(name -> client.resource(new NamespaceBuilder().withNewMetadata().withName(name)
                .withLabels(labels).endMetadata().build()).create());
    }

    @Override
    public void close() {
        List<AutoCloseable> toClose;
        synchronized (this) {
            closed = true;
            toClose = new ArrayList<>(parts);
            parts.clear();
        }
        toClose.forEach(this::close);
    }

    private void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            surroundings.say("does not end cleanly: " + e.getMessage());
        }
    }
}
