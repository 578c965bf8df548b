package io.muster.system.bench;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sees RoleBindings come, change and go, and when: a watch of its own that asks for the metadata only, so that the
 * looking costs as little as it can, and the same for floor and subject.
 */
final class Ruler implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String PATH = "apis/rbac.authorization.k8s.io/v1/rolebindings";
    /** Nothing came, and nothing more will. */
    private static final Arrived END = new Arrived(ByteBuffer.allocate(0), 0);
    private static final Duration CONNECT = Duration.ofSeconds(30);

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

    /** What came over the wire, and when. */
    private record Arrived(ByteBuffer bytes, long nanos) {}

    private final KubernetesClient client;
    private final List<Awaited> awaited = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Arrived> arrived = new LinkedBlockingQueue<>();
    private final Thread reader = Thread.ofPlatform().daemon().name("ruler").unstarted(this::read);
    private volatile String version;
    private volatile boolean closing;
    private volatile @Nullable AsyncBody body;

    Ruler(KubernetesClient client) {
        this.client = client;
        this.version = client.rbac().roleBindings().inAnyNamespace().list().getMetadata().getResourceVersion();
        reader.start();
        watch();
    }

    /** The event loop only notes the time: a watcher that reads slowly is cut off by the API server. */
    private void watch() {
        HttpRequest request = client.getHttpClient().newHttpRequestBuilder()
                .uri(client.getMasterUrl() + PATH + "?watch=true&timeoutSeconds=86400&resourceVersion=" + version)
                .header("Accept", "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io").forStreaming()
                .build();
        try {
            AsyncBody opened = client.getHttpClient().consumeBytes(request, (buffers, more) -> {
                long now = System.nanoTime();
                buffers.forEach(buffer -> arrived.add(new Arrived(copy(buffer), now)));
                more.consume();
            }).get(CONNECT.toMillis(), TimeUnit.MILLISECONDS).body();
            body = opened;
            var _ = opened.done().whenComplete((_, _) -> arrived.add(END));
            opened.consume();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted");
        } catch (ExecutionException | TimeoutException e) {
            throw new BenchException("RoleBindings cannot be watched: " + e);
        }
    }

    private static ByteBuffer copy(ByteBuffer buffer) {
        return ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
    }

    private void read() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            while (!closing) {
                Arrived next = arrived.take();
                if (!next.bytes.hasRemaining() && !closing) {
                    // The server ends a watch as it likes; the next goes on behind the last event.
                    line.reset();
                    watch();
                }
                while (next.bytes.hasRemaining()) {
                    byte each = next.bytes.get();
                    if (each == '\n') {
                        see(JSON.readTree(line.toByteArray()), next.nanos);
                        line.reset();
                    } else {
                        line.write(each);
                    }
                }
            }
        } catch (InterruptedException e) {
            // closed
        } catch (RuntimeException e) {
            awaited.forEach(each -> each.last.completeExceptionally(e));
        }
    }

    /** Begins to wait for something to be said of each of these objects, by namespace/name. */
    Awaited await(Set<String> keys, Predicate<Seen> which) {
        Awaited wanted = new Awaited(keys, which);
        awaited.add(wanted);
        return wanted;
    }

    @Override
    public void close() {
        closing = true;
        reader.interrupt();
        AsyncBody open = body;
        if (open != null) {
            open.cancel();
        }
    }

    private void see(JsonNode event, long now) {
        if (event.path("type").asString("").equals("ERROR")) {
            throw new BenchException("the watch of RoleBindings failed: " + event.path("object").path("message"));
        }
        JsonNode metadata = event.path("object").path("metadata");
        version = metadata.path("resourceVersion").asString(version);
        Map<String, String> labels = new HashMap<>();
        metadata.path("labels").forEachEntry((key, value) -> labels.put(key, value.asString()));
        Seen seen = new Seen(event.path("type").asString("").equals("DELETED"), metadata.path("namespace").asString(""),
                metadata.path("name").asString(""), labels);
        awaited.forEach(each -> each.see(seen, now));
    }
}
