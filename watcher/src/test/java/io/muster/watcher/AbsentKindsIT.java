package io.muster.watcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.muster.runtime.KafkaClients;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.RealServers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RealServers.class)
class AbsentKindsIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void kindsThatTheClusterDoesNotKnowYetAreWaitedForAndNotTakenForEmpty(KafkaUnderTest broker) {
        try (ControlPlaneUnderTest cluster = ControlPlaneUnderTest.start()) {
            WatcherSettings settings = WatcherSettings.read(Map.of(
                    "MUSTER_BOOTSTRAP_SERVERS", broker.bootstrapServers(),
                    "MUSTER_TOPIC_PREFIX", broker.freshPrefix(),
                    "MUSTER_PARTITIONS", "3",
                    "MUSTER_REPLICATION_FACTOR", "1",
                    "MUSTER_KUBECONFIG", cluster.kubeconfig().toString()));
            KafkaClients kafka = new KafkaClients(settings.common(), "test");
            try (Watcher watcher = Watcher.start(settings, Clock.systemUTC())) {
                await().atMost(LIMIT).untilAsserted(() -> assertThat(watcher.health().unmet())
                        .anyMatch(problem -> problem.contains("ServiceMesh") && problem.contains("install its CRD")));
                assertThat(TopicLog.read(kafka, kafka.topics().meshes())).as("not even a census").isEmpty();

                cluster.installCrds();
                String mesh = cluster.createNamespace("cp");
                String member = cluster.createNamespace("a");
                MeshObjects objects = new MeshObjects(cluster.admin());
                objects.controlPlane(mesh);
                objects.roll(mesh, List.of(member));
                await().atMost(LIMIT).untilAsserted(() -> assertThat(watcher.health().unmet()).isEmpty());
                await().atMost(LIMIT).untilAsserted(() -> assertThat(TopicLog.table(kafka, kafka.topics().members()))
                        .containsOnlyKeys(member));
            }
        }
    }
}
