package io.muster.testing;

import java.util.UUID;
import org.testcontainers.DockerClientFactory;

/**
 * A real Kafka broker for tests: Apache Kafka's own image where a container engine answers, the embedded broker where
 * none does. The system property {@value #PROPERTY} chooses one: {@code docker}, {@code embedded}, or {@code auto}.
 */
public sealed interface KafkaUnderTest extends AutoCloseable permits DockerKafka, EmbeddedKafka {
    /** {@code docker}, {@code embedded} or {@code auto}, which is the default. */
    String PROPERTY = "muster.test.kafka";

    /**
     * Starts a broker.
     *
     * @throws IllegalArgumentException
     *             if the system property has another value
     */
    static KafkaUnderTest start() {
        String chosen = System.getProperty(PROPERTY, "auto");
        return switch (chosen) {
            case "docker" -> DockerKafka.start();
            case "embedded" -> EmbeddedKafka.start();
            case "auto" -> DockerClientFactory.instance().isDockerAvailable()
                    ? DockerKafka.start()
                    : EmbeddedKafka.start();
            default -> throw new IllegalArgumentException(
                    "system property " + PROPERTY + " is " + chosen + ", allowed are docker, embedded, auto");
        };
    }

    /** Host and port for a client's {@code bootstrap.servers}. */
    String bootstrapServers();

    /** A prefix of topic names that no other test uses. */
    default String freshPrefix() {
        return "test-" + UUID.randomUUID().toString().substring(0, 8);
    }

    @Override
    void close();
}
