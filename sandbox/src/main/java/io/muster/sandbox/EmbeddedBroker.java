package io.muster.sandbox;

import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A single Kafka node (KRaft broker and controller) inside this JVM, listening on loopback only, its data kept in a
 * directory. Ready in about two seconds; several may run at once on different directories.
 * <p>
 * Topics are not created by asking for them. Replication factors are 1. Everything acknowledged survives a kill of the
 * process, not a loss of power: nothing is forced to disk.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
    private static final int ATTEMPTS = 5;

    private final DirectoryLock lock;
    private final KafkaNode node;
    private final BrokerPorts ports;

    private EmbeddedBroker(DirectoryLock lock, KafkaNode node, BrokerPorts ports) {
        this.lock = lock;
        this.node = node;
        this.ports = ports;
    }

    /**
     * Starts a broker on the data in {@code dataDir}, which is created if it is not there. It listens where it did
     * before if that port is free, else on any free port.
     *
     * @throws SandboxException
     *             if the broker does not start, for example because another one uses the directory
     */
    public static EmbeddedBroker start(Path dataDir) {
        return start(dataDir, OptionalInt.empty(), null);
    }

    /** As {@link #start(Path)}, on this very port; it fails if the port is taken. */
    public static EmbeddedBroker start(Path dataDir, int port) {
        return start(dataDir, OptionalInt.of(port), null);
    }

    /** As {@link #start(Path)}, but only known users are let in, and do what ACLs grant them. */
    public static EmbeddedBroker start(Path dataDir, BrokerSecurity security) {
        return start(dataDir, OptionalInt.empty(), security);
    }

    private static EmbeddedBroker start(Path dataDir, OptionalInt fixed, @Nullable BrokerSecurity security) {
        if (fixed.isPresent() && !FreePorts.isFree(fixed.getAsInt())) {
            throw new SandboxException("the Kafka broker on " + dataDir + " cannot listen on port "
                    + fixed.getAsInt() + ", another process does");
        }
        for (int attempt = 1;; attempt++) {
            BrokerPorts ports = BrokerPorts.choose(dataDir, fixed);
            try {
                return launch(dataDir, ports, security);
            } catch (Exception e) {
                if (fixed.isPresent() || !isBindFailure(e) || attempt == ATTEMPTS) {
                    throw new SandboxException("the Kafka broker on " + dataDir + " did not start: " + e.getMessage(),
                            e);
                }
                LOG.atInfo().addKeyValue("port", ports.broker()).log("port taken in the meantime, trying another");
            }
        }
    }

    private static EmbeddedBroker launch(Path dataDir, BrokerPorts ports, @Nullable BrokerSecurity security)
            throws Exception {
        Files.createDirectories(dataDir);
        DirectoryLock lock = DirectoryLock.take(dataDir);
        try {
            format(dataDir);
            KafkaNode node = started(new KafkaNode(
                    new KafkaConfig(BrokerSettings.of(dataDir.resolve("log"), ports, security), false)));
            ports.save(dataDir);
            return new EmbeddedBroker(lock, node, ports);
        } catch (Throwable e) {
            lock.close();
            throw e;
        }
    }

    private static KafkaNode started(KafkaNode node) throws InterruptedException {
        try {
            node.start();
            return node;
        } catch (Throwable e) {
            // Half a server holds its files and its threads.
            node.stop();
            throw e;
        }
    }

    private static void format(Path dataDir) throws Exception {
        String log = dataDir.resolve("log").toString();
        if (Files.exists(dataDir.resolve("log").resolve("meta.properties"))) {
            return;
        }
        try (PrintStream quiet = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter().setPrintStream(quiet).setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(BrokerSettings.NODE_ID).setControllerListenerName(BrokerSettings.CONTROLLER)
                    .setMetadataLogDirectory(log).addDirectory(log).run();
        }
    }

    private static boolean isBindFailure(@Nullable Throwable e) {
        return e != null && (e instanceof BindException || isBindFailure(e.getCause()));
    }

    /** Host and port for a client's {@code bootstrap.servers}; of a secured broker, for one that has a password. */
    public String bootstrapServers() {
        return "127.0.0.1:" + ports.broker();
    }

    /** The same for a client that has a certificate. Only a secured broker listens there. */
    public String tlsBootstrapServers() {
        return "127.0.0.1:" + ports.tls();
    }

    /** Stops the broker in good order, in about half a second. The data stay. */
    @Override
    public void close() {
        node.stop();
        lock.close();
    }
}
