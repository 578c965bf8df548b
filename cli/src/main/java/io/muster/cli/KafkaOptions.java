package io.muster.cli;

import io.muster.runtime.CommonSettings;
import io.muster.runtime.ExitCode;
import io.muster.runtime.KafkaClients;
import io.muster.runtime.SettingsReader;
import io.muster.runtime.StartFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which broker and topics a command is about: flags over environment over {@code ~/.config/muster/settings}. */
final class KafkaOptions {

    private static final String BOOTSTRAP_SERVERS = "MUSTER_BOOTSTRAP_SERVERS";
    private static final String START_TIMEOUT = "MUSTER_START_TIMEOUT";
    /** A person waits; the services wait for longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** What a short life has no use for: metrics, and waiting for more to come. */
    private static final Map<String, String> QUICK = Map.of("metric.reporters", "", "enable.metrics.push", "false",
            "fetch.max.wait.ms", "20", "reconnect.backoff.ms", "200", "fetch.max.bytes", "16777216",
            "batch.size", "262144");

    @Option(names = "--bootstrap-servers", paramLabel = "HOSTS", description = "Kafka brokers as host:port,"
            + " comma-separated (default: $MUSTER_BOOTSTRAP_SERVERS, else the broker of a muster up of yours).")
    private @Nullable String bootstrapServers;

    @Option(names = "--kafka-properties", paramLabel = "FILE", description = "Kafka client properties such as TLS and"
            + " SASL (default: $MUSTER_KAFKA_PROPERTIES).")
    private @Nullable Path properties;

    @Option(names = "--topic-prefix", paramLabel = "PREFIX", description = "What every topic's name starts with"
            + " (default: $MUSTER_TOPIC_PREFIX, else muster).")
    private @Nullable String prefix;

    /**
     * The settings.
     *
     * @throws StartFailure
     *             listing all problems
     */
    CommonSettings settings(Surroundings surroundings) {
        return settings(environment(surroundings));
    }

    /** The settings in an environment. */
    static CommonSettings settings(Map<String, String> environment) {
        SettingsReader reader = new SettingsReader(environment, "CLI");
        CommonSettings settings = CommonSettings.read(reader);
        reader.finish();
        return settings.withKafkaDefaults(QUICK);
    }

    /** The environment that services would have, with the flags laid over it. */
    Map<String, String> environment(Surroundings surroundings) {
        Map<String, String> environment = flags(surroundings);
        if (environment.getOrDefault(BOOTSTRAP_SERVERS, "").isBlank()) {
            LocalBroker.find(surroundings.dataHome())
                    .ifPresent(address -> environment.put(BOOTSTRAP_SERVERS, address));
        }
        return environment;
    }

    /** The same for who asks no broker, which need not be named then. */
    Map<String, String> environmentWithoutBroker(Surroundings surroundings) {
        Map<String, String> environment = flags(surroundings);
        environment.putIfAbsent(BOOTSTRAP_SERVERS, "none:0");
        return environment;
    }

    private Map<String, String> flags(Surroundings surroundings) {
        Map<String, @Nullable Object> given = new HashMap<>();
        given.put(BOOTSTRAP_SERVERS, bootstrapServers);
        given.put("MUSTER_KAFKA_PROPERTIES", properties);
        given.put("MUSTER_TOPIC_PREFIX", prefix);
        Map<String, String> environment = surroundings.environmentWith(given);
        environment.putIfAbsent(START_TIMEOUT, PATIENCE.toSeconds() + "s");
        return environment;
    }

    /** Clients of the broker. */
    KafkaClients clients(Surroundings surroundings) {
        return new KafkaClients(settings(surroundings), "cli");
    }

    /** A reader of its topics; who takes it closes it. */
    TopicReader reader(Surroundings surroundings) {
        CommonSettings settings = settings(surroundings);
        return TopicReader.open(settings, new KafkaClients(settings, "cli"), surroundings.err());
    }

    /** What to say when there is nothing on the topics. */
    static StartFailure nothingThere(TopicReader reader, String topic) {
        return new StartFailure(ExitCode.KAFKA,
                "there is no topic %s at %s: has a watcher run there, and is the topic prefix the right one?"
                        .formatted(topic, reader.servers()));
    }
}
