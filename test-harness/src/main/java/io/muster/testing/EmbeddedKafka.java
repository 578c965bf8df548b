package io.muster.testing;

import io.muster.sandbox.EmbeddedBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The broker in this JVM, on a temporary directory. */
record EmbeddedKafka(EmbeddedBroker broker, Path dataDir) implements KafkaUnderTest {
    static EmbeddedKafka start() {
        try {
            Path dataDir = Files.createTempDirectory("muster-kafka-");
            return new EmbeddedKafka(EmbeddedBroker.start(dataDir), dataDir);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    @Override
    public void close() {
        broker.close();
        try (Stream<Path> paths = Files.walk(dataDir)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + dataDir, e);
        }
    }
}
