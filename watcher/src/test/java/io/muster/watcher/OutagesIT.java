package io.muster.watcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.muster.events.Event;
import io.muster.events.EventType;
import io.muster.mesh.Crds;
import io.muster.runtime.KafkaClients;
import io.muster.sandbox.BrokerProcess;
import io.muster.sandbox.ControlPlaneOptions;
import io.muster.sandbox.LocalControlPlane;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutagesIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void nothingIsLostOrRepeatedWhenBrokerAndApiServerAreKilled(@TempDir Path dir) {
        try (BrokerProcess broker = BrokerProcess.start(dir);
                LocalControlPlane cluster = LocalControlPlane.startTemporary(ControlPlaneOptions.located());
                KubernetesClient admin = new KubernetesClientBuilder()
                        .withConfig(Config.fromKubeconfig(cluster.kubeconfig().toFile())).build()) {
            Crds.load().forEach(crd -> admin.resource(crd).create());
            for (String name : List.of("cp", "a", "b")) {
                admin.resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build()).create();
            }
            MeshObjects objects = new MeshObjects(admin);
            await().atMost(LIMIT).ignoreExceptions().until(() -> {
                objects.roll("cp", List.of("a"));
                return true;
            });
            await().atMost(LIMIT).ignoreExceptions().until(() -> {
                objects.controlPlane("cp");
                return true;
            });
            WatcherSettings settings = WatcherSettings.read(Map.of("MUSTER_BOOTSTRAP_SERVERS",
                    broker.bootstrapServers(), "MUSTER_PARTITIONS", "3", "MUSTER_REPLICATION_FACTOR", "1",
                    "MUSTER_KUBECONFIG", cluster.kubeconfig().toString()));
            KafkaClients kafka = new KafkaClients(settings.common(), "test");
            try (Watcher watcher = Watcher.start(settings, Clock.systemUTC())) {
                await().atMost(LIMIT).untilAsserted(() -> assertThat(watcher.health().unmet()).isEmpty());
                // What was made a moment ago may come by the watch instead of the first list.
                await().atMost(LIMIT).untilAsserted(() -> assertThat(members(kafka)).containsOnlyKeys("a"));

                broker.kill();
                objects.roll("cp", List.of("a", "b"));
                await("a batch that fails for good").atMost(LIMIT).until(() -> failedTransactions(watcher) > 0);
                broker.restart();
                await().atMost(LIMIT).untilAsserted(() -> assertThat(members(kafka)).containsOnlyKeys("a", "b"));

                cluster.killApiServer();
                cluster.restartApiServer();
                objects.roll("cp", List.of("b"));
                await().atMost(LIMIT).untilAsserted(() -> assertThat(members(kafka)).containsOnlyKeys("b"));

                assertThat(TopicLog.read(kafka, kafka.topics().log()).stream()
                        .filter(event -> !event.key().equals("cp")).map(Event::type))
                        .containsExactlyInAnyOrder(EventType.MEMBER_JOINED, EventType.MEMBER_JOINED,
                                EventType.MEMBER_LEFT);
            }
        }
    }

    private static double failedTransactions(Watcher watcher) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            String metrics = http.send(HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + watcher.httpPort() + "/metrics")).timeout(Duration.ofSeconds(5))
                    .build(),
                    HttpResponse.BodyHandlers.ofString()).body();
            return metrics.lines().filter(line -> line.startsWith("muster_watcher_failed_transactions_total"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).sum();
        }
    }

    private static Map<String, Event> members(KafkaClients kafka) {
        return TopicLog.table(kafka, kafka.topics().members());
    }
}
