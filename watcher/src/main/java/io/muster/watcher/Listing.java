package io.muster.watcher;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.muster.runtime.Pages;
import io.muster.runtime.ResourceVersions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The cluster as it was at a moment, read from the API server's own store and not from anybody's cache.
 *
 * @param versions
 *            for each kind, the resourceVersion of that moment
 * @param objects
 *            what was there
 */
record Listing(Map<FactKey.Kind, Long> versions, List<Change.Seen> objects) {

    /**
     * Lists everything anew.
     *
     * @throws io.fabric8.kubernetes.client.KubernetesClientException
     *             if a kind cannot be listed: nothing is known then, least of all that there are no objects
     */
    static Listing read(List<ObservedKind<?>> kinds) {
        Map<FactKey.Kind, Long> versions = new EnumMap<>(FactKey.Kind.class);
        List<Change.Seen> objects = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<OfKind> list : threads.invokeAll(kinds.stream().map(Listing::reading).toList())) {
                OfKind read = list.get();
                versions.put(read.kind, read.version);
                objects.addAll(read.objects);
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KubernetesClientException("interrupted while the cluster was listed", e);
        }
        return new Listing(versions, objects);
    }

    private record OfKind(FactKey.Kind kind, long version, List<Change.Seen> objects) {}

    private static <T extends HasMetadata> Callable<OfKind> reading(ObservedKind<T> kind) {
        return () -> {
            List<Change.Seen> objects = new ArrayList<>();
            long version = Pages.each(kind.selected(), object -> {
                if (kind.read().apply(object) instanceof Change.Seen seen) {
                    objects.add(seen);
                }
            });
            return new OfKind(kind.kind(), version, objects);
        };
    }

    /** The state of the cluster at that moment. */
    ClusterState state() {
        ClusterState state = new ClusterState();
        objects.forEach(state::apply);
        return state;
    }

    /**
     * Whether a change that a watch tells of is not part of this listing yet: watches may be late.
     *
     * @param state
     *            the state of the cluster since
     */
    boolean isBefore(Change change, ClusterState state) {
        String resourceVersion = change.cause().resourceVersion();
        if (resourceVersion != null) {
            return ResourceVersions.number(resourceVersion) > versions.getOrDefault(change.key().kind(), 0L);
        }
        // A deletion has no version; but an object made anew under the same name has another uid.
        Fact<?> known = state.fact(change.key());
        return known != null && String.valueOf(known.cause().uid()).equals(change.cause().uid());
    }
}
