package io.muster.runtime;

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

/**
 * A merge patch (RFC 7386) as one request. The client's own reads the object first and decodes it twice, which takes
 * longer than the patch.
 */
public final class MergePatch {

    /** Beyond the client's own timeout and retries. */
    private static final Duration BOUND = Duration.ofMinutes(1);

    private MergePatch() {}

    /**
     * Sends it and waits for the answer.
     *
     * @param path
     *            see {@link ApiPath}
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
        return client.getKubernetesSerialization().unmarshal(answer(client, path, fieldManager, patch), as);
    }

    /** The same for who does not look at the object: it is returned as it came. */
    public static String send(KubernetesClient client, String path, String fieldManager, String patch)
            throws InterruptedException {
        return answer(client, path, fieldManager, patch);
    }

    private static String answer(KubernetesClient client, String path, String fieldManager, String patch)
            throws InterruptedException {
        HttpRequest request = client.getHttpClient().newHttpRequestBuilder()
                .uri(client.getMasterUrl() + path + "?fieldManager="
                        + URLEncoder.encode(fieldManager, StandardCharsets.UTF_8))
                .method("PATCH", PatchType.JSON_MERGE.getContentType(), patch).build();
        try {
            HttpResponse<String> response = client.getHttpClient().sendAsync(request, String.class)
                    .get(BOUND.toMillis(), TimeUnit.MILLISECONDS);
            if (response.isSuccessful()) {
                return response.body();
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
