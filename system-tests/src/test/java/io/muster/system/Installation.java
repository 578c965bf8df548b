package io.muster.system;

import io.muster.cli.Main;
import io.muster.events.Topics;
import io.muster.system.MusterProcess.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The processes of one installation: on one broker, under one prefix, for one cluster. Their logs are kept. */
final class Installation implements AutoCloseable {

    private static final Path LOGS = Path.of("target", "system-tests");
    private static final int PARTITIONS = 6;

    private final String bootstrapServers;
    private final Path kubeconfig;
    private final Topics topics;
    private final Path logs;
    private final List<MusterProcess> processes = new ArrayList<>();

    Installation(String bootstrapServers, Path kubeconfig, String prefix) {
        this(bootstrapServers, kubeconfig, new Topics(prefix, PARTITIONS));
    }

    Installation(String bootstrapServers, Path kubeconfig, Topics topics) {
        this.bootstrapServers = bootstrapServers;
        this.kubeconfig = kubeconfig;
        this.topics = topics;
        this.logs = LOGS.resolve(topics.prefix());
        try {
            Files.createDirectories(logs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    Topics topics() {
        return topics;
    }

    /** What every service is started with. */
    Map<String, String> settings() {
        return Map.of("MUSTER_BOOTSTRAP_SERVERS", bootstrapServers, "MUSTER_KUBECONFIG", kubeconfig.toString(),
                "MUSTER_TOPIC_PREFIX", topics.prefix(), "MUSTER_PARTITIONS", Integer.toString(topics.partitions()),
                "MUSTER_REPLICATION_FACTOR", "1");
    }

    /** Starts a service; returns at once. */
    MusterProcess start(Kind kind) {
        return start(kind, Map.of());
    }

    /**
     * Starts a service; returns at once.
     *
     * @param further
     *            settings beside, or instead of, the installation's
     */
    MusterProcess start(Kind kind, Map<String, String> further) {
        Map<String, String> settings = new HashMap<>(settings());
        settings.putAll(further);
        return kept(MusterProcess.start(kind, settings, log(kind.name())));
    }

    /** Runs the {@code muster} command; returns at once. */
    MusterProcess command(String... arguments) {
        return kept(MusterProcess.start("muster", Main.class, List.of(arguments), settings(), log("muster")));
    }

    private MusterProcess kept(MusterProcess process) {
        processes.add(process);
        return process;
    }

    private Path log(String name) {
        return logs.resolve("%02d-%s.log".formatted(processes.size() + 1, name));
    }

    /** Reads the installation's topics, which a service must have created. */
    TopicsReader reader() {
        return new TopicsReader(bootstrapServers, topics);
    }

    @Override
    public void close() {
        processes.forEach(MusterProcess::close);
    }
}
