package io.muster.cli;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.muster.runtime.Cluster;
import io.muster.runtime.CommonSettings;
import io.muster.runtime.ExitCode;
import io.muster.runtime.Feeds;
import io.muster.runtime.Health;
import io.muster.runtime.Parts;
import io.muster.runtime.Service;
import io.muster.runtime.SettingsReader;
import io.muster.runtime.StartFailure;
import io.muster.sandbox.EmbeddedBroker;
import io.muster.sandbox.SandboxException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All services in this JVM, and the broker if none is named: one service to its owner. */
final class Installation implements Service {

    private static final String BOOTSTRAP_SERVERS = "MUSTER_BOOTSTRAP_SERVERS";
    private static final String HTTP_PORT = "MUSTER_HTTP_PORT";
    private static final String REQUIRED = "MUSTER_MEMBER_REQUIRED";

    /**
     * What is asked for.
     *
     * @param kubeconfig
     *            absent: as the environment says, else what kubectl would use
     * @param context
     *            absent: as the environment says, else the current one
     * @param bootstrapServers
     *            absent: as the environment says, else an embedded broker
     * @param data
     *            of the embedded broker; absent: a directory for this very cluster
     * @param services
     *            which to start
     * @param install
     *            whether custom resources that are missing and the admission policies are brought
     */
    record Plan(@Nullable Path kubeconfig, @Nullable String context, @Nullable String bootstrapServers,
            @Nullable Path data, List<ServiceKind> services, boolean install) {}

    private final Parts parts = new Parts();
    private final List<Service> services = new ArrayList<>();
    private final Health health = new Health(Clock.systemUTC());
    private final CompletableFuture<Void> failure = new CompletableFuture<>();
    private final Surroundings surroundings;
    private String bootstrapServers = "";

    private Installation(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /**
     * Starts everything; returns before it is ready, and prints a line {@code ready} when it is.
     *
     * @throws StartFailure
     *             if something is not as it must be
     */
    static Installation start(Plan plan, Surroundings surroundings) {
        Installation installation = new Installation(surroundings);
        try {
            installation.startAll(plan);
            return installation;
        } catch (SandboxException e) {
            installation.close();
            throw new StartFailure(ExitCode.KAFKA, String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            installation.close();
            throw e;
        }
    }

    private void startAll(Plan plan) {
        Map<String, @Nullable Object> asked = new HashMap<>();
        asked.put("MUSTER_KUBECONFIG", plan.kubeconfig);
        asked.put("MUSTER_KUBE_CONTEXT", plan.context);
        asked.put(BOOTSTRAP_SERVERS, plan.bootstrapServers);
        Map<String, String> environment = surroundings.environmentWith(asked);
        CommonSettings settings = settings(environment);
        Cluster cluster = parts.add(Cluster.connect(settings, "cli"));
        surroundings.say("cluster   %s (%s)".formatted(cluster.client().getMasterUrl(), cluster.id()));
        provideCustomResources(new CustomResources(cluster.client()), plan.install);
        if (plan.install) {
            new AdmissionRules(cluster.client()).install().forEach(surroundings::say);
        }
        Path data = plan.data != null ? plan.data : surroundings.dataHome().resolve(cluster.id());
        if (!environment.containsKey(BOOTSTRAP_SERVERS)) {
            EmbeddedBroker broker = parts.add(EmbeddedBroker.start(data.resolve("kafka")));
            environment.put(BOOTSTRAP_SERVERS, broker.bootstrapServers());
            surroundings.say("broker    %s, embedded, data in %s".formatted(broker.bootstrapServers(), data));
        } else {
            surroundings.say("broker    " + environment.get(BOOTSTRAP_SERVERS));
        }
        bootstrapServers = environment.getOrDefault(BOOTSTRAP_SERVERS, "");
        Feeds feeds = parts.add(Feeds.shared(cluster, settings(environment), "cli"));
        startServices(plan.services, environment, settings.httpPort(), feeds);
        feeds.start();
        health.readyWhen("services", () -> Optional.of(Readiness.unmet(services)).filter(unmet -> !unmet.isEmpty())
                .map(unmet -> String.join("; ", unmet)));
        Readiness.announce(services, surroundings);
    }

    /** Before anything is started, so that problems with the settings are all that happens. */
    private static CommonSettings settings(Map<String, String> environment) {
        Map<String, String> complete = new HashMap<>(environment);
        complete.putIfAbsent(BOOTSTRAP_SERVERS, "127.0.0.1:0");
        SettingsReader reader = new SettingsReader(complete, "CLI");
        CommonSettings settings = CommonSettings.read(reader);
        reader.finish();
        return settings;
    }

    private void provideCustomResources(CustomResources resources, boolean install) {
        List<CustomResourceDefinition> missing = resources.missing();
        if (missing.isEmpty()) {
            return;
        }
        String names = missing.stream().map(crd -> crd.getMetadata().getName()).collect(Collectors.joining(", "));
        if (!install) {
            throw new StartFailure(ExitCode.KUBERNETES,
                    "the cluster does not know " + names + ": run muster up --install once");
        }
        resources.install(missing);
        surroundings.say("installed " + names);
    }

    /** Each has a port of its own: the one that is configured, and those after it. */
    private void startServices(List<ServiceKind> kinds, Map<String, String> environment, int firstPort,
            Feeds feeds) {
        for (ServiceKind kind : kinds) {
            Map<String, String> own = new HashMap<>(environment);
            own.putIfAbsent(REQUIRED, ServiceKind.concerns(kinds));
            own.put(HTTP_PORT, String.valueOf(firstPort == 0 ? 0 : firstPort + services.size()));
            Service service = parts.add(kind.start(own, feeds));
            services.add(service);
            var _ = service.failure().whenComplete((_, reason) -> {
                if (reason != null) {
                    failure.completeExceptionally(reason);
                }
            });
            surroundings.say("service   %s, health and metrics on %s:%d".formatted(kind.id(),
                    own.getOrDefault("MUSTER_HTTP_HOST", "127.0.0.1"), service.httpPort()));
        }
    }

    /** The broker that the services work with: host:port pairs, comma separated. */
    String bootstrapServers() {
        return bootstrapServers;
    }

    @Override
    public String name() {
        return "muster";
    }

    @Override
    public Health health() {
        return health;
    }

    @Override
    public int httpPort() {
        return services.getFirst().httpPort();
    }

    @Override
    public CompletableFuture<Void> failure() {
        return failure;
    }

    /** Stops in the reverse order of the start. */
    @Override
    public void close() {
        parts.close();
    }
}
