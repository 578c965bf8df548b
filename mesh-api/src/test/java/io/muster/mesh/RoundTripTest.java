package io.muster.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoundTripTest {

    /** Each file is in the form that the client writes, and is full of fields that the types do not know. */
    @ParameterizedTest
    @CsvSource({"roll.yaml,io.muster.mesh.ServiceMeshMemberRoll", "member.yaml,io.muster.mesh.ServiceMeshMember",
            "control-plane-v1.yaml,io.muster.mesh.ServiceMeshControlPlaneV1",
            "control-plane-v2.yaml,io.muster.mesh.ServiceMeshControlPlane"})
    void whatIsReadIsWrittenBackWithoutLosingAnything(String file, Class<? extends HasMetadata> type) {
        String yaml = resource(file);

        Object read = new KubernetesSerialization().unmarshal(yaml);

        assertThat(read).isInstanceOf(type);
        assertThat(Yaml.write(read)).isEqualTo(yaml);
        assertThat(Yaml.read(type, yaml)).isEqualTo(read);
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
