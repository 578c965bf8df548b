package io.muster.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code kubectl apply} sends: the file's fields, and null for those that the file had when it was applied last
 * and has no more. A JSON merge patch (RFC 7386), as kubectl makes it for custom resources.
 */
final class Applied {

    /** Where kubectl keeps what was applied last. */
    static final String LAST = "kubectl.kubernetes.io/last-applied-configuration";

    private Applied() {}

    static Map<String, @Nullable Object> patch(Map<?, ?> last, Map<?, ?> file) {
        Map<String, @Nullable Object> patch = new LinkedHashMap<>();
        file.forEach((key, value) -> patch.put(String.valueOf(key), value instanceof Map<?, ?> fields
                && last.get(key) instanceof Map<?, ?> before ? patch(before, fields) : value));
        last.keySet().stream().map(String::valueOf).filter(key -> !file.containsKey(key))
                .forEach(key -> patch.put(key, null));
        return patch;
    }

    /** What a merge patch makes of an object. */
    static Map<String, @Nullable Object> merged(Map<?, ?> object, Map<?, ?> patch) {
        Map<String, @Nullable Object> merged = new LinkedHashMap<>();
        object.forEach((key, value) -> merged.put(String.valueOf(key), value));
        patch.forEach((key, value) -> {
            String field = String.valueOf(key);
            if (value == null) {
                merged.remove(field);
            } else if (value instanceof Map<?, ?> fields) {
                merged.put(field, merged(object.get(key) instanceof Map<?, ?> before ? before : Map.of(), fields));
            } else {
                merged.put(field, value);
            }
        });
        return merged;
    }
}
