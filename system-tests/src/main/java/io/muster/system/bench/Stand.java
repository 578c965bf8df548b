package io.muster.system.bench;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.muster.cni.NetworkAttachmentDefinition;
import io.muster.mesh.Crds;
import io.muster.mesh.ServiceMeshControlPlane;
import io.muster.mesh.ServiceMeshMember;
import io.muster.mesh.ServiceMeshMemberRoll;
import io.muster.runtime.Pause;
import io.muster.sandbox.ControlPlaneOptions;
import io.muster.sandbox.LocalControlPlane;
import io.muster.sandbox.TemporaryDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** A cluster of its own for a scenario: real etcd, kube-apiserver and controllers on loopback, and nothing in it. */
final class Stand implements AutoCloseable {

    private static final int AT_ONCE = 32;
    private static final String MULTUS = "/crds/network-attachment-definitions.k8s.cni.cncf.io.yaml";
    private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH", "APPLY", "DELETE", "DELETECOLLECTION");
    private static final Set<String> UNCOUNTED = Set.of("leases", "events");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final TemporaryDirectory dir;
    private final LocalControlPlane controlPlane;
    private final KubernetesClient client;

    private Stand(TemporaryDirectory dir, LocalControlPlane controlPlane) {
        this.dir = dir;
        this.controlPlane = controlPlane;
        this.client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(controlPlane.kubeconfig().toFile())).build();
    }

    static Stand open() {
        TemporaryDirectory dir = TemporaryDirectory.create("muster-bench-");
        Stand stand = new Stand(dir, LocalControlPlane.start(dir.path().resolve("cluster"),
                ControlPlaneOptions.located()));
        Crds.load().forEach(definition -> stand.client.resource(definition).create());
        stand.client.load(Objects.requireNonNull(Stand.class.getResourceAsStream(MULTUS))).create();
        stand.until("the custom resources are served", stand::crdsAreServed);
        return stand;
    }

    KubernetesClient client() {
        return client;
    }

    /** Settings with which a Muster process finds the cluster. */
    Map<String, String> environment() {
        return Map.of("MUSTER_KUBECONFIG", controlPlane.kubeconfig().toString(), "MUSTER_BOOTSTRAP_SERVERS",
                "set-by-whoever-starts-the-broker:0", "MUSTER_LOG_LEVEL", "INFO");
    }

    /**
     * Writes that the API server has carried out so far, whoever asked for them; its own leases and Events are not
     * counted.
     */
    long writes() {
        String meters = client.raw("/metrics");
        return Meters.sum(Objects.requireNonNull(meters), "apiserver_request_total",
                labels -> WRITES.contains(labels.get("verb"))
                        && !UNCOUNTED.contains(labels.getOrDefault("resource", "")));
    }

    /** How often the status of a roll was written. */
    long rollStatusWrites() {
        return Meters.sum(Objects.requireNonNull(client.raw("/metrics")), "apiserver_request_total",
                labels -> WRITES.contains(labels.get("verb")) && "status".equals(labels.get("subresource"))
                        && "servicemeshmemberrolls".equals(labels.get("resource")));
    }

    /** Where processes of this stand put data and logs. */
    Path file(String name) {
        return dir.path().resolve(name);
    }

    ProcessFigures apiServer() {
        return new ProcessFigures(Objects.requireNonNull(controlPlane.pids().get("kube-apiserver")));
    }

    /** Makes namespaces, and waits until the controllers have given each its service account and are quiet. */
    void namespaces(List<String> names) {
        try (ExecutorService makers = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> made = names.stream().<Future<?>>map(name -> makers.submit(() -> client
                    .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build()).create()))
                    .toList();
            for (Future<?> each : made) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new BenchException("a namespace cannot be made: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted");
        }
        until("every namespace has its service account", () -> client.serviceAccounts().inAnyNamespace().list()
                .getItems().stream().map(account -> account.getMetadata().getNamespace()).collect(Collectors.toSet())
                .containsAll(names));
    }

    /** Waits for something that nobody tells of. */
    void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new BenchException("after " + PATIENCE.toSeconds() + " s still not so: " + what);
            }
            pause(Duration.ofMillis(200));
        }
    }

    /** Lets time pass. */
    static void pause(Duration duration) {
        if (!Pause.of(duration)) {
            throw new BenchException("interrupted");
        }
    }

    /** Discovery knows a new resource before its storage answers. */
    private boolean crdsAreServed() {
        try {
            client.resources(ServiceMeshControlPlane.class).inAnyNamespace().list();
            client.resources(ServiceMeshMemberRoll.class).inAnyNamespace().list();
            client.resources(ServiceMeshMember.class).inAnyNamespace().list();
            client.resources(NetworkAttachmentDefinition.class).inAnyNamespace().list();
            return true;
        } catch (KubernetesClientException e) {
            return false;
        }
    }

    @Override
    public void close() {
        client.close();
        controlPlane.close();
        dir.close();
    }
}
