package io.muster.cli;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.muster.watcher.Forecast;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A kind that a plan can be made for.
 *
 * @param apiVersions
 *            those that a document may be written in
 */
record PlannedKind(Class<? extends HasMetadata> type, Set<String> apiVersions) {

    private static final List<PlannedKind> ALL = Forecast.kinds().stream().map(PlannedKind::of).toList();

    private static PlannedKind of(Class<? extends HasMetadata> type) {
        Set<String> versions = new TreeSet<>(Set.of(HasMetadata.getApiVersion(type)));
        if (HasMetadata.getKind(type).equals("ServiceMeshControlPlane")) {
            versions.add("maistra.io/v1");
        }
        return new PlannedKind(type, versions);
    }

    String name() {
        return HasMetadata.getKind(type);
    }

    boolean isNamespaced() {
        return Namespaced.class.isAssignableFrom(type);
    }

    /** How the API server knows a document of this kind. */
    ResourceDefinitionContext context(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        return new ResourceDefinitionContext.Builder().withGroup(slash < 0 ? "" : apiVersion.substring(0, slash))
                .withVersion(apiVersion.substring(slash + 1)).withKind(name())
                .withPlural(HasMetadata.getPlural(type)).withNamespaced(isNamespaced()).build();
    }

    /**
     * The kind of a document.
     *
     * @throws io.muster.runtime.StartFailure
     *             if it decides nothing about membership
     */
    static PlannedKind of(Manifest manifest) {
        for (PlannedKind kind : ALL) {
            if (kind.name().equals(manifest.kind())) {
                if (kind.apiVersions.contains(manifest.apiVersion())) {
                    return kind;
                }
                throw Manifests.wrong(manifest.place(), "there is no %s of %s: write apiVersion: %s".formatted(
                        manifest.kind(), manifest.apiVersion(), String.join(" or ", kind.apiVersions)));
            }
        }
        List<String> names = ALL.stream().map(PlannedKind::name).toList();
        throw Manifests.wrong(manifest.place(), "a %s decides nothing about membership%s".formatted(manifest.kind(),
                Closest.of(manifest.kind(), names).map(": did you mean %s?"::formatted)
                        .orElse(names.stream().collect(Collectors.joining(", ", ": leave it out; there are ", "")))));
    }
}
