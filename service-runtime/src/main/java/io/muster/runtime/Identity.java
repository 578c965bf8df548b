package io.muster.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;

/** What an informer's store has to keep of an object whose content is kept elsewhere, in the form that is needed. */
public final class Identity {

    private Identity() {}

    /**
     * Namespace, name, uid and resourceVersion, put into an empty object: a copy, since whoever is told of the change
     * still wants the whole.
     */
    public static <T extends HasMetadata> T of(T object, T empty) {
        empty.setMetadata(new ObjectMetaBuilder().withNamespace(object.getMetadata().getNamespace())
                .withName(object.getMetadata().getName()).withUid(object.getMetadata().getUid())
                .withResourceVersion(object.getMetadata().getResourceVersion()).build());
        return empty;
    }
}
