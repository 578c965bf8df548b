package io.muster.system.bench;

import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
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
import java.util.function.Consumer;

/**
 * The floor: the same objects, written by a bare loop of the same client on virtual threads. Nothing could do the same
 * job faster with this client; what Muster does beside writing is what it takes longer.
 */
final class FloorMain {

    private final KubernetesClient client;
    private final Map<String, RoleBinding> live = new TreeMap<>();

    private FloorMain(KubernetesClient client) {
        this.client = client;
    }

    /** Carries out one command a line, and answers each with a line when it is done. */
    public static void main(String[] args) throws IOException, InterruptedException {
        SettingsReader reader = new SettingsReader(System.getenv(), "BENCH");
        CommonSettings settings = CommonSettings.read(reader);
        try (Cluster cluster = Cluster.connect(settings, "floor");
                BufferedReader commands = new BufferedReader(
                        new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            FloorMain floor = new FloorMain(cluster.client());
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
            case "create" -> inParallel(concurrency, namespaces.stream()
                    .flatMap(namespace -> copies.floor(namespace).stream()).toList(), this::create);
            case "update" -> {
                List<RoleBinding> changed = List.copyOf(live.values()).stream()
                        .filter(binding -> binding.getMetadata().getName().equals(copies.names().getFirst())).toList();
                changed.forEach(binding -> binding.getSubjects().getFirst().setName(command[5]));
                inParallel(concurrency, changed, this::update);
            }
            case "delete" -> {
                inParallel(concurrency, List.copyOf(live.values()), this::delete);
                live.clear();
            }
            default -> throw new IllegalArgumentException(command[0]);
        }
    }

    private void create(RoleBinding binding) {
        keep(client.rbac().roleBindings().inNamespace(binding.getMetadata().getNamespace()).resource(binding).create());
    }

    private void update(RoleBinding binding) {
        keep(client.rbac().roleBindings().inNamespace(binding.getMetadata().getNamespace()).resource(binding).update());
    }

    private void delete(RoleBinding binding) {
        client.rbac().roleBindings().inNamespace(binding.getMetadata().getNamespace()).resource(binding).delete();
    }

    private synchronized void keep(RoleBinding binding) {
        live.put(binding.getMetadata().getNamespace() + "/" + binding.getMetadata().getName(), binding);
    }

    private static void inParallel(int concurrency, List<RoleBinding> bindings, Consumer<RoleBinding> write)
            throws InterruptedException {
        ConcurrentLinkedQueue<RoleBinding> left = new ConcurrentLinkedQueue<>(bindings);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < concurrency; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                for (RoleBinding next = left.poll(); next != null; next = left.poll()) {
                    write.accept(next);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
