package io.muster.system.bench;

import io.muster.cni.CniService;
import io.muster.member.MemberService;
import io.muster.network.NetworkService;
import io.muster.rbac.RbacService;
import io.muster.runtime.Cluster;
import io.muster.runtime.CommonSettings;
import io.muster.runtime.Feeds;
import io.muster.runtime.Service;
import io.muster.runtime.SettingsReader;
import io.muster.sandbox.EmbeddedBroker;
import io.muster.watcher.Watcher;
import io.muster.watcher.WatcherSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is measured: the services, and a broker for them, in the JVM that they are told to share. */
final class SubjectMain {

    private static final String BROKER = "broker=";
    private static final Duration LOOK = Duration.ofMillis(2);

    private SubjectMain() {}

    /**
     * Runs until its input ends. Says where everything listens, a line each, and "ready" when all services are.
     *
     * @param args
     *            the services, and {@code broker=DIR} where the broker is to be here too
     */
    public static void main(String[] args) {
        try {
            run(args);
            System.exit(0);
        } catch (IOException | RuntimeException e) {
            // The broker's threads would go on without an end.
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void run(String[] args) throws IOException {
        Map<String, String> environment = new HashMap<>(System.getenv());
        Deque<AutoCloseable> parts = new ArrayDeque<>();
        Deque<Service> services = new ArrayDeque<>();
        Feeds shared = null;
        for (String arg : args) {
            if (arg.startsWith(BROKER)) {
                EmbeddedBroker broker = EmbeddedBroker.start(Path.of(arg.substring(BROKER.length())));
                parts.push(broker);
                environment.put("MUSTER_BOOTSTRAP_SERVERS", broker.bootstrapServers());
                System.out.println("broker " + broker.bootstrapServers());
            } else {
                if (shared == null && isSeveral(args)) {
                    shared = shared(environment, parts);
                }
                Service service = start(arg, environment, shared);
                parts.push(service);
                services.add(service);
                System.out.println(service.name() + " " + service.httpPort());
            }
        }
        if (shared != null) {
            shared.start();
        }
        while (services.stream().anyMatch(service -> !service.health().unmet().isEmpty())) {
            Stand.pause(LOOK);
        }
        System.out.println("ready");
        while (System.in.read() >= 0) {
            // until there is no more
        }
        parts.forEach(SubjectMain::close);
    }

    private static boolean isSeveral(String[] args) {
        return Arrays.stream(args).filter(arg -> !arg.startsWith(BROKER)).count() > 1;
    }

    /** As {@code muster up} does it. */
    private static Feeds shared(Map<String, String> environment, Deque<AutoCloseable> parts) {
        CommonSettings settings = CommonSettings.read(new SettingsReader(environment, "CLI"));
        Cluster cluster = Cluster.connect(settings, "cli");
        parts.push(cluster);
        Feeds feeds = Feeds.shared(cluster, settings, "cli");
        parts.push(feeds);
        return feeds;
    }

    private static Service start(String name, Map<String, String> environment, @Nullable Feeds shared) {
        return switch (name) {
            case "watcher" -> Watcher.start(WatcherSettings.read(environment), Clock.systemUTC(), shared);
            case RbacService.NAME -> RbacService.start(environment, shared);
            case NetworkService.NAME -> NetworkService.start(environment, shared);
            case CniService.NAME -> CniService.start(environment, shared);
            case MemberService.NAME -> MemberService.start(environment, shared);
            default -> throw new IllegalArgumentException("no service " + name);
        };
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            throw new IllegalStateException("does not close", e);
        }
    }
}
