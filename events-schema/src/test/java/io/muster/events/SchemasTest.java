package io.muster.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds the JSON Schemas to the records, by reflection. */
class SchemasTest {

    private final Set<String> used = new TreeSet<>();

    @ParameterizedTest
    @EnumSource
    void saysOfAPayloadWhatItsRecordSays(EventType.Family family) {
        JsonNode schema = Contract.schema(family);

        assertThat(schema.path("$schema").asString()).isEqualTo("https://json-schema.org/draft/2020-12/schema");
        assertThat(schema.path("title").asString()).isEqualTo(family.payload().getSimpleName());
        assertRecord(schema, schema, family.payload(), family.schemaName());
        assertThat(schema.path("$defs").propertyNames()).as("definitions that nothing refers to")
                .isSubsetOf(used.stream().map(ref -> ref.substring("#/$defs/".length())).toList());
    }

    @ParameterizedTest
    @EnumSource
    void isNamedByTheTypesThatCarryIt(EventType type) {
        assertThat(Contract.schema(type.family()).path("$id").asString()).isEqualTo(type.schema().toString());
    }

    @Test
    void hasNoSchemaThatNoTypeNames() {
        assertThat(Contract.files("/schemas")).containsExactlyInAnyOrderElementsOf(
                Arrays.stream(EventType.Family.values()).map(f -> "/schemas/" + f.schemaName() + ".v1.json").toList());
    }

    @ParameterizedTest
    @EnumSource
    void isASchema(EventType.Family family) {
        JsonNode metaschema = JsonMapper.shared()
                .readTree("{\"$ref\":\"https://json-schema.org/draft/2020-12/schema\"}");

        assertThat(Contract.validate(metaschema, Contract.schema(family))).isEmpty();
    }

    private void assertRecord(JsonNode root, JsonNode schema, Class<?> record, String path) {
        RecordComponent[] components = record.getRecordComponents();
        assertThat(schema.path("type").asString()).as(path).isEqualTo("object");
        assertThat(schema.has("additionalProperties")).as("%s is open to later versions", path).isFalse();
        assertThat(schema.path("properties").propertyNames()).as("properties of %s", path)
                .containsExactlyInAnyOrderElementsOf(names(List.of(components)));
        assertThat(schema.path("required").valueStream().map(JsonNode::asString)).as("required of %s", path)
                .containsExactlyInAnyOrderElementsOf(names(Arrays.stream(components)
                        .filter(c -> !c.getAnnotatedType().isAnnotationPresent(Nullable.class)).toList()));
        for (RecordComponent component : components) {
            String name = path + "." + component.getName();
            JsonNode property = schema.path("properties").path(component.getName());
            assertThat(property.path("description").asString("")).as("description of %s", name).hasSizeGreaterThan(4)
                    .endsWith(".");
            assertType(root, property, component.getGenericType(), name);
        }
    }

    private void assertType(JsonNode root, JsonNode property, Type type, String path) {
        if (property.has("$ref")) {
            String ref = property.path("$ref").asString();
            used.add(ref);
            assertType(root, root.at(ref.substring(1)), type, path);
        } else if (type instanceof ParameterizedType generic) {
            assertGeneric(root, property, generic, path);
        } else {
            assertPlain(root, property, (Class<?>) type, path);
        }
    }

    private void assertGeneric(JsonNode root, JsonNode property, ParameterizedType type, String path) {
        Type[] arguments = type.getActualTypeArguments();
        if (Map.class.isAssignableFrom((Class<?>) type.getRawType())) {
            assertThat(property.path("type").asString()).as(path).isEqualTo("object");
            assertType(root, property.path("additionalProperties"), arguments[1], path + "{}");
            if (arguments[0] instanceof Class<?> key && key.isEnum()) {
                assertThat(property.path("properties").propertyNames()).as(path)
                        .containsExactlyInAnyOrderElementsOf(constants(key));
            }
        } else {
            assertThat(property.path("type").asString()).as(path).isEqualTo("array");
            assertType(root, property.path("items"), arguments[0], path + "[]");
        }
    }

    private void assertPlain(JsonNode root, JsonNode property, Class<?> type, String path) {
        if (type.isRecord()) {
            assertRecord(root, property, type, path);
            return;
        }
        String expected = type == boolean.class
                ? "boolean"
                : type == int.class || type == long.class ? "integer" : type == JsonNode.class ? "object" : "string";
        assertThat(property.path("type").asString()).as(path).isEqualTo(expected);
        assertThat(property.path("format").asString("")).as(path).isEqualTo(type == Instant.class ? "date-time" : "");
        assertThat(property.path("enum").valueStream().map(JsonNode::asString).toList()).as("values of %s", path)
                .isEqualTo(type.isEnum() ? constants(type) : List.of());
    }

    private static List<String> constants(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .collect(Collectors.toList());
    }

    private static List<String> names(List<RecordComponent> components) {
        return components.stream().map(RecordComponent::getName).toList();
    }
}
