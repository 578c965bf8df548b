package io.muster.events;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a payload and holds it to what the records promise: a component that is not {@code @Nullable} is there. JSON
 * that leaves one out would otherwise surface as a null far from the record that caused it.
 */
final class PayloadReader {

    private record Field(String name, boolean required, Type type) {}

    /** Reflection on every record read would cost more than the reading. */
    private static final ClassValue<List<Field>> FIELDS = new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> type) {
            return Arrays.stream(type.getRecordComponents()).map(PayloadReader::field).toList();
        }
    };

    private PayloadReader() {}

    /**
     * Reads a payload.
     *
     * @throws RuntimeException
     *             if the bytes are not JSON, or a required field is missing or of another type; the message says which
     */
    static <P extends Payload> P read(byte[] json, Class<P> type) {
        JsonNode tree = CanonicalJson.tree(json);
        check(tree, type, "data");
        return CanonicalJson.convert(tree, type);
    }

    private static void check(JsonNode node, Type type, String path) {
        if (type instanceof Class<?> record && record.isRecord()) {
            checkFields(node, record, path);
        } else if (type instanceof ParameterizedType generic) {
            Type content = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            if (node instanceof ArrayNode items) {
                for (int i = 0; i < items.size(); i++) {
                    checkThere(items.get(i), content, path + "[" + i + "]");
                }
            } else if (node instanceof ObjectNode entries) {
                dropUnknownKeys(entries, generic.getActualTypeArguments()[0]);
                entries.forEachEntry((name, entry) -> checkThere(entry, content, path + "." + name));
            }
        }
    }

    private static void checkFields(JsonNode node, Class<?> record, String path) {
        if (!node.isObject()) {
            throw new IllegalArgumentException(path + " is not an object");
        }
        for (Field field : FIELDS.get(record)) {
            JsonNode content = node.get(field.name);
            if (field.required || (content != null && !content.isNull())) {
                checkThere(content, field.type, path + "." + field.name);
            }
        }
    }

    private static void checkThere(@Nullable JsonNode node, Type type, String path) {
        if (node == null || node.isNull()) {
            throw new IllegalArgumentException(path + " is missing");
        }
        check(node, type, path);
    }

    /** A later version of the contract may have another concern; that is no reason not to read what is known. */
    private static void dropUnknownKeys(ObjectNode entries, Type key) {
        if (key instanceof Class<?> type && type.isEnum()) {
            Set<String> known = Arrays.stream(type.getEnumConstants()).map(CanonicalJson::name)
                    .collect(Collectors.toSet());
            entries.retain(known);
        }
    }

    private static Field field(RecordComponent component) {
        boolean required = !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        return new Field(component.getName(), required, component.getGenericType());
    }
}
