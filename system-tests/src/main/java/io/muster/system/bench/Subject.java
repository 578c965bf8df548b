package io.muster.system.bench;

import io.muster.sandbox.BrokerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** The services under measurement, all in one JVM with their broker, or each in a process of its own. */
final class Subject implements AutoCloseable {

    /** How they are spread over processes. */
    enum Layout {
        /** Services and broker in one JVM, as in {@code muster up}. */
        ONE_JVM,
        /** A process each. */
        PROCESSES
    }

    private final Stand stand;
    private final List<String> services;
    private final JvmFlags flags;
    private final Map<String, String> environment;
    /** In the order of their start. */
    private final Map<String, AutoCloseable> processes = new LinkedHashMap<>();
    private final Map<String, Long> pids = new HashMap<>();
    private final Map<String, String> listens = new HashMap<>();

    private Subject(Stand stand, Estate estate, JvmFlags flags) {
        this.stand = stand;
        this.services = estate.services();
        this.flags = flags;
        this.environment = new HashMap<>(stand.environment());
    }

    /**
     * Starts them on an empty broker and returns when they are ready.
     */
    static Subject start(Stand stand, Estate estate, Layout layout, JvmFlags flags) {
        Subject subject = new Subject(stand, estate, flags);
        try {
            Path data = stand.file("broker");
            if (layout == Layout.ONE_JVM) {
                List<String> arguments = new ArrayList<>(List.of("broker=" + data));
                arguments.addAll(subject.services);
                subject.begin("one-jvm", arguments).awaitReady();
            } else {
                subject.startBroker(data);
                subject.startAll();
            }
            return subject;
        } catch (RuntimeException e) {
            subject.close();
            throw e;
        }
    }

    private void startBroker(Path data) {
        BrokerProcess broker = BrokerProcess.start(data);
        processes.put("broker", broker);
        pids.put("broker", broker.pid());
        listens.put("broker", broker.bootstrapServers());
        environment.put("MUSTER_BOOTSTRAP_SERVERS", broker.bootstrapServers());
    }

    /** Starts a service in a process of its own, and returns how long that took until it was ready. */
    Duration start(String service) {
        return begin(service, List.of(service)).awaitReady();
    }

    /** Starts all services at once, each in a process of its own; how long each took until it was ready. */
    Map<String, Duration> startAll() {
        List<Starting> starting = services.stream().map(service -> begin(service, List.of(service))).toList();
        Map<String, Duration> took = new LinkedHashMap<>();
        starting.forEach(each -> took.put(each.name, each.awaitReady()));
        return took;
    }

    /** A process that was started and has not said that it is ready. */
    private final class Starting {

        private final String name;
        private final ChildJvm jvm;
        private final long begun = System.nanoTime();
        private final CompletableFuture<Long> ready;

        Starting(String name, ChildJvm jvm) {
            this.name = name;
            this.jvm = jvm;
            this.ready = CompletableFuture.supplyAsync(this::hear);
        }

        private long hear() {
            for (String line = jvm.hear(); !line.equals("ready"); line = jvm.hear()) {
                synchronized (listens) {
                    listens.put(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1));
                }
            }
            return System.nanoTime();
        }

        Duration awaitReady() {
            return Duration.ofNanos(ready.join() - begun);
        }
    }

    private Starting begin(String name, List<String> arguments) {
        ChildJvm jvm = ChildJvm.start(name, flags, environment, stand.file(name + ".log"), SubjectMain.class,
                arguments);
        processes.put(name, jvm);
        pids.put(name, jvm.pid());
        return new Starting(name, jvm);
    }

    /** The services, the watcher first. */
    List<String> services() {
        return services;
    }

    /** Stops a service in good order. */
    void stop(String service) {
        close(Objects.requireNonNull(processes.remove(service), service));
        pids.remove(service);
    }

    /** Host and port of the broker. */
    String broker() {
        return address("broker");
    }

    /** Writes to the API server that the services count, in all since their start. */
    long writes() {
        return services.stream().mapToLong(service -> Meters.sum(
                Meters.read("http://127.0.0.1:" + address(service) + "/metrics"), "muster_writes_total", _ -> true))
                .sum();
    }

    private String address(String name) {
        synchronized (listens) {
            return Objects.requireNonNull(listens.get(name), name);
        }
    }

    /** A service's process. */
    ProcessFigures process(String service) {
        return new ProcessFigures(Objects.requireNonNull(pids.get(service), service));
    }

    /** Processor time that all processes have used so far, the broker's included. */
    Duration cpu() {
        return pids.values().stream().map(pid -> new ProcessFigures(pid).cpu()).reduce(Duration.ZERO, Duration::plus);
    }

    @Override
    public void close() {
        List.copyOf(processes.values()).reversed().forEach(Subject::close);
        processes.clear();
    }

    private static void close(AutoCloseable process) {
        try {
            process.close();
        } catch (Exception e) {
            throw new IllegalStateException("does not stop", e);
        }
    }
}
