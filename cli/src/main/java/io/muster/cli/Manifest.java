package io.muster.cli;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One document of a file, or one item of a List in it.
 *
 * @param place
 *            where it is, as a person would look for it: {@code rolls.yaml, document 2}
 * @param content
 *            what it says, as plain JSON values
 */
record Manifest(String place, Map<String, Object> content) {

    /** A field's text; empty where there is none, or no text. */
    Optional<String> text(String... path) {
        Object value = content;
        for (String field : path) {
            value = value instanceof Map<?, ?> map ? map.get(field) : null;
        }
        return value instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
    }

    String kind() {
        return text("kind").orElse("");
    }

    String apiVersion() {
        return text("apiVersion").orElse("");
    }

    String name() {
        return text("metadata", "name").orElse("");
    }

    /** The object, as a person names it. */
    static String object(String kind, @Nullable String namespace, String name) {
        return kind + " " + (namespace == null ? "" : namespace + "/") + name;
    }
}
