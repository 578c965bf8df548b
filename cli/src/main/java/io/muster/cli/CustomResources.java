package io.muster.cli;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.muster.mesh.Crds;
import io.muster.runtime.ExitCode;
import io.muster.runtime.StartFailure;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** The custom resources in a cluster: which are there, and how to bring those that are not. */
record CustomResources(KubernetesClient client) {

    /** The CNI plugin's kind, which is not Muster's to install: for clusters of its own, by {@link #installFrom}. */
    static final String MULTUS = "/crds/network-attachment-definitions.k8s.cni.cncf.io.yaml";

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(100);

    /** The definitions that this cluster does not serve; those it has are used as they are. */
    List<CustomResourceDefinition> missing() {
        return Crds.load().stream().filter(crd -> !isServed(crd)).toList();
    }

    /**
     * Brings definitions and waits until they can be used.
     *
     * @throws StartFailure
     *             if the API server denies it, or does not serve them after half a minute
     */
    void install(List<CustomResourceDefinition> crds) {
        try {
            crds.forEach(crd -> client.resource(crd).create());
        } catch (KubernetesClientException e) {
            throw new StartFailure(ExitCode.KUBERNETES,
                    "the custom resources cannot be installed: %s".formatted(e.getMessage()), e);
        }
        Waiting waiting = new Waiting(LIMIT, LOOK);
        for (CustomResourceDefinition crd : crds) {
            if (!waiting.until(() -> isServed(crd))) {
                throw new StartFailure(ExitCode.KUBERNETES,
                        "%s is installed, but not served after %d s: look at its conditions"
                                .formatted(crd.getMetadata().getName(), LIMIT.toSeconds()));
            }
        }
    }

    /**
     * The same with definitions that lie on the class path.
     *
     * @param resources
     *            absolute names, as for {@link Class#getResourceAsStream}
     */
    void installFrom(List<String> resources) {
        install(resources.stream().map(resource -> client.getKubernetesSerialization().unmarshal(
                Objects.requireNonNull(CustomResources.class.getResourceAsStream(resource), resource),
                CustomResourceDefinition.class)).toList());
    }

    /** Discovery knows a new resource before its storage answers, so it is asked for one object of it. */
    private boolean isServed(CustomResourceDefinition crd) {
        try {
            client.genericKubernetesResources(CustomResourceDefinitionContext.fromCrd(crd)).inAnyNamespace()
                    .list(new ListOptionsBuilder().withLimit(1L).build());
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == 401 || e.getCode() == 403) {
                throw new StartFailure(ExitCode.KUBERNETES, "%s cannot be read: %s"
                        .formatted(crd.getSpec().getNames().getPlural(), e.getMessage()), e);
            }
            return false;
        }
    }
}
