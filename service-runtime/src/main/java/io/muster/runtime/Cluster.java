package io.muster.runtime;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.VersionInfo;
import io.muster.mesh.MeshSerialization;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster that a service works on: a connected client, and the name that events know it by.
 *
 * @param client
 *            who takes this closes it
 * @param id
 *            cluster-id in the source of every event
 */
public record Cluster(KubernetesClient client, String id) implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);
    private static final Duration RETRY = Duration.ofMillis(500);

    /** Oldest minor version of Kubernetes 1 that is supported: the first with ValidatingAdmissionPolicy v1. */
    public static final int MINIMUM_MINOR = 30;

    /** The field manager, and user agent, of a service: the API server derives one from the other. */
    public static String fieldManager(String service) {
        return "muster-" + service;
    }

    /**
     * Connects, waiting for the API server for as long as the settings allow.
     *
     * @throws StartFailure
     *             if it cannot be reached, is too old or denies reading the kube-system namespace
     */
    public static Cluster connect(CommonSettings settings, String service) {
        KubernetesClient client = new KubernetesClientBuilder().withConfig(config(settings, service))
                .withKubernetesSerialization(MeshSerialization.tolerant())
                .withHttpClientFactory(new ClusterHttp()).build();
        try {
            checkVersion(client, version(client, settings.startTimeout()));
            String configured = settings.clusterId();
            return new Cluster(client, configured != null ? configured : uidOfKubeSystem(client));
        } catch (StartFailure e) {
            client.close();
            throw e;
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private static Config config(CommonSettings settings, String service) {
        return new ConfigBuilder(base(settings.kubeconfig(), settings.kubeContext()))
                .withUserAgent(fieldManager(service) + "/v1")
                .withRequestTimeout(Math.toIntExact(settings.requestTimeout().toMillis()))
                .withConnectionTimeout(Math.toIntExact(settings.requestTimeout().toMillis()))
                // A key that fails is tried again by its own backoff; here only what a moment mends.
                .withRequestRetryBackoffLimit(2)
                .withRequestRetryBackoffInterval(100)
                .withWatchReconnectInterval(200)
                .build();
    }

    private static Config base(@Nullable Path kubeconfig, @Nullable String context) {
        if (kubeconfig == null) {
            return Config.autoConfigure(context);
        }
        try {
            return Config.fromKubeconfig(context, kubeconfig.toFile());
        } catch (RuntimeException e) {
            throw new StartFailure(ExitCode.USAGE,
                    "the kubeconfig %s cannot be used: %s".formatted(kubeconfig, e.getMessage()), e);
        }
    }

    private static VersionInfo version(KubernetesClient client, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            try {
                return client.getKubernetesVersion();
            } catch (KubernetesClientException e) {
                if (e.getCode() == 401 || e.getCode() == 403) {
                    throw new StartFailure(ExitCode.KUBERNETES,
                            "the API server at %s does not accept the credentials: %s"
                                    .formatted(client.getMasterUrl(), e.getMessage()),
                            e);
                }
                if (System.nanoTime() > deadline) {
                    throw new StartFailure(ExitCode.KUBERNETES,
                            "the API server at %s cannot be reached (%s): is the kubeconfig's context right, and is it running?"
                                    .formatted(client.getMasterUrl(), e.getMessage()),
                            e);
                }
                LOG.atWarn().addKeyValue("server", client.getMasterUrl()).addKeyValue("reason", e.getMessage())
                        .log("the API server does not answer, trying again");
                if (!Pause.of(RETRY)) {
                    throw new StartFailure(ExitCode.FAULT, "interrupted while waiting for the API server", e);
                }
            }
        }
    }

    private static void checkVersion(KubernetesClient client, VersionInfo version) {
        String minor = version.getMinor() == null ? "" : version.getMinor().replaceAll("[^0-9].*", "");
        if (minor.isEmpty() || Integer.parseInt(minor) < MINIMUM_MINOR) {
            throw new StartFailure(ExitCode.KUBERNETES,
                    "the API server at %s is %s: Muster needs Kubernetes 1.%d or newer"
                            .formatted(client.getMasterUrl(), version.getGitVersion(), MINIMUM_MINOR));
        }
    }

    private static String uidOfKubeSystem(KubernetesClient client) {
        try {
            Namespace namespace = client.namespaces().withName("kube-system").get();
            if (namespace != null) {
                return namespace.getMetadata().getUid();
            }
            throw new StartFailure(ExitCode.KUBERNETES,
                    "there is no namespace kube-system to name this cluster by: set MUSTER_CLUSTER_ID");
        } catch (KubernetesClientException e) {
            throw new StartFailure(ExitCode.KUBERNETES,
                    "namespace kube-system, whose uid names this cluster, cannot be read (%s): allow it, or set MUSTER_CLUSTER_ID"
                            .formatted(e.getMessage()),
                    e);
        }
    }
}
