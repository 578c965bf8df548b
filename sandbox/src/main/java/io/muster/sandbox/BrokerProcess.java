package io.muster.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An {@link EmbeddedBroker} in a JVM of its own, which can be killed like a machine that fails and started again on its
 * data at the same address. It ends when this JVM does, however that ends. Not for use by several threads at once.
 */
public final class BrokerProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final List<String> JVM = List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
            "--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED");

    private final Path dataDir;
    private ChildProcess process;
    private String bootstrapServers;

    private BrokerProcess(Path dataDir, ChildProcess process, String bootstrapServers) {
        this.dataDir = dataDir;
        this.process = process;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Starts a broker process on the data in {@code dataDir} and waits until it is ready. It runs from the class path
     * of this JVM and writes to {@code broker.out} in that directory.
     *
     * @throws SandboxException
     *             with the end of its output if it is not ready after a minute or ends before
     */
    public static BrokerProcess start(Path dataDir) {
        ChildProcess process = launch(dataDir, 0);
        return new BrokerProcess(dataDir, process, awaitReady(dataDir, process));
    }

    private static ChildProcess launch(Path dataDir, int port) {
        try {
            Files.createDirectories(dataDir);
            Files.deleteIfExists(readyFile(dataDir));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ChildProcess.start("Kafka broker", command(dataDir, port), Map.of(), dataDir.resolve("broker.out"),
                ChildProcess.Lifetime.WITH_PARENT);
    }

    private static List<String> command(Path dataDir, int port) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), BrokerMain.class.getName(),
                dataDir.toString(), Integer.toString(port), readyFile(dataDir).toString()));
        return command;
    }

    private static String awaitReady(Path dataDir, ChildProcess process) {
        Path ready = readyFile(dataDir);
        try {
            Poll.until("the Kafka broker is ready", START_LIMIT, process, () -> Files.exists(ready));
            return Files.readString(ready);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SandboxException e) {
            process.kill();
            throw e;
        }
    }

    private static Path readyFile(Path dataDir) {
        return dataDir.resolve("ready");
    }

    /** Host and port for a client's {@code bootstrap.servers}; the same after a restart. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** The process id. */
    public long pid() {
        return process.pid();
    }

    /** SIGKILL; returns when the process is gone. */
    public void kill() {
        process.kill();
    }

    /** SIGSTOP: connections stay open, nothing answers. */
    public void pause() {
        process.pause();
    }

    /** SIGCONT. */
    public void resume() {
        process.resume();
    }

    /**
     * Starts the broker again on its data and at its address, after stopping it in good order if it still runs.
     *
     * @throws SandboxException
     *             if it does not start
     */
    public void restart() {
        close();
        int port = Integer.parseInt(bootstrapServers.substring(bootstrapServers.lastIndexOf(':') + 1));
        process = launch(dataDir, port);
        bootstrapServers = awaitReady(dataDir, process);
    }

    /** Stops the broker in good order. The data stay. */
    @Override
    public void close() {
        if (process.isAlive()) {
            process.terminate(Duration.ofSeconds(10));
        }
    }
}
