package io.muster.testing;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.muster.mesh.Crds;
import io.muster.sandbox.ControlPlaneOptions;
import io.muster.sandbox.LocalControlPlane;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** A real Kubernetes control plane that the tests of a JVM share, and its administrator's client. */
public final class ControlPlaneUnderTest implements AutoCloseable {
    private static final Duration CRD_LIMIT = Duration.ofSeconds(30);

    private final LocalControlPlane controlPlane;
    private final Config adminConfig;
    private final KubernetesClient admin;

    private ControlPlaneUnderTest(LocalControlPlane controlPlane) {
        this.controlPlane = controlPlane;
        this.adminConfig = Config.fromKubeconfig(controlPlane.kubeconfig().toFile());
        this.admin = new KubernetesClientBuilder().withConfig(adminConfig).build();
    }

    /** Starts one in a temporary directory, building its programs first if this machine has none. */
    public static ControlPlaneUnderTest start() {
        return start(ControlPlaneOptions.located());
    }

    /** Starts one in a temporary directory that is not as all others are. */
    public static ControlPlaneUnderTest start(ControlPlaneOptions options) {
        return new ControlPlaneUnderTest(LocalControlPlane.startTemporary(options));
    }

    /** May do everything. Closed with the control plane. */
    public KubernetesClient admin() {
        return admin;
    }

    /** The administrator's kubeconfig, for a service that connects by itself. */
    public Path kubeconfig() {
        return controlPlane.kubeconfig();
    }

    /** A client that acts as this user, with the rights RBAC gives it. Who takes it closes it. */
    public KubernetesClient clientAs(String user, String... groups) {
        return new KubernetesClientBuilder().withConfig(new ConfigBuilder(adminConfig).withImpersonateUsername(user)
                .withImpersonateGroups(groups).build()).build();
    }

    /** A client that acts as this service account. Who takes it closes it. */
    public KubernetesClient clientAsServiceAccount(String namespace, String name) {
        return clientAs("system:serviceaccount:" + namespace + ":" + name, "system:serviceaccounts",
                "system:serviceaccounts:" + namespace, "system:authenticated");
    }

    /** A name that no other test uses, of at most 63 characters if the prefix has at most 54. */
    public String freshNamespaceName(String prefix) {
        return prefix + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    /** Makes a namespace of a fresh name, and returns that name. */
    public String createNamespace(String prefix) {
        String name = freshNamespaceName(prefix);
        admin.resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build()).create();
        return name;
    }

    /** Makes sure that the mesh's custom resources can be used; cheap when they are there. */
    public void installCrds() {
        Crds.resources().forEach(this::installCrd);
    }

    /**
     * Makes sure that the custom resource defined by a YAML file on the class path can be used.
     *
     * @param resource
     *            absolute name, as for {@link Class#getResourceAsStream}
     */
    public void installCrd(String resource) {
        InputStream yaml = Objects.requireNonNull(ControlPlaneUnderTest.class.getResourceAsStream(resource),
                () -> resource + " is not on the class path");
        List<HasMetadata> items = admin.load(yaml).items();
        for (HasMetadata item : items) {
            CustomResourceDefinition crd = (CustomResourceDefinition) item;
            admin.resource(crd).fieldManager("test-harness").forceConflicts().serverSideApply();
            await("custom resource " + resource).atMost(CRD_LIMIT).until(() -> isServed(crd));
        }
    }

    /** Discovery knows a new resource before its storage answers. */
    private boolean isServed(CustomResourceDefinition crd) {
        CustomResourceDefinitionContext context = CustomResourceDefinitionContext.fromCrd(crd);
        try {
            admin.genericKubernetesResources(context).inAnyNamespace().list();
            return true;
        } catch (KubernetesClientException e) {
            return false;
        }
    }

    @Override
    public void close() {
        admin.close();
        controlPlane.close();
    }
}
