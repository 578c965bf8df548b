package io.muster.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrdsTest {

    private final List<CustomResourceDefinition> definitions = Crds.load();

    @ParameterizedTest
    @ValueSource(classes = {ServiceMeshMemberRoll.class, ServiceMeshMember.class, ServiceMeshControlPlane.class,
            ServiceMeshControlPlaneV1.class})
    void aDefinitionSaysWhatTheJavaTypeSays(Class<? extends CustomResource<?, ?>> type) {
        CustomResourceDefinition definition = definitions.stream()
                .filter(each -> each.getMetadata().getName().equals(CustomResource.getCRDName(type)))
                .findFirst()
                .orElseThrow();

        assertThat(definition.getSpec().getGroup()).isEqualTo(HasMetadata.getGroup(type)).isEqualTo("maistra.io");
        assertThat(definition.getSpec().getNames().getKind()).isEqualTo(HasMetadata.getKind(type));
        assertThat(definition.getSpec().getNames().getPlural()).isEqualTo(HasMetadata.getPlural(type));
        assertThat(definition.getSpec().getNames().getSingular()).isEqualTo(HasMetadata.getSingular(type));
        assertThat(definition.getSpec().getNames().getShortNames()).containsExactly(CustomResource.getShortNames(type));
        assertThat(definition.getSpec().getNames().getCategories()).containsExactly("maistra-io");
        assertThat(definition.getSpec().getScope()).isEqualTo("Namespaced");
        assertThat(definition.getSpec().getVersions())
                .filteredOn(version -> version.getName().equals(HasMetadata.getVersion(type)))
                .singleElement()
                .satisfies(version -> {
                    assertThat(version.getServed()).isTrue();
                    assertThat(version.getStorage()).isEqualTo(CustomResource.getStorage(type));
                    assertThat(version.getSubresources().getStatus()).isNotNull();
                });
    }

    @Test
    void everyRuleSaysWhatToDo() {
        List<ValidationRule> rules = definitions.stream()
                .flatMap(definition -> definition.getSpec().getVersions().stream())
                .map(CustomResourceDefinitionVersion::getSchema)
                .flatMap(schema -> rules(schema.getOpenAPIV3Schema()).stream())
                .toList();

        assertThat(rules).hasSizeGreaterThanOrEqualTo(8);
        assertThat(rules).allSatisfy(
                rule -> assertThat(rule.getMessage()).containsPattern("Remove|Correct|Use|use|Name|Delete"));
    }

    private static List<ValidationRule> rules(JSONSchemaProps schema) {
        List<ValidationRule> rules = new ArrayList<>(schema.getXKubernetesValidations());
        Stream.of(schema.getProperties().values().stream(),
                Stream.ofNullable(schema.getItems()).map(items -> items.getSchema()),
                Stream.ofNullable(schema.getAdditionalProperties()).map(additional -> additional.getSchema()))
                .flatMap(part -> part)
                .filter(Objects::nonNull)
                .map(CrdsTest::rules)
                .flatMap(Collection::stream)
                .forEach(rules::add);
        return rules;
    }
}
