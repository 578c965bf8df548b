package io.muster.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirementBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorTest {

    private static final List<Map<String, String>> LABELS = List.of(Map.of(), Map.of("a", "1"), Map.of("a", "2"),
            Map.of("a", ""),
            Map.of("b", "1"), Map.of("a", "1", "b", "1"), Map.of("a", "2", "b", "1"), Map.of("a", "1", "b", "2"),
            Map.of("A", "1"));

    private static final List<LabelSelectorRequirement> EXPRESSIONS = List.of(expression("a", "In", "1"),
            expression("a", "In", "1", "2"),
            expression("a", "In", ""), expression("a", "NotIn", "1"), expression("a", "NotIn", "1", "2"),
            expression("b", "In", "1"),
            expression("b", "NotIn", "1"), expression("a", "Exists"), expression("b", "Exists"),
            expression("a", "DoesNotExist"),
            expression("b", "DoesNotExist"));

    @ParameterizedTest
    @CsvSource(textBlock = """
            In,           1 2, absent, false
            In,           1 2, 1,      true
            In,           1 2, 2,      true
            In,           1 2, 3,      false
            NotIn,        1 2, absent, true
            NotIn,        1 2, 1,      false
            NotIn,        1 2, 2,      false
            NotIn,        1 2, 3,      true
            Exists,       '',  absent, false
            Exists,       '',  1,      true
            DoesNotExist, '',  absent, true
            DoesNotExist, '',  1,      false
            """)
    void anOperatorMeansWhatItMeansToTheApiServer(String operator, String values, String label, boolean selected) {
        Map<String, String> labels = "absent".equals(label) ? Map.of("other", "1") : Map.of("env", label);

        assertThat(parse(expressions(expression("env", operator, values.isEmpty() ? new String[0] : values.split(" "))))
                .matches(labels))
                .isEqualTo(selected);
    }

    @Test
    void everyExpressionOfASelectorMustHold() {
        for (LabelSelectorRequirement one : EXPRESSIONS) {
            for (LabelSelectorRequirement two : EXPRESSIONS) {
                for (Map<String, String> labels : LABELS) {
                    assertThat(parse(expressions(one, two)).matches(labels)).as("%s and %s on %s", one, two, labels)
                            .isEqualTo(
                                    parse(expressions(one)).matches(labels) && parse(expressions(two)).matches(labels));
                }
            }
        }
    }

    @Test
    void labelsAndExpressionsOfASelectorMustBothHold() {
        Selector selector = parse(new LabelSelectorBuilder().addToMatchLabels("a", "1")
                .addToMatchExpressions(expression("b", "Exists")).build());

        assertThat(LABELS.stream().filter(selector::matches)).containsExactly(Map.of("a", "1", "b", "1"),
                Map.of("a", "1", "b", "2"));
    }

    @Test
    void anEmptySelectorMatchesEverything() {
        assertThat(LABELS).allMatch(parse(new LabelSelector())::matches);
        assertThat(LABELS).allMatch(parse(
                new LabelSelectorBuilder().withMatchLabels(Map.of()).withMatchExpressions(List.of()).build())::matches);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {matchExpressions: [{key: a, operator: Like, values: [x]}]}         | unknown operator 'Like': use In
            {matchExpressions: [{key: a, operator: in, values: [x]}]}           | unknown operator 'in'
            {matchExpressions: [{key: a}]}                                      | unknown operator ''
            {matchExpressions: [{key: a, operator: In}]}                        | operator In but no values
            {matchExpressions: [{key: a, operator: NotIn, values: []}]}         | operator NotIn but no values
            {matchExpressions: [{key: a, operator: Exists, values: [x]}]}       | operator Exists, which takes no values
            {matchExpressions: [{key: a, operator: DoesNotExist, values: [x]}]} | operator DoesNotExist, which takes
            {matchExpressions: [{operator: Exists}]}                            | the key '', which is no label key
            {matchExpressions: [{key: 'a b', operator: Exists}]}                | the key 'a b'
            {matchExpressions: [{key: a, operator: In, values: ['-']}]}         | the value '-', which is no label value
            {matchExpressions: [null]}                                          | matchExpressions[0] is null
            {matchExpressions: {key: a}}                                        | at [matchExpressions]: correct
            {matchLabels: {'x/y/z': a}}                                         | the key 'x/y/z'
            {matchLabels: {'UPPER.example/y': a}}                               | the key 'UPPER.example/y'
            {matchLabels: {a: 'not a value'}}                                   | the value 'not a value'
            {matchLabels: {a: null}}                                            | the value 'null'
            {matchExpressions: [{key: a, operator: In, values: [null]}]}        | the value 'null'
            {matchLabels: {a: {b: c}}}                                          | the value 'null'
            {matchLabel: {a: b}}                                                | at [matchLabel]: correct
            null                                                                | spec.memberSelectors[0] is null
            """)
    void whatTheApiServerWouldRefuseMakesTheWholeRollInvalid(String selector, String message) {
        RollClaims.Parsed parsed = RollClaims
                .parse(Yaml.roll("{members: [team-a], memberSelectors: [%s]}".formatted(selector)));

        assertThat(parsed).isInstanceOfSatisfying(RollClaims.Invalid.class, invalid -> {
            assertThat(invalid.reason()).isEqualTo("ErrInvalidSelector");
            assertThat(invalid.message()).contains(message);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "A.b_c-9", "example.com/name", "kubernetes.io/metadata.name"})
    void aKeyMayBeWhateverALabelKeyMayBe(String key) {
        assertThat(parse(expressions(expression(key, "Exists"))).matches(Map.of(key, ""))).isTrue();
    }

    private static Selector parse(LabelSelector source) {
        List<String> problems = new ArrayList<>();
        Selector selector = new SelectorParser("selector", problems).parse(source);
        assertThat(problems).isEmpty();
        return selector;
    }

    private static LabelSelector expressions(LabelSelectorRequirement... expressions) {
        return new LabelSelectorBuilder().withMatchExpressions(expressions).build();
    }

    private static LabelSelectorRequirement expression(String key, String operator, String... values) {
        return new LabelSelectorRequirementBuilder().withKey(key).withOperator(operator).withValues(values).build();
    }
}
