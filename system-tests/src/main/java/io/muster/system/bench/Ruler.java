package io.muster.system.bench;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * Sees objects come, change and go, and when: by watches of its own, which are the same for floor and subject.
 */
final class Ruler implements AutoCloseable {

    static final String ROLE_BINDINGS = "apis/rbac.authorization.k8s.io/v1/rolebindings";
    static final String POLICIES = "apis/networking.k8s.io/v1/networkpolicies";
    static final String ATTACHMENTS = "apis/k8s.cni.cncf.io/v1/network-attachment-definitions";
    static final String NAMESPACES = "api/v1/namespaces";

    /** What the watch told of. */
    record Seen(boolean gone, String namespace, String name, Map<String, String> labels) {

        String key() {
            return namespace + "/" + name;
        }
    }

    /** What is waited for. */
    final class Awaited {

        private final Predicate<Seen> which;
        private final Set<String> missing;
        private final CompletableFuture<Long> last = new CompletableFuture<>();

        private Awaited(Set<String> keys, Predicate<Seen> which) {
            this.missing = new HashSet<>(keys);
            this.which = which;
        }

        private synchronized void see(Seen seen, long now) {
            if (which.test(seen) && missing.remove(seen.key()) && missing.isEmpty()) {
                last.complete(now);
            }
        }

        /** When the last one of them was seen, as of {@link System#nanoTime()}. */
        long nanos(Duration bound) {
            try {
                return last.get(bound.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                synchronized (this) {
                    throw new BenchException("after %d s %d objects are still not as they must be, among them %s"
                            .formatted(bound.toSeconds(), missing.size(), missing.stream().findFirst().orElse("")));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BenchException("interrupted");
            } catch (ExecutionException e) {
                throw new BenchException(String.valueOf(e.getCause()));
            } finally {
                awaited.remove(this);
            }
        }
    }

    private final List<Awaited> awaited = new CopyOnWriteArrayList<>();
    private final List<MetadataWatch> watches;

    /** Begins to look at these resources, see the constants above. */
    Ruler(KubernetesClient client, List<String> paths) {
        MetadataWatch.Listener listener = new MetadataWatch.Listener() {
            @Override
            public void seen(Seen seen, long nanos) {
                awaited.forEach(each -> each.see(seen, nanos));
            }

            @Override
            public void failed(RuntimeException reason) {
                awaited.forEach(each -> each.last.completeExceptionally(reason));
            }
        };
        watches = paths.stream().map(path -> new MetadataWatch(client, path, listener)).toList();
    }

    /** Begins to wait for something to be said of each of these objects, by namespace/name. */
    Awaited await(Set<String> keys, Predicate<Seen> which) {
        Awaited wanted = new Awaited(keys, which);
        awaited.add(wanted);
        return wanted;
    }

    @Override
    public void close() {
        watches.forEach(MetadataWatch::close);
    }
}
