package io.muster.system;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Muster's Helm chart, rendered by the real helm.
 *
 * @param tools
 *            helm
 */
record Chart(LintTools tools) {

    private static final Pattern DOCUMENTS = Pattern.compile("(?m)^---\\s*$");
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    /**
     * What the chart makes of a set of values.
     *
     * @param manifest
     *            as helm prints it
     * @param objects
     *            each as it is written there: no type of ours has dropped or added a field
     */
    record Rendered(String manifest, List<GenericKubernetesResource> objects) {

        Stream<GenericKubernetesResource> ofKind(String kind) {
            return objects.stream().filter(object -> object.getKind().equals(kind));
        }

        /** The one of that name; its type is what the caller says. */
        <T> T object(Class<T> type, String name) {
            return ofKind(type.getSimpleName()).filter(object -> object.getMetadata().getName().equals(name))
                    .map(object -> as(type, object)).findFirst().orElseThrow();
        }

        static <T> T as(Class<T> type, GenericKubernetesResource object) {
            return YAML.convertValue(object, type);
        }
    }

    static Path folder() {
        return LintTools.root().resolve("deploy/helm/muster");
    }

    /** One of the sets of values that the chart is tried with. */
    static Path values(String name) {
        return folder().resolve("ci").resolve(name + "-values.yaml");
    }

    LintTools.Ended lint(String values) {
        return tools.helm("lint", "--strict", folder().toString(), "--values", values(values).toString());
    }

    /**
     * Renders.
     *
     * @param further
     *            arguments of {@code helm template}
     */
    Rendered render(String release, String namespace, String values, String... further) {
        List<String> arguments = new ArrayList<>(List.of("template", release, folder().toString(), "--namespace",
                namespace, "--values", values(values).toString()));
        arguments.addAll(List.of(further));
        String manifest = tools.helm(arguments.toArray(String[]::new)).successfully().output();
        return new Rendered(manifest, DOCUMENTS.splitAsStream(manifest).filter(Chart::saysAnything)
                .map(document -> YAML.unmarshal(document, GenericKubernetesResource.class)).toList());
    }

    /** Whether there is more than comments. */
    private static boolean saysAnything(String document) {
        return document.lines().anyMatch(line -> !line.isBlank() && !line.startsWith("#"));
    }

    /** An object's part, or an empty one. */
    @SuppressWarnings("unchecked") // what YAML has where a map is asked for is a map
    static Map<String, Object> part(Map<String, Object> of, String name) {
        return (Map<String, Object>) of.getOrDefault(name, Map.of());
    }
}
