package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManifestsTest {

    private static final String ROLL = """
            apiVersion: maistra.io/v1
            kind: ServiceMeshMemberRoll
            metadata: {name: default, namespace: istio-system}
            spec: {members: [shop]}
            """;

    @Test
    void readsEveryDocumentAndTheItemsOfAList() {
        List<Manifest> manifests = Manifests.parse("rolls.yaml", "# nothing\n---\n" + ROLL + """
                ---
                apiVersion: v1
                kind: List
                items:
                - {apiVersion: v1, kind: Namespace, metadata: {name: shop}}
                """);

        assertThat(manifests).extracting(Manifest::place).containsExactly("rolls.yaml, document 1",
                "rolls.yaml, document 2, item 1");
        assertThat(manifests).extracting(Manifest::kind).containsExactly("ServiceMeshMemberRoll", "Namespace");
    }

    @Test
    void readsJsonAndTheStandardInput() {
        assertThat(Manifests.read(List.of("-"), new ByteArrayInputStream("""
                {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}
                """.getBytes(StandardCharsets.UTF_8)))).extracting(Manifest::place)
                .containsExactly("standard input, document 1");
    }

    @Test
    void saysWhichLineIsNoYaml() {
        assertThatThrownBy(() -> Manifests.parse("rolls.yaml", ROLL + "---\nkind: [\nspec: }\n"))
                .hasMessageContaining("rolls.yaml, document 2: line 7 is no YAML: ");
    }

    @Test
    void saysWhatADocumentLacks() {
        assertThatThrownBy(() -> Manifests.parse("f", "kind: Namespace")).hasMessage(
                "f, document 1: it has no apiVersion");
        assertThatThrownBy(() -> Manifests.parse("f", ROLL + "---\napiVersion: v1\nkind: Namespace\n")).hasMessage(
                "f, document 2: it has no metadata.name");
        assertThatThrownBy(() -> Manifests.parse("f", "- a")).hasMessageContaining("it is no object");
        assertThatThrownBy(() -> Manifests.read(List.of("/nonexistent/file"), new ByteArrayInputStream(new byte[0])))
                .hasMessageContaining("/nonexistent/file cannot be read");
        assertThatThrownBy(() -> Manifests.read(List.of("-"), new ByteArrayInputStream(new byte[0])))
                .hasMessageContaining("there is no object in it");
    }

    @Test
    void saysWhichKindWasMeant() {
        assertThatThrownBy(() -> kind("maistra.io/v1", "ServiceMeshMemberrole")).hasMessage(
                "f, document 1: a ServiceMeshMemberrole decides nothing about membership: did you mean ServiceMeshMemberRoll?");
        assertThatThrownBy(() -> kind("apps/v1", "Deployment")).hasMessageContaining("leave it out; there are ",
                "ServiceMeshMemberRoll, ServiceMeshMember, ServiceMeshControlPlane");
        assertThatThrownBy(() -> kind("maistra.io/v2", "ServiceMeshMemberRoll")).hasMessageEndingWith(
                "there is no ServiceMeshMemberRoll of maistra.io/v2: write apiVersion: maistra.io/v1");
        assertThat(kind("maistra.io/v1", "ServiceMeshControlPlane").isNamespaced()).isTrue();
    }

    private static PlannedKind kind(String apiVersion, String kind) {
        return PlannedKind.of(Manifests.parse("f", """
                {"apiVersion": "%s", "kind": "%s", "metadata": {"name": "default"}}
                """.formatted(apiVersion, kind)).getFirst());
    }
}
