package io.muster.watcher;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.muster.runtime.Pages;
import io.muster.runtime.ResourceVersions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

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
        kinds.forEach(kind -> versions.put(kind.kind(), read(kind, objects)));
        return new Listing(versions, objects);
    }

    private static <T extends HasMetadata> long read(ObservedKind<T> kind, List<Change.Seen> objects) {
        return Pages.each(kind.selected(), object -> {
            if (kind.read().apply(object) instanceof Change.Seen seen) {
                objects.add(seen);
            }
        });
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
