package io.muster.system;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.muster.mesh.MeshSerialization;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A custom object of the mesh as somebody writes it: what they may not, the API server refuses. */
record CustomObject(KubernetesClient client, String version, String kind, String namespace, String name) {

    private static final KubernetesSerialization YAML = MeshSerialization.tolerant();

    static CustomObject roll(KubernetesClient client, String namespace) {
        return new CustomObject(client, "v1", "ServiceMeshMemberRoll", namespace, "default");
    }

    static CustomObject member(KubernetesClient client, String namespace) {
        return new CustomObject(client, "v1", "ServiceMeshMember", namespace, "default");
    }

    static CustomObject controlPlane(KubernetesClient client, String version, String namespace) {
        return new CustomObject(client, version, "ServiceMeshControlPlane", namespace, "basic");
    }

    /** The same of another name. */
    CustomObject named(String other) {
        return new CustomObject(client, version, kind, namespace, other);
    }

    /**
     * @param spec
     *            as flow-style YAML
     */
    void create(String spec) {
        resource(read(spec)).create();
    }

    void create(List<String> members) {
        resource(Map.of("members", members)).create();
    }

    /** Asks whether it could be created. */
    void tryToCreate(String spec) {
        resource(read(spec)).dryRun().create();
    }

    /**
     * @param spec
     *            the whole of it, as flow-style YAML
     */
    void edit(String spec) {
        edit(read(spec));
    }

    void edit(List<String> members) {
        edit(Map.of("members", members));
    }

    private void edit(Map<?, ?> spec) {
        live().edit(object -> {
            object.setAdditionalProperty("spec", spec);
            return object;
        });
    }

    void label(String key, String value) {
        live().edit(object -> {
            object.getMetadata().setLabels(Map.of(key, value));
            return object;
        });
    }

    void writeStatus() {
        live().editStatus(object -> {
            object.setAdditionalProperty("status", Map.of("observedGeneration", 1));
            return object;
        });
    }

    void delete() {
        live().delete();
    }

    @Nullable
    GenericKubernetesResource get() {
        return live().get();
    }

    private Resource<GenericKubernetesResource> live() {
        return all().withName(name);
    }

    private Resource<GenericKubernetesResource> resource(Map<?, ?> spec) {
        GenericKubernetesResource object = YAML.unmarshal("""
                apiVersion: maistra.io/%s
                kind: %s
                metadata: {name: %s, namespace: %s}
                """.formatted(version, kind, name, namespace), GenericKubernetesResource.class);
        object.setAdditionalProperty("spec", spec);
        return all().resource(object);
    }

    private NonNamespaceOperation<GenericKubernetesResource, ?, Resource<GenericKubernetesResource>> all() {
        return client.genericKubernetesResources(new ResourceDefinitionContext.Builder().withGroup("maistra.io")
                .withVersion(version).withKind(kind).withPlural(kind.toLowerCase(Locale.ROOT) + "s")
                .withNamespaced(true).build()).inNamespace(namespace);
    }

    private static Map<?, ?> read(String spec) {
        // what begins with a brace would be taken for JSON
        return (Map<?, ?>) Objects.requireNonNull(YAML.unmarshal("spec: " + spec, Map.class).get("spec"));
    }
}
