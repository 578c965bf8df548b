package io.muster.testing;

import io.muster.sandbox.EmbeddedBroker;
import io.muster.sandbox.TemporaryDirectory;

/** The broker in this JVM, on a temporary directory. */
record EmbeddedKafka(EmbeddedBroker broker, TemporaryDirectory dataDir) implements KafkaUnderTest {
    static EmbeddedKafka start() {
        TemporaryDirectory dataDir = TemporaryDirectory.create("muster-kafka-");
        return new EmbeddedKafka(EmbeddedBroker.start(dataDir.path()), dataDir);
    }

    @Override
    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    @Override
    public void close() {
        broker.close();
        dataDir.close();
    }
}
