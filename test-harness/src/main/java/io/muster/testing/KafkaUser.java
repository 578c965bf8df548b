package io.muster.testing;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * Somebody whom a {@link SecuredKafka} knows.
 *
 * @param name
 *            in ACLs: {@code User:<name>}
 * @param bootstrapServers
 *            where a client with these credentials is let in
 * @param folder
 *            holds {@code user.crt}, {@code user.key} and {@code ca.crt}, named as in the Secrets that Strimzi makes,
 *            and {@code client.properties}
 */
public record KafkaUser(String name, String bootstrapServers, Path folder) {

    static final String PROPERTIES = "client.properties";

    /** The principal in ACLs. */
    public String principal() {
        return "User:" + name;
    }

    /** The file of client properties, for a process of its own. */
    public Path propertiesFile() {
        return folder.resolve(PROPERTIES);
    }

    /** All that a client of this JVM needs, the address too. */
    public Map<String, Object> clientProperties() {
        Properties loaded = new Properties();
        try (Reader text = Files.newBufferedReader(propertiesFile())) {
            loaded.load(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, Object> properties = new HashMap<>();
        loaded.stringPropertyNames().forEach(name -> properties.put(name, loaded.getProperty(name)));
        properties.put("bootstrap.servers", bootstrapServers);
        return properties;
    }
}
