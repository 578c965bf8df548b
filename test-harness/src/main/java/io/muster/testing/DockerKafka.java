package io.muster.testing;

import java.util.Map;
import org.apache.kafka.common.utils.AppInfoParser;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Apache Kafka's image of the very version of our client, with the settings that tests rely on in the embedded broker.
 */
record DockerKafka(KafkaContainer container) implements KafkaUnderTest {
    private static final Map<String, String> SETTINGS = Map.of("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false",
            "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0", "KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS", "1000",
            "KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "1", "KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "1",
            "KAFKA_ADD_PARTITIONS_TO_TXN_RETRY_BACKOFF_MS", "1",
            "KAFKA_TRANSACTION_ABORT_TIMED_OUT_TRANSACTION_CLEANUP_INTERVAL_MS", "1000");

    static DockerKafka start() {
        KafkaContainer container = new KafkaContainer(
                DockerImageName.parse("apache/kafka").withTag(AppInfoParser.getVersion())).withEnv(SETTINGS);
        container.start();
        return new DockerKafka(container);
    }

    @Override
    public String bootstrapServers() {
        return container.getBootstrapServers();
    }

    @Override
    public void close() {
        container.close();
    }
}
