package io.muster.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.events.Topics;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.RealServers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RealServers.class)
class TopicCheckIT {

    private final KafkaUnderTest kafka;
    private final String prefix;

    TopicCheckIT(KafkaUnderTest kafka) {
        this.kafka = kafka;
        this.prefix = kafka.freshPrefix();
    }

    @Test
    void createsWhatIsMissingAndAcceptsWhatIsThere() throws Exception {
        ensure(Map.of("MUSTER_PARTITIONS", "5"));
        ensure(Map.of("MUSTER_PARTITIONS", "5"));

        try (Admin admin = admin()) {
            Set<String> names = admin.listTopics().names().get(30, TimeUnit.SECONDS);
            assertThat(names).containsAll(new Topics(prefix, 5).all().stream().map(Topics.Spec::name).toList());
        }
    }

    @Test
    void refusesTopicsWithAnotherNumberOfPartitionsAndListsThemAll() {
        ensure(Map.of("MUSTER_PARTITIONS", "5"));

        assertThatThrownBy(() -> ensure(Map.of("MUSTER_PARTITIONS", "6")))
                .isInstanceOfSatisfying(StartFailure.class,
                        failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.KAFKA))
                .hasMessageContaining(prefix + ".members has 5 partitions, expected 6")
                .hasMessageContaining(prefix + ".dead-letters has 5 partitions, expected 6")
                .hasMessageContaining("MUSTER_PARTITIONS");
    }

    @Test
    void refusesAStateTopicThatIsNotCompacted() throws Exception {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(prefix + ".members", 5, (short) 1))).all().get(30,
                    TimeUnit.SECONDS);
        }

        assertThatThrownBy(() -> ensure(Map.of("MUSTER_PARTITIONS", "5")))
                .hasMessageContaining(prefix + ".members has cleanup.policy=delete, expected compact");
    }

    @Test
    void saysWhichBrokerDoesNotAnswer() {
        assertThatThrownBy(
                () -> ensure(Map.of("MUSTER_BOOTSTRAP_SERVERS", "127.0.0.1:1", "MUSTER_START_TIMEOUT", "1s")))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("the broker at 127.0.0.1:1 did not answer within 1 s");
    }

    private void ensure(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(
                Map.of("MUSTER_BOOTSTRAP_SERVERS", kafka.bootstrapServers(), "MUSTER_TOPIC_PREFIX", prefix));
        environment.putAll(more);
        CommonSettings settings = CommonSettings.read(new SettingsReader(environment, "TEST"));
        try (Admin admin = new KafkaClients(settings, "test").admin()) {
            TopicCheck.ensure(admin, settings);
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }
}
