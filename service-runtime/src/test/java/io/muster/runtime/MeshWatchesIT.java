package io.muster.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.RealServers;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RealServers.class)
class MeshWatchesIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ControlPlaneUnderTest cluster;
    private final KubernetesClient client;
    private @Nullable MeshWatches watches;

    MeshWatchesIT(ControlPlaneUnderTest cluster) {
        this.cluster = cluster;
        this.client = cluster.admin();
        cluster.installCrds();
    }

    @AfterEach
    void stop() {
        if (watches != null) {
            watches.close();
        }
    }

    private MeshWatches watches(MeshWatches made) {
        watches = made;
        return made;
    }

    /** What a listener has been told last of each namespace. */
    private static final class Told implements Watched.Listener<Namespace> {

        private final Map<String, Namespace> namespaces = new ConcurrentHashMap<>();

        @Override
        public void changed(@Nullable Namespace before, @Nullable Namespace after) {
            String name = Objects.requireNonNull(after == null ? before : after).getMetadata().getName();
            if (after == null) {
                namespaces.remove(name);
            } else {
                namespaces.put(name, after);
            }
        }

        boolean has(String name, String label) {
            Namespace namespace = namespaces.get(name);
            return namespace != null && label.equals(namespace.getMetadata().getLabels().get("of-the-test"));
        }
    }

    private void label(String namespace, String value) {
        client.namespaces().withName(namespace).edit(found -> {
            found.getMetadata().getLabels().put("of-the-test", value);
            return found;
        });
    }

    /** Counts how often a client begins to watch namespaces. */
    private static final class NamespaceWatches implements Interceptor {

        private final AtomicInteger begun = new AtomicInteger();

        @Override
        public void before(BasicBuilder headers, HttpRequest request, RequestTags tags) {
            String query = request.uri().getQuery();
            if (request.uri().getPath().endsWith("/namespaces") && query != null
                    && query.contains("watch=true")) {
                begun.incrementAndGet();
            }
        }
    }

    @Test
    void ofSeveralServicesNeedOneWatchOfAKind() {
        NamespaceWatches counted = new NamespaceWatches();
        try (KubernetesClient counting = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(cluster.kubeconfig().toFile()))
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("counts", counted)).build();
                MeshWatches shared = new MeshWatches(counting)) {
            Stream.generate(Told::new).limit(5).forEach(service -> {
                var _ = shared.namespaces().listen(service);
            });
            shared.start();

            await().atMost(LIMIT).until(() -> shared.problem().isEmpty() && shared.namespaces().isWatching());
            assertThat(counted.begun).hasValue(1);
        }
    }

    @Test
    void tellOneThatHasGoneNothingMoreAndTheOthersEverything() {
        String namespace = cluster.createNamespace("gone");
        MeshWatches shared = watches(new MeshWatches(client));
        Told stays = new Told();
        Told goes = new Told();
        Watched.Listening listening = shared.namespaces().listen(goes);
        var _ = shared.namespaces().listen(stays);
        shared.start();
        await().atMost(LIMIT).until(() -> stays.namespaces.containsKey(namespace));

        listening.close();
        label(namespace, "later");

        await().atMost(LIMIT).until(() -> stays.has(namespace, "later"));
        assertThat(goes.has(namespace, "later")).isFalse();
    }

    @Test
    void keepLittleAndThereforeRefuseWhoComesLate() {
        String namespace = cluster.createNamespace("little");
        MeshWatches own = watches(new MeshWatches(client));
        Told told = new Told();
        var _ = own.namespaces().listen(told);
        own.start();
        await().atMost(LIMIT).until(() -> told.namespaces.containsKey(namespace));

        assertThat(Objects.requireNonNull(told.namespaces.get(namespace)).getMetadata().getLabels()).isNotEmpty();
        assertThat(Objects.requireNonNull(own.namespaces().get(null, namespace)).getMetadata().getLabels())
                .as("the listener keeps what it needs").isNullOrEmpty();
        assertThatIllegalStateException().isThrownBy(() -> own.namespaces().listen(new Told()))
                .withMessageContaining("Namespace too late");
    }
}
