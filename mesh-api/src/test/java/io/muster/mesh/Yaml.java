package io.muster.mesh;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** Reads and writes objects as the services' Kubernetes client does. */
final class Yaml {

    private static final KubernetesSerialization SERIALIZATION = MeshSerialization.tolerant();

    private Yaml() {}

    static <T> T read(Class<T> type, String yaml) {
        return SERIALIZATION.unmarshal(yaml, type);
    }

    static String write(Object object) {
        return SERIALIZATION.asYaml(object);
    }

    static ServiceMeshMemberRoll roll(String spec) {
        return read(ServiceMeshMemberRoll.class, """
                apiVersion: maistra.io/v1
                kind: ServiceMeshMemberRoll
                metadata: {name: default, namespace: mesh-a}
                spec: %s
                """.formatted(spec));
    }
}
