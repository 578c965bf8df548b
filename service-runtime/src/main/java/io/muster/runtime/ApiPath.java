package io.muster.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import org.jspecify.annotations.Nullable;

/** Where objects are on an API server, from its root and without a slash before it. */
public final class ApiPath {

    private ApiPath() {}

    /**
     * An object's path.
     *
     * @param namespace
     *            absent for kinds that have none
     */
    public static String of(Class<? extends HasMetadata> kind, @Nullable String namespace, String name) {
        String version = HasMetadata.getApiVersion(kind);
        return (version.contains("/") ? "apis/" : "api/") + version + "/"
                + (namespace == null ? "" : "namespaces/" + namespace + "/") + HasMetadata.getPlural(kind) + "/" + name;
    }
}
