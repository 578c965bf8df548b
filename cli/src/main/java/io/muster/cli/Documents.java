package io.muster.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import tools.jackson.databind.EnumNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/** Answers for other programs, written as events are: enumerations in lower case, times and durations as ISO-8601. */
final class Documents {

    private static final class Mapper {
        // Made only where it is needed: a table needs none.
        static final JsonMapper JSON = JsonMapper.builder().enumNamingStrategy(EnumNamingStrategies.KEBAB_CASE)
                .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .changeDefaultPropertyInclusion(all -> all.withValueInclusion(JsonInclude.Include.NON_NULL))
                .enable(SerializationFeature.INDENT_OUTPUT).build();
    }

    private Documents() {}

    static String json(Object document) {
        return Mapper.JSON.writeValueAsString(document);
    }

    /** JSON as maps and lists. */
    static Object tree(String json) {
        return Mapper.JSON.readValue(json, Object.class);
    }

    static String yaml(Object document) {
        Object plain = Mapper.JSON.readValue(Mapper.JSON.writeValueAsBytes(document), Object.class);
        return new KubernetesSerialization().asYaml(plain);
    }
}
