package io.muster.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PolicySpecTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"podSelector":{}}                  | {"podSelector":{},"policyTypes":["Ingress"]}
            {}                                  | {"podSelector":{},"policyTypes":["Ingress"]}
            {"podSelector":{"matchLabels":{}}}  | {"podSelector":{},"policyTypes":["Ingress"]}
            {"podSelector":{},"ingress":[]}     | {"podSelector":{},"policyTypes":["Ingress"]}
            {"podSelector":{},"ingress":[{"from":[],"ports":[{"port":80}]}]} | {"podSelector":{},"ingress":[{"ports":[{"port":80,"protocol":"TCP"}]}],"policyTypes":["Ingress"]}
            {"podSelector":{},"egress":[{}]}    | {"podSelector":{},"egress":[{}],"policyTypes":["Ingress","Egress"]}
            """)
    void saysTheSameOfWhatTheApiServerMakesOfASpec(String written, String stored) {
        assertThat(PolicySpec.normal(tree(written))).isEqualTo(PolicySpec.normal(tree(stored)));
        assertThat(PolicySpec.normal(PolicySpec.typed(tree(written))))
                .isEqualTo(PolicySpec.normal(PolicySpec.typed(tree(stored))));
    }

    @ParameterizedTest(name = "{0} is not {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"podSelector":{},"ingress":[{}]}   | {"podSelector":{}}
            {"podSelector":{},"ingress":[{"from":[{"namespaceSelector":{}}]}]} | {"podSelector":{},"ingress":[{"from":[{"podSelector":{}}]}]}
            {"podSelector":{},"ingress":[{"ports":[{"port":80,"protocol":"UDP"}]}]} | {"podSelector":{},"ingress":[{"ports":[{"port":80}]}]}
            {"podSelector":{},"ingress":[{"ports":[{"port":"80"}]}]} | {"podSelector":{},"ingress":[{"ports":[{"port":80}]}]}
            {"podSelector":{},"policyTypes":["Ingress"]} | {"podSelector":{},"policyTypes":["Egress"]}
            {"podSelector":{},"ofTheFuture":1}  | {"podSelector":{}}
            """)
    void tellsSpecsApartThatMeanSomethingElse(String one, String other) {
        assertThat(PolicySpec.normal(PolicySpec.typed(tree(one))))
                .isNotEqualTo(PolicySpec.normal(PolicySpec.typed(tree(other))));
    }

    private static JsonNode tree(String json) {
        return JSON.readTree(json);
    }
}
