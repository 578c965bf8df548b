package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.muster.events.EventType;
import io.muster.events.Topics;
import io.muster.runtime.Service;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.RealServers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A watcher that finds all members gone, and the person who is asked about it. */
@ExtendWith(RealServers.class)
class ConfirmIT {

    private static final Topics TOPICS = new Topics("confirmed", 4);

    @Test
    void whatIsHeldBackIsShownAndReleasedOnlyWhereThatIsMeant(KafkaUnderTest kafka, ControlPlaneUnderTest cluster) {
        cluster.installCrds();
        try (Published published = new Published(kafka, TOPICS)) {
            published.mesh("mesh-gone", "v2.5");
            for (int i = 0; i < 12; i++) {
                published.member(EventType.MEMBER_JOINED, "gone-" + i, "mesh-gone");
            }
            published.census(12, 1);
        }
        Map<String, String> environment = new HashMap<>(Map.of("HOME", "/nonexistent", "MUSTER_BOOTSTRAP_SERVERS",
                kafka.bootstrapServers(), "MUSTER_TOPIC_PREFIX", TOPICS.prefix(), "MUSTER_PARTITIONS", "4",
                "MUSTER_KUBECONFIG", cluster.kubeconfig().toString(), "MUSTER_CLUSTER_ID", "test"));
        try (Service watcher = ServiceKind.WATCHER.start(environment)) {
            await().atMost(Duration.ofSeconds(60)).until(() -> watcher.health().unmet().isEmpty());

            Ran asked = Ran.muster(environment, "confirm");
            assertThat(asked.status()).isEqualTo(2);
            assertThat(asked.out()).containsPattern("gone-7 +mesh-gone +listed +Namespace gone-7");
            assertThat(asked.err()).contains("Release these 12 removals? Nobody can be asked", "--yes");

            assertThat(Ran.muster(environment, "confirm", "--yes", "--namespace", "gone-7").err())
                    .contains("released 1 removals");
            Ran rest = Ran.muster(environment, "confirm", "--yes", "-o", "json");
            assertThat(rest.out()).contains("\"missing\" : \"Namespace gone-1\"").doesNotContain("gone-7");
            assertThat(rest.err()).contains("released 11 removals");
            assertThat(Ran.muster(environment, "confirm").err()).contains("nothing that this speaks of is held back");
        }
    }
}
