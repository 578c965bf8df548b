package io.muster.watcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.muster.mesh.Admission;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AdmissionPoliciesTest {

    @Test
    void aResourceIsGuardedOnlyByAPolicyThatIsBound() {
        JsonNode policies = json("""
                [{"metadata": {"name": "rolls"}, "spec": {"matchConstraints": {"resourceRules":
                  [{"apiGroups": ["maistra.io"], "resources": ["servicemeshmemberrolls", "servicemeshmembers"]}]}}},
                 {"metadata": {"name": "planes"}, "spec": {"matchConstraints": {"resourceRules":
                  [{"apiGroups": ["maistra.io"], "resources": ["servicemeshcontrolplanes"]}]}}}]""");
        assertThat(AdmissionPolicies.unguarded(policies, json("[{\"spec\": {\"policyName\": \"rolls\"}}]")))
                .containsExactly("servicemeshcontrolplanes");
        assertThat(AdmissionPolicies.unguarded(policies, json("[]"))).hasSize(3);
    }

    @Test
    void aPolicyOfAnotherGroupGuardsNothing() {
        JsonNode policies = json("""
                [{"metadata": {"name": "pods"}, "spec": {"matchConstraints": {"resourceRules":
                  [{"apiGroups": ["apps"], "resources": ["*"]}]}}}]""");
        assertThat(AdmissionPolicies.unguarded(policies, json("[{\"spec\": {\"policyName\": \"pods\"}}]"))).hasSize(3);
    }

    @Test
    void withWhatMusterShipsEveryResourceIsGuarded() {
        KubernetesSerialization serialization = new KubernetesSerialization();
        JsonNode policies = json(serialization.asJson(Admission.policies()));

        assertThat(AdmissionPolicies.unguarded(policies, json(serialization.asJson(Admission.bindings())))).isEmpty();
        assertThat(AdmissionPolicies.unguarded(policies, json("[]"))).hasSize(3);
    }

    private static JsonNode json(String text) {
        return JsonMapper.builder().build().readTree(text);
    }
}
