package io.muster.sandbox;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What a control plane leaves in its directory for the next start and for whoever stops it: its ports, and for each
 * process its id and when it started, without which an id that is in use again would be taken for it.
 */
record ControlPlaneState(Ports ports, Map<String, ProcessMark> processes) {
    private static final String FILE = "state.properties";
    /** Start times are derived from the wall clock, which may be set between two readings. */
    private static final Duration CLOCK_STEP = Duration.ofSeconds(2);

    record Ports(int apiServer, int etcd, int etcdPeer) {
        static Ports free() {
            return new Ports(FreePorts.next(), FreePorts.next(), FreePorts.next());
        }

        boolean areFree() {
            return List.of(apiServer, etcd, etcdPeer).stream().allMatch(FreePorts::isFree);
        }
    }

    record ProcessMark(long pid, long startedAt) {
        static ProcessMark of(long pid) {
            return new ProcessMark(pid, ProcessHandle.of(pid).map(ProcessMark::startOf).orElse(0L));
        }

        /**
         * The process itself while it runs. One whose exit status nobody collected yet is alive, but has no command.
         */
        Optional<ProcessHandle> running() {
            return ProcessHandle.of(pid).filter(it -> it.info().command().isPresent())
                    .filter(it -> Math.abs(startOf(it) - startedAt) <= CLOCK_STEP.toMillis());
        }

        private static long startOf(ProcessHandle process) {
            return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        }
    }

    ControlPlaneState {
        processes = Map.copyOf(processes);
    }

    boolean isRunning() {
        return processes.values().stream().anyMatch(process -> process.running().isPresent());
    }

    static Optional<ControlPlaneState> read(Path dir) {
        Path file = dir.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties saved = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            saved.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, ProcessMark> processes = new TreeMap<>();
        for (String key : saved.stringPropertyNames()) {
            if (key.endsWith(".pid")) {
                String name = key.substring(0, key.length() - ".pid".length());
                processes.put(name, new ProcessMark(number(saved, key), number(saved, name + ".started")));
            }
        }
        return Optional.of(new ControlPlaneState(new Ports((int) number(saved, "port.api-server"),
                (int) number(saved, "port.etcd"), (int) number(saved, "port.etcd-peer")), processes));
    }

    private static long number(Properties saved, String key) {
        return Long.parseLong(saved.getProperty(key, "0"));
    }

    void save(Path dir) {
        Properties properties = new Properties();
        properties.setProperty("port.api-server", Integer.toString(ports.apiServer));
        properties.setProperty("port.etcd", Integer.toString(ports.etcd));
        properties.setProperty("port.etcd-peer", Integer.toString(ports.etcdPeer));
        processes.forEach((name, process) -> {
            properties.setProperty(name + ".pid", Long.toString(process.pid));
            properties.setProperty(name + ".started", Long.toString(process.startedAt));
        });
        try (Writer writer = Files.newBufferedWriter(dir.resolve(FILE))) {
            properties.store(writer, "ports and processes of this control plane");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
