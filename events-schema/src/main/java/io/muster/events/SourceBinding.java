package io.muster.events;

import java.util.List;
import java.util.Map;

/**
 * A RoleBinding of a control-plane namespace that every member gets a copy of.
 *
 * @param labels
 *            the labels that a copy gets from its source: what belongs to the source alone is left out already
 * @param annotations
 *            likewise
 */
public record SourceBinding(
        String name, RoleRef roleRef, List<Subject> subjects, Map<String, String> labels,
        Map<String, String> annotations) {

    public SourceBinding {
        subjects = List.copyOf(subjects);
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }
}
