package io.muster.runtime;

import io.muster.events.Topics;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The settings that every service has.
 *
 * @param bootstrapServers
 *            Kafka brokers, {@code host:port}, comma-separated
 * @param kafkaProperties
 *            further Kafka client properties
 * @param topics
 *            names and partitions of the topics
 * @param replicationFactor
 *            of topics that are created here; -1: the broker's default
 * @param kubeconfig
 *            absent: in-cluster, or what kubectl would use
 * @param kubeContext
 *            context of the kubeconfig; absent: its current one
 * @param clusterId
 *            absent: the uid of the kube-system namespace
 * @param httpHost
 *            address that health and metrics are served on
 * @param httpPort
 *            port that health and metrics are served on; 0: any free one
 * @param musterNamespaces
 *            namespaces that Muster runs in, never members
 * @param stripRules
 *            labels and annotations that are not copied
 * @param concurrency
 *            writes to the API server under way at once
 * @param writesPerSecond
 *            most writes a second; 0: as many as the API server takes
 * @param retryLimit
 *            longest wait between two tries for a failing namespace
 * @param requestTimeout
 *            longest wait for one answer of the API server
 * @param startTimeout
 *            longest wait for broker and API server at the start
 * @param tracesEndpoint
 *            where spans are sent as OTLP over HTTP; absent: none are made
 */
public record CommonSettings(
        String bootstrapServers,
        Map<String, String> kafkaProperties,
        Topics topics,
        int replicationFactor,
        @Nullable Path kubeconfig,
        @Nullable String kubeContext,
        @Nullable String clusterId,
        String httpHost,
        int httpPort,
        Set<String> musterNamespaces,
        StripRules stripRules,
        int concurrency,
        int writesPerSecond,
        Duration retryLimit,
        Duration requestTimeout,
        Duration startTimeout,
        @Nullable URI tracesEndpoint) {

    /** Reads them; problems stay in the reader until {@link SettingsReader#finish()}. */
    public static CommonSettings read(SettingsReader reader) {
        return new CommonSettings(
                reader.required("MUSTER_BOOTSTRAP_SERVERS", "Kafka brokers as host:port, comma-separated"),
                properties(reader),
                new Topics(
                        reader.text("MUSTER_TOPIC_PREFIX", Topics.DEFAULT_PREFIX,
                                "what every topic's name starts with"),
                        reader.integer("MUSTER_PARTITIONS", Topics.DEFAULT_PARTITIONS, 1, 1000,
                                "partitions of every keyed topic, fixed when the topics are created")),
                reader.integer("MUSTER_REPLICATION_FACTOR", -1, -1, 32767,
                        "replication factor of topics created by Muster; -1 is the broker's default"),
                reader.file("MUSTER_KUBECONFIG", "kubeconfig file; without it in-cluster, or what kubectl would use"),
                reader.optional("MUSTER_KUBE_CONTEXT", "context of the kubeconfig; without it the current one")
                        .orElse(null),
                reader.optional("MUSTER_CLUSTER_ID",
                        "name of the cluster in events; without it the uid of the kube-system namespace").orElse(null),
                reader.text("MUSTER_HTTP_HOST", "127.0.0.1", "address that health and metrics are served on"),
                reader.integer("MUSTER_HTTP_PORT", 0, 0, 65535,
                        "port that health and metrics are served on; 0 is any free one"),
                Set.copyOf(reader.list("MUSTER_NAMESPACES", java.util.List.of(),
                        "namespaces that Muster itself runs in; they are never members")),
                new StripRules(reader.list("MUSTER_STRIPPED_KEYS", StripRules.DEFAULT.patterns(),
                        "labels and annotations that are not copied from a source object")),
                reader.integer("MUSTER_CONCURRENCY", 64, 1, 256,
                        "writes to the API server under way at once, of half as many namespaces"),
                reader.integer("MUSTER_WRITES_PER_SECOND", 0, 0, 100_000,
                        "most writes a second; 0 is as many as the API server takes"),
                reader.duration("MUSTER_RETRY_LIMIT", Duration.ofMinutes(1),
                        "longest wait between two tries for a failing namespace"),
                reader.duration("MUSTER_REQUEST_TIMEOUT", Duration.ofSeconds(10),
                        "longest wait for one answer of the API server"),
                reader.duration("MUSTER_START_TIMEOUT", Duration.ofSeconds(60),
                        "longest wait for broker and API server at the start"),
                tracesEndpoint(reader));
    }

    private static @Nullable URI tracesEndpoint(SettingsReader reader) {
        String name = "MUSTER_TRACES_ENDPOINT";
        String text = reader.optional(name,
                "where spans are sent as OTLP over HTTP, such as http://collector:4318/v1/traces; without it none are made")
                .orElse(null);
        if (text != null && !text.matches("https?://[^/?#\\s]+/\\S*")) {
            reader.reject(name, text, "a URL such as http://collector:4318/v1/traces");
            return null;
        }
        return text == null ? null : URI.create(text);
    }

    private static Map<String, String> properties(SettingsReader reader) {
        Path file = reader.file("MUSTER_KAFKA_PROPERTIES", "file of Kafka client properties (TLS, SASL and the like)");
        Map<String, String> properties = new TreeMap<>();
        if (file != null && Files.isReadable(file)) {
            try (Reader text = Files.newBufferedReader(file)) {
                Properties loaded = new Properties();
                loaded.load(text);
                loaded.stringPropertyNames().forEach(name -> properties.put(name, loaded.getProperty(name)));
            } catch (IOException | IllegalArgumentException e) {
                reader.reject("MUSTER_KAFKA_PROPERTIES", file.toString(), "a Java properties file: " + e.getMessage());
            }
        }
        return properties;
    }

    /** The same with further Kafka client properties; what is configured already wins. */
    public CommonSettings withKafkaDefaults(Map<String, String> defaults) {
        Map<String, String> properties = new TreeMap<>(defaults);
        properties.putAll(kafkaProperties);
        return new CommonSettings(bootstrapServers, properties, topics, replicationFactor, kubeconfig, kubeContext,
                clusterId, httpHost, httpPort, musterNamespaces, stripRules, concurrency, writesPerSecond, retryLimit,
                requestTimeout, startTimeout, tracesEndpoint);
    }
}
