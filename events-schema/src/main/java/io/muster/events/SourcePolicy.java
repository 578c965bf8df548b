package io.muster.events;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A NetworkPolicy of a control-plane namespace that every member gets a copy of.
 *
 * @param labels
 *            the labels that a copy gets from its source: what belongs to the source alone is left out already
 * @param annotations
 *            likewise
 * @param spec
 *            the policy's spec, verbatim
 */
public record SourcePolicy(String name, Map<String, String> labels, Map<String, String> annotations, JsonNode spec) {

    /**
     * A policy.
     *
     * @throws IllegalArgumentException
     *             if the spec is not a JSON object
     */
    public SourcePolicy {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        if (!spec.isObject()) {
            throw new IllegalArgumentException("spec of policy " + name + " is not an object");
        }
        spec = CanonicalJson.asRead(spec);
    }
}
