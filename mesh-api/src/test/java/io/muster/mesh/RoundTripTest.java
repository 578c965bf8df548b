package io.muster.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesList;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoundTripTest {

    /** Each file is in the form that the client writes, and is full of fields that the types do not know. */
    @ParameterizedTest
    @CsvSource({"roll.yaml,io.muster.mesh.ServiceMeshMemberRoll", "member.yaml,io.muster.mesh.ServiceMeshMember",
            "control-plane-v1.yaml,io.muster.mesh.ServiceMeshControlPlaneV1",
            "control-plane-v2.yaml,io.muster.mesh.ServiceMeshControlPlane"})
    void whatIsReadIsWrittenBackWithoutLosingAnything(String file, Class<? extends HasMetadata> type) {
        String yaml = resource(file);

        Object read = MeshSerialization.tolerant().unmarshal(yaml);

        assertThat(read).isInstanceOf(type);
        assertThat(Yaml.write(read)).isEqualTo(yaml);
        assertThat(Yaml.read(type, yaml)).isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(strings = {"members: 5", "members: {a: [b, {c: d}]}", "memberSelectors: x",
            "memberSelectors: [{matchLabels: [a, [b]]}]",
            "memberSelectors: [{matchExpressions: [{key: {a: b}, values: c}]}]"})
    void aFieldOfTheWrongTypeIsKeptAndFailsNothingElse(String field) {
        String json = "{'kind': 'List', 'apiVersion': 'v1', 'items': [%s, %s]}".replace('\'', '"')
                .formatted(json(field), json("members: [team-a]"));

        List<?> items = MeshSerialization.tolerant().unmarshal(json, KubernetesList.class).getItems();

        assertThat(items).hasSize(2).hasOnlyElementsOfType(ServiceMeshMemberRoll.class);
        assertThat(((ServiceMeshMemberRoll) items.getLast()).getSpec().getMembers()).containsExactly("team-a");
        assertThat(json((ServiceMeshMemberRoll) items.getFirst())).isEqualTo(json(field));
    }

    private static String json(String specField) {
        return json(Yaml.roll("{" + specField + "}"));
    }

    private static String json(ServiceMeshMemberRoll roll) {
        return MeshSerialization.tolerant().asJson(roll);
    }

    @Test
    void aNewResourceHasNoStatus() {
        assertThat(Yaml.write(new ServiceMeshMemberRoll())).doesNotContain("status");
        assertThat(Yaml.write(new ServiceMeshMember())).doesNotContain("status");
    }

    private static String resource(String name) {
        try (InputStream in = RoundTripTest.class.getResourceAsStream("/round-trip/" + name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
