package io.muster.system.bench;

import io.muster.cni.CniService;
import io.muster.member.MemberService;
import io.muster.network.NetworkService;
import io.muster.rbac.RbacService;
import io.muster.runtime.Service;
import io.muster.sandbox.EmbeddedBroker;
import io.muster.watcher.Watcher;
import io.muster.watcher.WatcherSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** What is measured: the services, and a broker for them, in the JVM that they are told to share. */
final class SubjectMain {

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
        for (String arg : args) {
            if (arg.startsWith("broker=")) {
                EmbeddedBroker broker = EmbeddedBroker.start(Path.of(arg.substring("broker=".length())));
                parts.push(broker);
                environment.put("MUSTER_BOOTSTRAP_SERVERS", broker.bootstrapServers());
                System.out.println("broker " + broker.bootstrapServers());
            } else {
                Service service = start(arg, environment);
                parts.push(service);
                services.add(service);
                System.out.println(service.name() + " " + service.httpPort());
            }
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

    private static Service start(String name, Map<String, String> environment) {
        return switch (name) {
            case "watcher" -> Watcher.start(WatcherSettings.read(environment), Clock.systemUTC());
            case RbacService.NAME -> RbacService.start(environment);
            case NetworkService.NAME -> NetworkService.start(environment);
            case CniService.NAME -> CniService.start(environment);
            case MemberService.NAME -> MemberService.start(environment);
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
