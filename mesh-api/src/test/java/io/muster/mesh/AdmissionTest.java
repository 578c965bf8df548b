package io.muster.mesh;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.Validation;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private final List<ValidatingAdmissionPolicy> policies = Admission.policies();

    @Test
    void everyPolicyIsPutInForceByTheBindingOfItsName() {
        assertThat(policies).extracting(policy -> policy.getMetadata().getName()).containsExactlyInAnyOrder(
                "muster-control-planes-rights", "muster-member-objects-form", "muster-member-objects-rights",
                "muster-member-rolls-form", "muster-member-rolls-rights");
        assertThat(Admission.bindings()).allSatisfy(binding -> {
            assertThat(binding.getSpec().getPolicyName()).isEqualTo(binding.getMetadata().getName());
            assertThat(binding.getSpec().getValidationActions()).containsExactly("Deny");
        });
        assertThat(Admission.bindings()).extracting(binding -> binding.getSpec().getPolicyName())
                .containsExactlyElementsOf(policies.stream().map(policy -> policy.getMetadata().getName()).toList());
    }

    @Test
    void aPolicyThatCannotBeEvaluatedRefusesAndNoneLooksAtDeletionsOrStatuses() {
        assertThat(policies).allSatisfy(policy -> {
            assertThat(policy.getSpec().getFailurePolicy()).isEqualTo("Fail");
            assertThat(policy.getSpec().getMatchConstraints().getResourceRules()).singleElement().satisfies(rule -> {
                assertThat(rule.getOperations()).isSubsetOf("CREATE", "UPDATE");
                assertThat(rule.getResources()).singleElement().asString().doesNotContain("/").doesNotContain("*");
            });
        });
    }

    @Test
    void everyRefusalSaysWhatToDo() {
        List<Validation> validations = policies.stream().flatMap(policy -> policy.getSpec().getValidations().stream())
                .toList();

        assertThat(validations).hasSizeGreaterThan(30).allSatisfy(
                validation -> assertThat(validation.getMessage() + validation.getMessageExpression()).containsPattern(
                        "Remove|remove|Correct|Use|use that|Name|List|Delete|Ask|add at most|variables.needed"));
    }

    /** The README tells people to change it in one place. */
    @Test
    void theExemptAccountIsNamedOnce() {
        String all = Admission.resources().stream().map(AdmissionTest::text).collect(joining());

        assertThat(all.split("system:serviceaccount:muster:muster-member-service", -1)).hasSize(2);
        assertThat(all).containsOnlyOnce("system:serviceaccount");
    }

    private static String text(String resource) {
        try (InputStream in = Objects.requireNonNull(Admission.class.getResourceAsStream(resource))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
