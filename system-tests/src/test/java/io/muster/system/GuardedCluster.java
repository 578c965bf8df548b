package io.muster.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.muster.mesh.Admission;
import io.muster.testing.ControlPlaneUnderTest;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A control plane for one test class alone, whose API server holds everyone to Muster's admission policies. */
final class GuardedCluster implements AutoCloseable {

    /** Rights and policies that are new take the API server a moment to know. */
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final ControlPlaneUnderTest cluster = ControlPlaneUnderTest.start();

    KubernetesClient admin() {
        return cluster.admin();
    }

    ControlPlaneUnderTest cluster() {
        return cluster;
    }

    /** Puts the policies in force; the custom resources have to be there. */
    void guard() {
        Admission.policies().forEach(policy -> admin().resource(policy).serverSideApply());
        Admission.bindings().forEach(binding -> admin().resource(binding).serverSideApply());
        String namespace = cluster.createNamespace("guarded");
        refused("cannot be a member", () -> CustomObject.roll(admin(), namespace)
                .tryToCreate("{members: [%s]}".formatted(namespace)));
    }

    static void admitted(ThrowingCallable write) {
        await().atMost(LIMIT).untilAsserted(
                () -> assertThat(catchThrowableOfType(KubernetesClientException.class, write)).isNull());
    }

    /** Tries again until it is refused for the very reason that is expected. */
    static void refused(String reason, ThrowingCallable write) {
        await().atMost(LIMIT).untilAsserted(
                () -> assertThat(catchThrowableOfType(KubernetesClientException.class, write)).isNotNull()
                        .hasMessageContaining(reason));
    }

    @Override
    public void close() {
        cluster.close();
    }
}
