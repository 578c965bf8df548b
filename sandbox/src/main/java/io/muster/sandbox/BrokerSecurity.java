package io.muster.sandbox;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a broker knows who asks, and that it lets nobody do what no ACL grants. Clients prove who they are either with a
 * certificate (mutual TLS), whose common name is the user's name, or with a password (TLS with SCRAM-SHA-512).
 *
 * @param keyStore
 *            PEM file: the broker's private key, unencrypted, followed by its certificates
 * @param trustStore
 *            PEM file: whoever signs the certificates of users, and the broker's own
 * @param superusers
 *            users who may do everything; the broker's own common name must be among them
 */
public record BrokerSecurity(Path keyStore, Path trustStore, List<String> superusers) {

    static final String SCRAM = "SCRAM-SHA-512";

    public BrokerSecurity {
        superusers = List.copyOf(superusers);
    }

    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(
                Map.of("ssl.keystore.type", "PEM", "ssl.keystore.location", keyStore.toString(), "ssl.truststore.type",
                        "PEM", "ssl.truststore.location", trustStore.toString(), "ssl.client.auth", "required",
                        "ssl.principal.mapping.rules", "RULE:^.*CN=([^,]+).*$/$1/"));
        settings.putAll(Map.of("sasl.enabled.mechanisms", SCRAM, "listener.name.sasl_ssl.ssl.client.auth", "none",
                "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;"));
        settings.putAll(Map.of("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users", String.join(";", superusers.stream().map(user -> "User:" + user).toList())));
        return settings;
    }
}
