package io.muster.system.bench;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.muster.runtime.ApiPath;
import io.muster.runtime.Cluster;
import io.muster.runtime.CommonSettings;
import io.muster.runtime.SettingsReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * The floor: the same objects, written by a bare loop of the same client on virtual threads. Nothing could do the same
 * job faster with this client; what Muster does beside writing is what it takes longer.
 */
final class FloorMain {

    private final KubernetesClient client;
    private final Estate estate;
    private final Map<String, HasMetadata> live = new TreeMap<>();

    private FloorMain(KubernetesClient client, Estate estate) {
        this.client = client;
        this.estate = estate;
    }

    /**
     * Carries out one command a line, and answers each with a line when it is done.
     *
     * @param args
     *            the {@link Estate}
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        SettingsReader reader = new SettingsReader(System.getenv(), "BENCH");
        CommonSettings settings = CommonSettings.read(reader);
        try (Cluster cluster = Cluster.connect(settings, "floor");
                BufferedReader commands = new BufferedReader(
                        new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            FloorMain floor = new FloorMain(cluster.client(), Estate.valueOf(args[0]));
            System.out.println("ready");
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                floor.run(line.split(" ", -1));
                System.out.println("done");
            }
        }
    }

    private void run(String[] command) throws InterruptedException {
        Copies copies = new Copies(command[1]);
        List<String> namespaces = Mesh.names(command[2], Integer.parseInt(command[3]));
        int concurrency = Integer.parseInt(command[4]);
        switch (command[0]) {
            case "create" -> inParallel(concurrency, Stream.concat(
                    namespaces.stream().flatMap(namespace -> estate.floor(copies, namespace).stream())
                            .map(object -> () -> create(object)),
                    labels(namespaces, "\"" + copies.cpNamespace() + "\"")).toList());
            case "update" -> {
                List<RoleBinding> changed = live.values().stream()
                        .filter(object -> object.getMetadata().getName().equals(copies.names().getFirst()))
                        .map(RoleBinding.class::cast).toList();
                changed.forEach(binding -> binding.getSubjects().getFirst().setName(command[5]));
                inParallel(concurrency, changed.stream().<Runnable>map(binding -> () -> update(binding)).toList());
            }
            case "delete" -> {
                inParallel(concurrency, Stream.concat(labels(namespaces, "null"),
                        List.copyOf(live.values()).stream().map(object -> () -> client.resource(object).delete()))
                        .toList());
                live.clear();
            }
            default -> throw new IllegalArgumentException(command[0]);
        }
    }

    private Stream<Runnable> labels(List<String> namespaces, String value) {
        String patch = "{\"metadata\":{\"labels\":{\"%s\":%s}}}".formatted(Copies.FLOOR_OF, value);
        return estate == Estate.ROLE_BINDINGS
                ? Stream.of()
                : namespaces.stream()
                        .map(namespace -> () -> Edit.send(client, ApiPath.of(Namespace.class, null, namespace), patch));
    }

    private void create(HasMetadata object) {
        keep(client.resource(object).create());
    }

    private void update(RoleBinding binding) {
        keep(client.resource(binding).update());
    }

    private synchronized void keep(HasMetadata object) {
        live.put(object.getMetadata().getNamespace() + "/" + object.getMetadata().getName(), object);
    }

    private static void inParallel(int concurrency, List<Runnable> writes) throws InterruptedException {
        ConcurrentLinkedQueue<Runnable> left = new ConcurrentLinkedQueue<>(writes);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < concurrency; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                for (Runnable next = left.poll(); next != null; next = left.poll()) {
                    next.run();
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
