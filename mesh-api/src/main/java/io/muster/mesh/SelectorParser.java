package io.muster.mesh;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a label selector under the rules by which the API server reads one (apimachinery's
 * {@code LabelSelectorAsSelector}). It refuses unknown fields too: a misspelt {@code matchLabel} would otherwise leave
 * a selector that matches every namespace.
 */
final class SelectorParser {

    private static final Pattern VALUE = Pattern.compile("(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");
    private static final Pattern KEY_NAME = Pattern.compile("[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
    private static final Pattern KEY_PREFIX = Pattern
            .compile("[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*");
    private static final int MAX_KEY_PREFIX = 253;

    private final String path;
    private final List<String> problems;

    /**
     * @param path
     *            where the selector stands in its object, for the problems' text
     * @param problems
     *            takes what is wrong, one sentence each
     */
    SelectorParser(String path, List<String> problems) {
        this.path = path;
        this.problems = problems;
    }

    /** The selector; worth nothing if a problem was added. */
    Selector parse(@Nullable LabelSelector source) {
        List<Selector.Requirement> requirements = new ArrayList<>();
        if (source == null) {
            problems.add("%s is null: write {} to select every namespace, or remove the entry".formatted(path));
            return new Selector(requirements);
        }
        refuseUnknown(path, source.getAdditionalProperties());
        Map<String, ? extends @Nullable String> labels = source.getMatchLabels();
        if (labels != null) {
            labels.forEach((key, value) -> requirements.add(parseLabel(key, value)));
        }
        List<? extends @Nullable LabelSelectorRequirement> expressions = source.getMatchExpressions();
        for (int i = 0; expressions != null && i < expressions.size(); i++) {
            parseExpression("%s.matchExpressions[%d]".formatted(path, i), expressions.get(i), requirements);
        }
        return new Selector(requirements);
    }

    private Selector.Requirement parseLabel(String key, @Nullable String value) {
        String where = path + ".matchLabels";
        checkKey(where, key);
        return new Selector.In(key, Set.of(checkedValue(where, value)));
    }

    private void parseExpression(String where, @Nullable LabelSelectorRequirement source,
            List<Selector.Requirement> requirements) {
        if (source == null) {
            problems.add("%s is null: remove the entry".formatted(where));
            return;
        }
        refuseUnknown(where, source.getAdditionalProperties());
        String key = source.getKey() == null ? "" : source.getKey();
        checkKey(where, key);
        Set<String> values = values(where, source.getValues());
        String operator = source.getOperator() == null ? "" : source.getOperator();
        switch (operator) {
            case "In" -> requirements.add(new Selector.In(key, needsValues(where, operator, values)));
            case "NotIn" -> requirements.add(new Selector.NotIn(key, needsValues(where, operator, values)));
            case "Exists" -> requirements.add(new Selector.Exists(takesNoValues(where, operator, key, values)));
            case "DoesNotExist" ->
                requirements.add(new Selector.DoesNotExist(takesNoValues(where, operator, key, values)));
            default -> problems.add(
                    "%s has the unknown operator '%s': use In, NotIn, Exists or DoesNotExist".formatted(where,
                            operator));
        }
    }

    private Set<String> values(String where, @Nullable List<? extends @Nullable String> source) {
        List<String> values = new ArrayList<>();
        for (int i = 0; source != null && i < source.size(); i++) {
            values.add(checkedValue(where, source.get(i)));
        }
        return Set.copyOf(values);
    }

    private Set<String> needsValues(String where, String operator, Set<String> values) {
        if (values.isEmpty()) {
            problems.add("%s has operator %s but no values: name at least one".formatted(where, operator));
        }
        return values;
    }

    private String takesNoValues(String where, String operator, String key, Set<String> values) {
        if (!values.isEmpty()) {
            problems.add("%s has operator %s, which takes no values: remove them".formatted(where, operator));
        }
        return key;
    }

    private void checkKey(String where, String key) {
        int slash = key.indexOf('/');
        String prefix = slash < 0 ? null : key.substring(0, slash);
        boolean prefixIsValid = prefix == null
                || (prefix.length() <= MAX_KEY_PREFIX && KEY_PREFIX.matcher(prefix).matches());
        if (!prefixIsValid || !KEY_NAME.matcher(key.substring(slash + 1)).matches()) {
            problems.add("%s has the key '%s', which is no label key".formatted(where, key));
        }
    }

    private String checkedValue(String where, @Nullable String value) {
        if (value == null || !VALUE.matcher(value).matches()) {
            problems.add("%s has the value '%s', which is no label value".formatted(where, value));
        }
        return String.valueOf(value);
    }

    private void refuseUnknown(String where, @Nullable Map<String, Object> unknown) {
        if (unknown != null && !unknown.isEmpty()) {
            problems.add(
                    "%s has unknown fields or values of the wrong type at %s: correct or remove them"
                            .formatted(where, List.copyOf(unknown.keySet())));
        }
    }
}
