package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.muster.sandbox.LocalControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, and what a process that cannot start says. */
class LauncherIT {

    @TempDir
    private Path dir;

    @Test
    void theLocalControlPlaneStaysUntilItIsStopped() throws InterruptedException {
        Path place = dir.resolve("cluster");
        try {
            Launched started = Launched.muster(dir, Map.of(), "cluster", "start", "--dir", place.toString()).ended();

            assertThat(started.status()).as("%s", started).isZero();
            Path kubeconfig = Path.of(started.out().strip());
            assertThat(kubeconfig).isEqualTo(place.resolve("kubeconfig"));
            try (KubernetesClient client = new KubernetesClientBuilder()
                    .withConfig(Config.fromKubeconfig(kubeconfig.toFile())).build()) {
                assertThat(client.namespaces().withName("default").get()).isNotNull();
            }
            Launched again = Launched.muster(dir, Map.of(), "cluster", "start", "--dir", place.toString()).ended();
            assertThat(again.err()).contains("runs already");
            assertThat(again.out()).isEqualTo(started.out());
        } finally {
            Launched.muster(dir, Map.of(), "cluster", "stop", "--dir", place.toString()).ended();
        }
        assertThat(LocalControlPlane.isRunning(place)).isFalse();
    }

    @Test
    void aServiceWithoutItsBrokerEndsWithTheStatusForKafka() throws InterruptedException {
        Launched refused = Launched.muster(dir, Map.of("MUSTER_BOOTSTRAP_SERVERS", "127.0.0.1:1",
                "MUSTER_START_TIMEOUT", "1s"), "run", "watcher").ended();

        assertThat(refused.status()).as("%s", refused).isEqualTo(3);
        assertThat(refused.err()).contains("127.0.0.1:1");
    }

    @Test
    void aClusterThatDoesNotAnswerEndsWithTheStatusForKubernetes() throws IOException, InterruptedException {
        Path kubeconfig = Files.writeString(dir.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: gone
                contexts: [{name: gone, context: {cluster: gone, user: nobody}}]
                clusters: [{name: gone, cluster: {server: "https://127.0.0.1:1"}}]
                users: [{name: nobody, user: {token: none}}]
                """);

        Launched refused = Launched.muster(dir, Map.of("MUSTER_START_TIMEOUT", "1s"), "up", "--kubeconfig",
                kubeconfig.toString()).ended();

        assertThat(refused.status()).as("%s", refused).isEqualTo(4);
        assertThat(refused.err()).contains("https://127.0.0.1:1");
    }

    @Test
    void logsAreJsonWhereThatIsAskedFor() throws InterruptedException {
        Launched refused = Launched.muster(dir, Map.of("MUSTER_LOG_FORMAT", "json"), "run", "watcher").ended();

        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err().strip()).startsWith("{").endsWith("}").contains("MUSTER_BOOTSTRAP_SERVERS is not set");
    }

    @Test
    void whoStillWaitsForTheBrokerEndsAtOnceWhenToldTo() throws InterruptedException {
        try (Launched waiting = Launched.muster(dir, Map.of("MUSTER_BOOTSTRAP_SERVERS", "127.0.0.1:1",
                "MUSTER_START_TIMEOUT", "1h"), "run", "watcher")) {
            await().atMost(Duration.ofSeconds(60)).until(() -> waiting.err().contains("127.0.0.1:1"));

            waiting.terminate();

            assertThat(waiting.ended().status()).as("%s", waiting).isZero();
        }
    }

    @Test
    void eachServiceHasAStartUpCacheOfItsOwn() throws IOException, InterruptedException {
        Path caches = Files.createDirectory(dir.resolve("in a folder"));

        Launched trained = Launched.muster(caches, Map.of(), "train", "services").ended();

        assertThat(trained.status()).as("%s", trained).isZero();
        assertThat(caches).isDirectoryNotContaining("glob:**.new");
        for (ServiceKind kind : ServiceKind.values()) {
            assertThat(caches.resolve(kind.id() + ".aot")).isRegularFile();
            // So the JVM ends, with another status, where a cache does not fit its class path and its flags.
            Launched started = Launched.muster(caches, Map.of("MUSTER_JAVA_OPTS",
                    "-XX:AOTMode=on -XX:AOTCache=" + kind.id() + ".aot"), "run", kind.id()).ended();
            assertThat(started.status()).as("%s", started).isEqualTo(2);
            assertThat(started.err()).contains("MUSTER_BOOTSTRAP_SERVERS is not set");
        }
    }
}
