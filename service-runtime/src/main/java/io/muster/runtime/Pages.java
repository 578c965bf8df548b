package io.muster.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListMeta;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.dsl.Listable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lists, read from the API server's own store, a page at a time: a large cluster's need not fit in memory at once. */
public final class Pages {

    private static final long SIZE = 500;

    private Pages() {}

    /**
     * Tells of each object.
     *
     * @return the resourceVersion of the list
     * @throws io.fabric8.kubernetes.client.KubernetesClientException
     *             if a page cannot be read: nothing is known then, least of all that there are no objects
     */
    public static <T extends HasMetadata> long each(Listable<? extends KubernetesResourceList<T>> listed,
            Consumer<T> told) {
        String next = null;
        ListMeta metadata;
        do {
            KubernetesResourceList<T> page = listed
                    .list(new ListOptionsBuilder().withLimit(SIZE).withContinue(next).build());
            page.getItems().forEach(told);
            metadata = page.getMetadata();
            next = continuation(metadata);
        } while (next != null);
        return ResourceVersions.number(metadata.getResourceVersion());
    }

    private static @Nullable String continuation(ListMeta metadata) {
        return metadata.getContinue() == null || metadata.getContinue().isEmpty() ? null : metadata.getContinue();
    }
}
