package io.muster.network;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The spec of a NetworkPolicy as JSON, in a normal form: with the defaults that the API server fills in, and without
 * the empty lists that it treats like absent ones. Two specs that mean the same are equal in it, whoever wrote them.
 */
final class PolicySpec {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private PolicySpec() {}

    /** A spec as the client's type; fields that it does not know are kept. */
    static NetworkPolicySpec typed(JsonNode spec) {
        return JSON.treeToValue(spec, NetworkPolicySpec.class);
    }

    static JsonNode normal(@Nullable NetworkPolicySpec spec) {
        return spec == null ? normal(JsonNodeFactory.instance.objectNode()) : normal(JSON.valueToTree(spec));
    }

    static JsonNode normal(JsonNode spec) {
        // By way of its text: numbers of the same value differ if they were read into different types.
        JsonNode normal = withoutEmptyLists(JSON.readTree(JSON.writeValueAsBytes(spec)));
        if (!(normal instanceof ObjectNode object)) {
            return normal;
        }
        if (!object.path("podSelector").isObject()) {
            object.putObject("podSelector");
        }
        if (!object.path("policyTypes").isArray()) {
            ArrayNode types = object.putArray("policyTypes").add("Ingress");
            if (object.path("egress").isArray()) {
                types.add("Egress");
            }
        }
        for (String direction : new String[]{"ingress", "egress"}) {
            object.path(direction).forEach(rule -> rule.path("ports").forEach(PolicySpec::defaultProtocol));
        }
        return object;
    }

    /** Whether pods that it selects are reached only from where it says. */
    static boolean restrictsIngress(@Nullable NetworkPolicySpec spec) {
        return normal(spec).path("policyTypes").valueStream().anyMatch(type -> type.asString("").equals("Ingress"));
    }

    private static void defaultProtocol(JsonNode port) {
        if (port instanceof ObjectNode object && !object.path("protocol").isString()) {
            object.put("protocol", "TCP");
        }
    }

    /**
     * Of a selector, too: an empty {@code matchLabels} says no more than none; the selector itself stays, it means all.
     */
    private static JsonNode withoutEmptyLists(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.forEach(PolicySpec::withoutEmptyLists);
            object.removeIf(value -> value.isNull() || (value.isArray() && value.isEmpty()));
            if (object.path("matchLabels").isObject() && object.path("matchLabels").isEmpty()) {
                object.remove("matchLabels");
            }
        } else if (node instanceof ArrayNode array) {
            array.forEach(PolicySpec::withoutEmptyLists);
        }
        return node;
    }
}
