package io.muster.cli;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.muster.runtime.ExitCode;
import io.muster.sandbox.ControlPlaneOptions;
import io.muster.sandbox.KubeBinaries;
import io.muster.sandbox.LocalControlPlane;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code muster cluster start}. */
@Command(name = "start", header = "Starts the control plane and returns when it is ready.", description = "It goes on until muster cluster stop. Its data stay in DIR; the path of its kubeconfig is"
        + " printed. One that runs already is left alone.", footerHeading = "%nExample:%n", footer = "  export KUBECONFIG=$(muster cluster start --dir /tmp/mesh)")
final class ClusterStartCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Surroundings surroundings;

    @Option(names = "--dir", paramLabel = "DIR", description = "Directory for data, logs and kubeconfig (default: ~/.local/share/muster/cluster).")
    private @Nullable Path dir;

    ClusterStartCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        long start = System.nanoTime();
        Path place = place(dir, surroundings);
        if (LocalControlPlane.isRunning(place) && answers(place.resolve("kubeconfig"))) {
            surroundings.say("runs already");
            surroundings.answer(place.resolve("kubeconfig").toString());
            return ExitCode.OK.status();
        }
        // What is left of one that was killed in part
        LocalControlPlane.stopDetached(place);
        Path kubeconfig = LocalControlPlane.startDetached(place,
                new ControlPlaneOptions(KubeBinaries.locate(surroundings.environment()), List.of(), List.of()));
        surroundings.say("ready in %.1f s; stop it with: muster cluster stop --dir %s"
                .formatted(Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0, place));
        surroundings.answer(kubeconfig.toString());
        return ExitCode.OK.status();
    }

    static Path place(@Nullable Path given, Surroundings surroundings) {
        return (given != null ? given : surroundings.dataHome().resolve("cluster")).toAbsolutePath().normalize();
    }

    private static boolean answers(Path kubeconfig) {
        if (!Files.isReadable(kubeconfig)) {
            return false;
        }
        Config config = new ConfigBuilder(Config.fromKubeconfig(kubeconfig.toFile())).withRequestRetryBackoffLimit(0)
                .withRequestTimeout(Math.toIntExact(PATIENCE.toMillis())).build();
        try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
            client.getKubernetesVersion();
            return true;
        } catch (KubernetesClientException e) {
            return false;
        }
    }
}
