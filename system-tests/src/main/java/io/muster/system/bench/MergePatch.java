package io.muster.system.bench;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An edit as one request. The client's own patch reads the object first and decodes it twice, which takes as long as
 * what is to be measured and is no part of it.
 *
 * @param sent
 *            when it was sent, as of {@link System#nanoTime()}
 * @param took
 *            until the API server answered
 */
record MergePatch(long sent, Duration took) {

    private static final Duration BOUND = Duration.ofSeconds(30);

    /**
     * Sends it and waits for the answer.
     *
     * @param path
     *            of the object, from the server's root and without a slash before it
     */
    static MergePatch send(KubernetesClient client, String path, String patch) {
        HttpRequest request = client.getHttpClient().newHttpRequestBuilder().uri(client.getMasterUrl() + path)
                .method("PATCH", PatchType.JSON_MERGE.getContentType(), patch).build();
        long sent = System.nanoTime();
        try {
            HttpResponse<byte[]> response = client.getHttpClient().sendAsync(request, byte[].class)
                    .get(BOUND.toMillis(), TimeUnit.MILLISECONDS);
            if (!response.isSuccessful()) {
                throw new BenchException(path + " cannot be edited: status " + response.code());
            }
            return new MergePatch(sent, Duration.ofNanos(System.nanoTime() - sent));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted");
        } catch (ExecutionException | TimeoutException e) {
            throw new BenchException(path + " cannot be edited: " + e);
        }
    }
}
