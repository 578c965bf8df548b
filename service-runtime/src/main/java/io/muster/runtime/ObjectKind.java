package io.muster.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A kind of object that a service keeps in member namespaces.
 *
 * @param <T>
 *            its Java type
 */
public interface ObjectKind<T extends HasMetadata> {

    /** Its Java type; the name of the kind, its group and plural are derived from it. */
    Class<T> type();

    /** An empty object of the kind, to be filled. */
    Supplier<T> empty();

    /** The parts that make up what the object says, by name; each is compared, and replaced, as a whole. */
    Map<String, Object> content(T object);

    /** Puts the content of one object into another. */
    void copyContent(T from, T to);

    /** Whether an object can be made to say what another says; if not it is deleted and made anew. */
    boolean canBecome(T live, T desired);

    /** The client's operations on the kind. */
    default MixedOperation<T, ? extends KubernetesResourceList<T>, Resource<T>> in(KubernetesClient client) {
        return client.resources(type());
    }

    /** Name of the kind. */
    default String name() {
        return HasMetadata.getKind(type());
    }
}
