package io.muster.runtime;

import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;

/** Deletes what was looked at, and nothing that has come or changed since. */
public final class Deletion {

    private Deletion() {}

    /**
     * Deletes this very object.
     *
     * @throws io.fabric8.kubernetes.client.KubernetesClientException
     *             409 if it has another uid or resourceVersion by now, 404 if it is gone
     */
    public static void send(KubernetesClient client, HasMetadata object) {
        DeleteOptions onlyThis = new DeleteOptionsBuilder().withNewPreconditions()
                .withUid(object.getMetadata().getUid())
                .withResourceVersion(object.getMetadata().getResourceVersion()).endPreconditions().build();
        client.raw("/" + ApiPath.of(object.getClass(), object.getMetadata().getNamespace(),
                object.getMetadata().getName()), "DELETE", onlyThis);
    }
}
