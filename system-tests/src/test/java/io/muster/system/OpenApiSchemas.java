package io.muster.system;

import static java.util.Locale.ROOT;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an API server says that its objects look like, as the files that kubeconform reads: the schemas of the very
 * version that is tested with, custom resources among them, from nowhere else.
 */
record OpenApiSchemas(KubernetesClient client, Path folder) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What kubeconform finds the files by. */
    String location() {
        return folder.resolve("{{.ResourceKind}}{{.KindSuffix}}.json").toString();
    }

    /** Writes a file for every kind of an API version. */
    void write(String apiVersion) {
        String path = "/openapi/v3/" + (apiVersion.contains("/") ? "apis/" : "api/") + apiVersion;
        JsonNode document = JSON.readTree(Objects.requireNonNull(client.raw(path), path));
        JsonNode schemas = document.path("components").path("schemas");
        schemas.forEach(OpenApiSchemas::refuseUnknownFields);
        schemas.properties().forEach(schema -> schema.getValue().path("x-kubernetes-group-version-kind").forEach(
                kind -> write(document, schema.getKey(), kind)));
    }

    private void write(JsonNode document, String schema, JsonNode kind) {
        ObjectNode file = JSON.createObjectNode();
        file.put("$ref", "#/components/schemas/" + schema);
        file.set("components", document.path("components"));
        try {
            Files.writeString(folder.resolve(name(kind)), JSON.writeValueAsString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of a group kubeconform counts the first label only. */
    private static String name(JsonNode kind) {
        String group = kind.path("group").asString().replaceFirst("\\..*", "");
        return (kind.path("kind").asString() + (group.isEmpty() ? "" : "-" + group) + "-"
                + kind.path("version").asString()).toLowerCase(ROOT) + ".json";
    }

    private static void refuseUnknownFields(JsonNode schema) {
        if (schema instanceof ObjectNode object && object.has("properties") && !object.has("additionalProperties")
                && !object.path("x-kubernetes-preserve-unknown-fields").asBoolean(false)) {
            object.put("additionalProperties", false);
        }
        schema.forEach(OpenApiSchemas::refuseUnknownFields);
    }

    void write(Set<String> apiVersions) {
        apiVersions.forEach(this::write);
    }
}
