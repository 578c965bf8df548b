package io.muster.system.bench;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.muster.runtime.MergePatch;
import java.time.Duration;

/**
 * An edit as one request, so that nothing is measured that is no part of it.
 *
 * @param sent
 *            when it was sent, as of {@link System#nanoTime()}
 * @param took
 *            until the API server answered
 */
record Edit(long sent, Duration took) {

    private static final String FIELD_MANAGER = "muster-bench";

    /**
     * Sends it and waits for the answer.
     *
     * @param path
     *            of the object, see {@link io.muster.runtime.ApiPath}
     */
    static Edit send(KubernetesClient client, String path, String patch) {
        long sent = System.nanoTime();
        try {
            var _ = MergePatch.send(client, path, FIELD_MANAGER, patch);
            return new Edit(sent, Duration.ofNanos(System.nanoTime() - sent));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted");
        } catch (KubernetesClientException e) {
            throw new BenchException(path + " cannot be edited: " + e.getMessage());
        }
    }
}
