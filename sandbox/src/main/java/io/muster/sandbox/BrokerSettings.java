package io.muster.sandbox;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The settings of a single small node; each that is not a default says what it is for. */
final class BrokerSettings {
    static final int NODE_ID = 1;
    static final String CONTROLLER = "CONTROLLER";

    private BrokerSettings() {}

    /** Without security whoever reaches the broker may do everything. */
    static Map<String, String> of(Path logDir, BrokerPorts ports, @Nullable BrokerSecurity security) {
        Map<String, String> settings = new HashMap<>();
        settings.putAll(node(logDir, ports));
        settings.putAll(security == null ? open(ports) : secured(ports, security));
        settings.putAll(SINGLE_REPLICA);
        settings.putAll(QUICK);
        settings.putAll(SMALL);
        return Map.copyOf(settings);
    }

    private static Map<String, String> node(Path logDir, BrokerPorts ports) {
        return Map.of("process.roles", "broker,controller", "node.id", Integer.toString(NODE_ID),
                "controller.quorum.voters", NODE_ID + "@127.0.0.1:" + ports.controller(),
                "controller.listener.names", CONTROLLER, "log.dirs", logDir.toString(),
                // A topic that appears because somebody asked for it has the wrong partitions and cleanup policy.
                "auto.create.topics.enable", "false");
    }

    private static Map<String, String> open(BrokerPorts ports) {
        return listeners("PLAINTEXT://127.0.0.1:" + ports.broker(), ports, "PLAINTEXT");
    }

    private static Map<String, String> secured(BrokerPorts ports, BrokerSecurity security) {
        Map<String, String> settings = new HashMap<>(security.settings());
        settings.putAll(listeners("SASL_SSL://127.0.0.1:" + ports.broker() + ",SSL://127.0.0.1:" + ports.tls(), ports,
                "SSL"));
        return settings;
    }

    private static Map<String, String> listeners(String ofClients, BrokerPorts ports, String amongThemselves) {
        return Map.of("listeners", ofClients + "," + CONTROLLER + "://127.0.0.1:" + ports.controller(),
                "advertised.listeners", ofClients, "inter.broker.listener.name", amongThemselves,
                "listener.security.protocol.map",
                CONTROLLER + ":" + amongThemselves + ",PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL,SSL:SSL");
    }

    private static final Map<String, String> SINGLE_REPLICA = Map.of("default.replication.factor", "1",
            "min.insync.replicas", "1", "offsets.topic.replication.factor", "1", "offsets.topic.num.partitions", "1",
            "transaction.state.log.replication.factor", "1", "transaction.state.log.min.isr", "1",
            "transaction.state.log.num.partitions", "1", "share.coordinator.state.topic.replication.factor", "1",
            "share.coordinator.state.topic.min.isr", "1", "share.coordinator.state.topic.num.partitions", "1");

    private static final Map<String, String> QUICK = Map.of(
            // No other member will come within three seconds, there is nothing to wait for.
            "group.initial.rebalance.delay.ms", "0",
            // The controller must forget a killed broker before it admits its successor: 12 s with the defaults. Less
            // than this, and a busy machine fences a broker that is well.
            "broker.session.timeout.ms", "3000", "broker.heartbeat.interval.ms", "500",
            // A transaction that follows at once on the last one is sent back and retried: 139 a second with the
            // default, 657 with this.
            "add.partitions.to.txn.retry.backoff.ms", "1",
            // What a killed producer left open stalls read_committed readers until this has looked.
            "transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000",
            // Tests of takeovers may ask for shorter sessions than the default minimum of six seconds.
            "group.min.session.timeout.ms", "1000");

    private static final Map<String, String> SMALL = Map.ofEntries(
            // 128 MB by default, of heap that a node of a few megabytes of data never uses.
            Map.entry("log.cleaner.dedupe.buffer.size", "11534336"), Map.entry("log.cleaner.threads", "1"),
            Map.entry("num.network.threads", "1"), Map.entry("num.io.threads", "2"),
            Map.entry("background.threads", "2"), Map.entry("num.recovery.threads.per.data.dir", "1"),
            Map.entry("group.coordinator.threads", "1"), Map.entry("share.coordinator.threads", "1"),
            // Each of some hundred partitions maps two indexes of this size.
            Map.entry("log.index.size.max.bytes", "1048576"), Map.entry("log.segment.bytes", "67108864"));
}
