package io.muster.sandbox;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Properties;

/**
 * Where a broker and its controller listen; remembered beside the data, so that clients find a restarted broker.
 *
 * @param tls
 *            of clients with certificates, where the broker is secured
 */
record BrokerPorts(int broker, int tls, int controller) {
    private static final String FILE = "ports.properties";

    static BrokerPorts choose(Path dataDir, OptionalInt fixed) {
        Properties saved = new Properties();
        Path file = dataDir.resolve(FILE);
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                saved.load(reader);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        int broker = fixed.orElseGet(() -> savedOrFree(saved, "broker"));
        return new BrokerPorts(broker, savedOrFree(saved, "tls"), savedOrFree(saved, "controller"));
    }

    private static int savedOrFree(Properties saved, String name) {
        int port = Integer.parseInt(saved.getProperty(name, "0"));
        return port > 0 && FreePorts.isFree(port) ? port : FreePorts.next();
    }

    void save(Path dataDir) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("broker", Integer.toString(broker));
        properties.setProperty("tls", Integer.toString(tls));
        properties.setProperty("controller", Integer.toString(controller));
        try (Writer writer = Files.newBufferedWriter(dataDir.resolve(FILE))) {
            properties.store(writer, "where this broker listened last");
        }
    }
}
