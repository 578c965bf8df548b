package io.muster.mesh;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A Kubernetes label selector: every requirement must hold, and one without requirements matches everything. Selectors
 * are read by {@link RollClaims#parse}, which lets nothing pass that could match more than its author meant.
 */
public record Selector(List<Requirement> requirements) {

    public Selector {
        requirements = List.copyOf(requirements);
    }

    /** Whether an object with these labels is selected. */
    public boolean matches(Map<String, String> labels) {
        return requirements.stream().allMatch(requirement -> requirement.matches(labels));
    }

    /** One condition on the labels of an object. */
    public sealed interface Requirement {

        boolean matches(Map<String, String> labels);
    }

    record In(String key, Set<String> values) implements Requirement {

        @Override
        public boolean matches(Map<String, String> labels) {
            String value = labels.get(key);
            return value != null && values.contains(value);
        }
    }

    /** As in Kubernetes, an object without the label is not in the values either. */
    record NotIn(String key, Set<String> values) implements Requirement {

        @Override
        public boolean matches(Map<String, String> labels) {
            String value = labels.get(key);
            return value == null || !values.contains(value);
        }
    }

    record Exists(String key) implements Requirement {

        @Override
        public boolean matches(Map<String, String> labels) {
            return labels.containsKey(key);
        }
    }

    record DoesNotExist(String key) implements Requirement {

        @Override
        public boolean matches(Map<String, String> labels) {
            return !labels.containsKey(key);
        }
    }
}
