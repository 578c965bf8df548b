package io.muster.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A merge patch (RFC 7386) as one request. The client's own reads the object first and decodes it twice, which takes
 * longer than the patch.
 */
public final class MergePatch {

    /** Beyond the client's own timeout and retries. */
    private static final Duration BOUND = Duration.ofMinutes(1);

    private MergePatch() {}

    /**
     * Where an object is, from the server's root and without a slash before it.
     *
     * @param subresource
     *            status, or empty for the object itself
     */
    public static String path(Class<? extends HasMetadata> kind, @Nullable String namespace, String name,
            String subresource) {
        String version = HasMetadata.getApiVersion(kind);
        return (version.contains("/") ? "apis/" : "api/") + version + "/"
                + (namespace == null ? "" : "namespaces/" + namespace + "/") + HasMetadata.getPlural(kind) + "/" + name
                + (subresource.isEmpty() ? "" : "/" + subresource);
    }

    /**
     * Sends it and waits for the answer.
     *
     * @param path
     *            see {@link #path}
     * @param fieldManager
     *            as which the change is known to the API server
     * @return the object after it
     * @throws KubernetesClientException
     *             if the API server refuses it, with its status; or does not answer, with code -1
     * @throws InterruptedException
     *             if interrupted while waiting; whether the patch was carried out is not known then
     */
    public static <T> T send(KubernetesClient client, String path, String fieldManager, String patch, Class<T> as)
            throws InterruptedException {
        HttpRequest request = client.getHttpClient().newHttpRequestBuilder()
                .uri(client.getMasterUrl() + path + "?fieldManager="
                        + URLEncoder.encode(fieldManager, StandardCharsets.UTF_8))
                .method("PATCH", PatchType.JSON_MERGE.getContentType(), patch).build();
        try {
            HttpResponse<String> response = client.getHttpClient().sendAsync(request, String.class)
                    .get(BOUND.toMillis(), TimeUnit.MILLISECONDS);
            if (response.isSuccessful()) {
                return client.getKubernetesSerialization().unmarshal(response.body(), as);
            }
            throw refused(client, path, response);
        } catch (ExecutionException | TimeoutException e) {
            throw new KubernetesClientException("%s cannot be patched: %s".formatted(path, e.getMessage()), e);
        }
    }

    private static KubernetesClientException refused(KubernetesClient client, String path,
            HttpResponse<String> response) {
        String body = response.body();
        if (body != null && body.startsWith("{")) {
            Status status = client.getKubernetesSerialization().unmarshal(body, Status.class);
            if (status.getCode() != null) {
                return new KubernetesClientException(status);
            }
        }
        return new KubernetesClientException("%s cannot be patched: %s".formatted(path, body), response.code(), null);
    }
}
