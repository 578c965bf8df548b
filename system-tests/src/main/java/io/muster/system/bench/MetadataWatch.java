package io.muster.system.bench;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A watch of the metadata of one resource, so that the looking costs as little as it can. */
final class MetadataWatch implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    /** Nothing came, and nothing more will. */
    private static final Arrived END = new Arrived(ByteBuffer.allocate(0), 0);
    private static final Duration CONNECT = Duration.ofSeconds(30);

    /** Told on the watch's own thread. */
    interface Listener {

        /** An object was seen, as of {@link System#nanoTime()}. */
        void seen(Ruler.Seen seen, long nanos);

        /** Nothing more will be seen. */
        void failed(RuntimeException reason);
    }

    /** What came over the wire, and when. */
    private record Arrived(ByteBuffer bytes, long nanos) {}

    private final KubernetesClient client;
    private final String path;
    private final Listener listener;
    private final BlockingQueue<Arrived> arrived = new LinkedBlockingQueue<>();
    private final Thread reader = Thread.ofPlatform().daemon().name("ruler").unstarted(this::read);
    private volatile String version;
    private volatile boolean closing;
    private volatile @Nullable AsyncBody body;

    /**
     * Watches from now on.
     *
     * @param path
     *            of the resource in all namespaces, from the server's root
     */
    MetadataWatch(KubernetesClient client, String path, Listener listener) {
        this.client = client;
        this.path = path;
        this.listener = listener;
        this.version = JSON.readTree(Objects.requireNonNull(client.raw("/" + path + "?limit=1"))).path("metadata")
                .path("resourceVersion").asString("");
        reader.start();
        watch();
    }

    /** The event loop only notes the time: a watcher that reads slowly is cut off by the API server. */
    private void watch() {
        HttpRequest request = client.getHttpClient().newHttpRequestBuilder()
                .uri(client.getMasterUrl() + path + "?watch=true&timeoutSeconds=86400&resourceVersion=" + version)
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
            throw new BenchException(path + " cannot be watched: " + e);
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
            listener.failed(e);
        }
    }

    private void see(JsonNode event, long now) {
        if (event.path("type").asString("").equals("ERROR")) {
            throw new BenchException("the watch of %s failed: %s".formatted(path,
                    event.path("object").path("message")));
        }
        JsonNode metadata = event.path("object").path("metadata");
        version = metadata.path("resourceVersion").asString(version);
        Map<String, String> labels = new HashMap<>();
        metadata.path("labels").forEachEntry((key, value) -> labels.put(key, value.asString()));
        listener.seen(new Ruler.Seen(event.path("type").asString("").equals("DELETED"),
                metadata.path("namespace").asString(""), metadata.path("name").asString(""), labels), now);
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
}
