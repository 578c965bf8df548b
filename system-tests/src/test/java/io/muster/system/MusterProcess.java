package io.muster.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import io.muster.cni.CniMain;
import io.muster.member.MemberMain;
import io.muster.network.NetworkMain;
import io.muster.rbac.RbacMain;
import io.muster.sandbox.ChildProcess;
import io.muster.watcher.WatcherMain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A Muster service, or command, in a JVM of its own, as those who run it see it. */
final class MusterProcess implements AutoCloseable {

    /** What there is to run. */
    enum Kind {
        WATCHER(WatcherMain.class), RBAC(RbacMain.class), NETWORK(NetworkMain.class), CNI(CniMain.class), MEMBER(
                MemberMain.class);

        private final Class<?> main;

        Kind(Class<?> main) {
            this.main = main;
        }
    }

    /** An answer of an HTTP endpoint. */
    record Answer(int status, String body) {}

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration HTTP_LIMIT = Duration.ofSeconds(5);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final List<String> JVM = List.of("-Xmx160m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
            "-XX:+UseCompactObjectHeaders", "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED");

    private final String name;
    private final Path log;
    private final int port;
    private final ChildProcess process;

    private MusterProcess(String name, Path log, int port, ChildProcess process) {
        this.name = name;
        this.log = log;
        this.port = port;
        this.process = process;
    }

    /**
     * Starts a service; returns at once.
     *
     * @param settings
     *            its environment, beside this JVM's own
     * @param log
     *            file for what it writes
     */
    static MusterProcess start(Kind kind, Map<String, String> settings, Path log) {
        return start(kind.name(), kind.main, List.of(), settings, log);
    }

    /** Starts anything that has a {@code main}; returns at once. */
    static MusterProcess start(String name, Class<?> main, List<String> arguments, Map<String, String> settings,
            Path log) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return start(name, command, settings, log);
    }

    /** Starts a service by a command of the test's own; returns at once. */
    static MusterProcess start(String name, List<String> command, Map<String, String> settings, Path log) {
        int port = freePort();
        Map<String, String> environment = new HashMap<>();
        environment.put("MUSTER_HTTP_PORT", Integer.toString(port));
        environment.putAll(settings);
        return new MusterProcess(name, log, port,
                ChildProcess.start(name, command, environment, log, ChildProcess.Lifetime.WITH_PARENT));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until {@code /readyz} says so. */
    MusterProcess awaitReady() {
        await(name + " is ready").atMost(START_LIMIT).untilAsserted(() -> {
            if (!process.isAlive()) {
                fail(process.lastLines());
            }
            Answer answer = get("/readyz");
            if (answer.status() != 200) {
                fail(name + " says " + answer + "; " + process.lastLines());
            }
        });
        return this;
    }

    boolean isReady() {
        return get("/readyz").status() == 200;
    }

    /** Asks an HTTP endpoint; the status is 0 where nobody answers. */
    Answer get(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(HTTP_LIMIT)
                .build();
        try {
            HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            return new Answer(0, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /**
     * The sum of the samples of a metric whose labels contain all of these; 0 if there is none. A process that does not
     * answer has no metrics, not even 0.
     *
     * @param labels
     *            each as in the exposition: {@code verb="create"}
     */
    double metric(String metric, String... labels) {
        Answer answer = get("/metrics");
        assertThat(answer.status()).as("metrics of %s: %s", name, answer).isEqualTo(200);
        return answer.body().lines()
                .filter(line -> line.startsWith(metric + "{") || line.startsWith(metric + " "))
                .filter(line -> List.of(labels).stream().allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the process to end by itself. */
    int awaitExit() {
        await(name + " exits").atMost(START_LIMIT).until(() -> !process.isAlive());
        return process.exitStatus().orElseThrow();
    }

    /** SIGKILL; returns when it is gone. */
    void kill() {
        process.kill();
    }

    /** SIGSTOP. */
    void pause() {
        process.pause();
    }

    /** SIGCONT. */
    void resume() {
        process.resume();
    }

    /** SIGTERM; returns when it is gone. */
    void stop() {
        process.terminate(Duration.ofSeconds(15));
    }

    /** All that it wrote. */
    String output() {
        try {
            return Files.exists(log) ? Files.readString(log, StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL, if it still runs: whoever wants to see it stop calls {@link #stop()}. */
    @Override
    public void close() {
        if (process.isAlive()) {
            process.kill();
        }
    }
}
