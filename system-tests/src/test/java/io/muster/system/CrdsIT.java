package io.muster.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Table;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.muster.mesh.ControlPlaneRef;
import io.muster.mesh.Crds;
import io.muster.mesh.MeshSerialization;
import io.muster.mesh.RollClaims;
import io.muster.mesh.ServiceMeshControlPlane;
import io.muster.mesh.ServiceMeshControlPlaneV1;
import io.muster.mesh.ServiceMeshMember;
import io.muster.mesh.ServiceMeshMemberRoll;
import io.muster.mesh.ServiceMeshMemberRollStatus;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.RealServers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The CRDs that Muster ships, on a real API server. */
@ExtendWith(RealServers.class)
class CrdsIT {

    private static final String FORMER_GROUP = "former.example.com";

    private final KubernetesSerialization serialization = MeshSerialization.tolerant();
    private final ControlPlaneUnderTest cluster;
    private final KubernetesClient client;
    private final String namespace;

    CrdsIT(ControlPlaneUnderTest cluster) {
        this.cluster = cluster;
        this.client = cluster.admin();
        this.namespace = cluster.createNamespace("mesh");
    }

    @BeforeEach
    void installCrds() {
        cluster.installCrds();
    }

    @AfterEach
    void removeWhatWasMade() {
        client.resources(ServiceMeshMemberRoll.class).inNamespace(namespace).delete();
        client.resources(ServiceMeshMember.class).inNamespace(namespace).delete();
        client.resources(ServiceMeshControlPlane.class).inNamespace(namespace).delete();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {members: ['*', team-a]}                         | must be the only entry. Remove it, or
            {members: [team-a, team-a]}                      | spec.members[1]: Duplicate value
            {members: [team-a, Team_B]}                      | an entry must be the name of a namespace
            {members: [team-a, Team_B]}                      | spec.members[1]: Invalid value
            {members: ["team-a,team-b"]}                     | spec.members[0]: Invalid value
            {members: [team-a-]}                             | must be the name of a namespace
            {members: ['team*']}                             | must be the name of a namespace
            {members: [team.a]}                              | must be the name of a namespace
            {members: ['']}                                  | must be the name of a namespace
            {members: [-a]}                                  | must be the name of a namespace
            {members: ['*'], memberSelectors: [{}]}          | '*' already means every namespace. Remove memberSelectors
            {members: team-a}                                | must be of type array
            {memberSelectors: [{matchLabels: {a: b c}}]}     | memberSelectors[0].matchLabels.a
            {memberSelectors: [{matchExpressions: [{key: a, operator: Like}]}]} | must be In, NotIn, Exists or
            {memberSelectors: [{matchExpressions: [{key: a, operator: In}]}]} | need values. Name at least one
            {memberSelectors: [{matchExpressions: [{key: a, operator: NotIn, values: []}]}]} | need values
            {memberSelectors: [{matchExpressions: [{key: a, operator: Exists, values: [b]}]}]} | take no values. Remove
            {memberSelectors: [{matchExpressions: [{key: a b, operator: Exists}]}]} | matchExpressions[0].key
            {memberSelectors: [{matchExpressions: [{operator: Exists}]}]} | matchExpressions[0].key: Required value
            """)
    void aRollThatNobodyCouldObeyIsRefusedAndItsAuthorToldWhatToDo(String spec, String message) {
        assertRefused(roll("default", spec), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{members: null}", "{members: []}", "{members: ['*']}",
            "{members: [team-a, '1', a-1]}",
            "{members: ['*'], memberSelectors: []}", "{members: [team-a], memberSelectors: [{}]}",
            "{memberSelectors: [{matchLabels: {a: b, example.com/c: ''}}, {matchExpressions: "
                    + "[{key: a, operator: In, values: [b, '']}, {key: example.com/c, operator: DoesNotExist}]}]}"})
    void everyOtherRollIsAdmittedAndReadAsItWasWritten(String spec) {
        create(roll("default", spec));

        ServiceMeshMemberRoll read = client.resources(ServiceMeshMemberRoll.class).inNamespace(namespace)
                .withName("default").get();
        assertThat(RollClaims.parse(read)).isInstanceOfSatisfying(RollClaims.Valid.class,
                valid -> assertThat(valid.problems()).isEmpty());
    }

    @Test
    void aRollOfTenThousandMembersWithTheLongestNamesIsAdmittedAndCanBeEdited() {
        ServiceMeshMemberRoll roll = new ServiceMeshMemberRoll();
        roll.getMetadata().setNamespace(namespace);
        roll.getMetadata().setName("default");
        roll.getSpec().setMembers(IntStream.range(0, 9_999).mapToObj("team-%058d"::formatted).toList());

        client.resource(roll).create();

        ServiceMeshMemberRoll edited = client.resource(roll).edit(live -> {
            List<String> members = new ArrayList<>(Objects.requireNonNull(live.getSpec().getMembers()));
            members.add("one-more");
            live.getSpec().setMembers(members);
            return live;
        });
        assertThat(edited.getSpec().getMembers()).hasSize(10_000);
    }

    @Test
    void aRollIsItsAuthorsAsAWholeSoThatItsEntriesNeedNoAccount() {
        create(roll("default", "{members: [team-a, team-b]}"));
        Resource<ServiceMeshMemberRoll> live = client.resources(ServiceMeshMemberRoll.class).inNamespace(namespace)
                .withName("default");

        assertThat(live.get().getMetadata().getManagedFields()).singleElement().satisfies(
                author -> assertThat(author.getFieldsV1().getAdditionalProperties()).containsEntry("f:spec", Map.of()));
        assertThatThrownBy(() -> client.resource(roll("default", "{members: [team-c]}")).inNamespace(namespace)
                .fieldManager("another-author").serverSideApply())
                .isInstanceOf(KubernetesClientException.class).hasMessageContaining(".spec");
    }

    @Test
    void onlyTheNameDefaultIsAdmitted() {
        assertRefused(roll("mine", "{members: [team-a]}"),
                "metadata.name: Invalid value: a ServiceMeshMemberRoll must be"
                        + " named 'default'");
        assertRefused(member("mine", "{controlPlaneRef: {name: basic, namespace: mesh-a}}"),
                "metadata.name: Invalid value: a ServiceMeshMember must be named 'default'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                | spec.controlPlaneRef: Required value
            {controlPlaneRef: {name: basic}}                  | spec.controlPlaneRef.namespace: Required value
            {controlPlaneRef: {name: '', namespace: mesh-a}}  | spec.controlPlaneRef.name
            """)
    void aMemberObjectNamesAControlPlaneInFull(String spec, String message) {
        assertRefused(member("default", spec), message);
    }

    @Test
    void aMemberObjectCannotBeTurnedToAnotherControlPlane() {
        create(member("default", "{controlPlaneRef: {name: basic, namespace: mesh-a}}"));
        Resource<ServiceMeshMember> live = client.resources(ServiceMeshMember.class).inNamespace(namespace)
                .withName("default");

        assertThatThrownBy(() -> live.edit(member -> {
            member.getSpec().setControlPlaneRef(new ControlPlaneRef("basic", "mesh-b"));
            return member;
        })).isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("controlPlaneRef cannot be changed. Delete this");

        assertThat(live.edit(member -> {
            member.getMetadata().setLabels(Map.of("team", "a"));
            return member;
        }).getMetadata().getLabels()).containsEntry("team", "a");
    }

    @Test
    void aMisspeltSelectorIsStoredAndReadAsInvalidInsteadOfMatchingEverything() {
        create(roll("default", "{memberSelectors: [{matchLabel: {mesh: a}}]}"));

        ServiceMeshMemberRoll read = client.resources(ServiceMeshMemberRoll.class).inNamespace(namespace)
                .withName("default").get();

        assertThat(RollClaims.parse(read)).isInstanceOfSatisfying(RollClaims.Invalid.class,
                invalid -> assertThat(invalid.message()).contains("matchLabel"));
    }

    @Test
    void theListShowsWhatAPersonWantsToKnow() {
        create(roll("default", "{members: [team-a]}"));
        create(member("default", "{controlPlaneRef: {name: basic, namespace: mesh-a}}"));
        client.resources(ServiceMeshMemberRoll.class).inNamespace(namespace).withName("default").editStatus(roll -> {
            ServiceMeshMemberRollStatus status = new ServiceMeshMemberRollStatus();
            status.setAnnotations(Map.of("configuredMemberCount", "0/1"));
            status.setMembers(List.of("team-a"));
            status.setConditions(List.of(new ConditionBuilder().withType("Ready").withStatus("False")
                    .withReason("ReconcileError").withMessage("not yet configured: [team-a]")
                    .withLastTransitionTime("2026-01-01T00:00:00Z").build()));
            roll.setStatus(status);
            return roll;
        });

        assertThat(table("servicemeshmemberrolls")).containsEntry("Ready", "0/1").containsEntry("Status",
                "ReconcileError").containsEntry("Members", "[\"team-a\"]").containsKey("Age");
        assertThat(table("servicemeshmembers")).containsKeys("Control Plane", "Ready", "Age");
    }

    @Test
    void aControlPlaneIsTheSameThroughEitherVersionAndKeepsWhatMusterDoesNotKnow() {
        create(serialization.unmarshal("""
                apiVersion: maistra.io/v1
                kind: ServiceMeshControlPlane
                metadata: {name: basic}
                spec:
                  version: v1.1
                  istio: {sidecarInjectorWebhook: {injectPodRedirectAnnot: true}, other: {a: [1]}}
                """, GenericKubernetesResource.class));

        ServiceMeshControlPlaneV1 v1 = client.resources(ServiceMeshControlPlaneV1.class).inNamespace(namespace)
                .withName("basic").get();
        ServiceMeshControlPlane v2 = client.resources(ServiceMeshControlPlane.class).inNamespace(namespace)
                .withName("basic").get();

        assertThat(v1.injectPodRedirectAnnot()).isTrue();
        assertThat(v1.getSpec()).isEqualTo(v2.getSpec()).containsKeys("version", "istio");
        assertThat(v2.isReconciled()).isFalse();
        assertRefused(serialization.unmarshal("""
                apiVersion: maistra.io/v2
                kind: ServiceMeshControlPlane
                metadata: {name: other}
                spec: {mode: Everything}
                """, GenericKubernetesResource.class), "spec.mode: Unsupported value");
    }

    /** The definitions under another group, first without and then with their rules, so that no other test sees it. */
    @Test
    void objectsThatCameInWithoutTheRulesCanStillGetAStatusBeRepairedAndBeDeleted() {
        for (CustomResourceDefinition definition : Crds.load()) {
            apply(without(definition));
        }
        GenericKubernetesResource misnamed = former(roll("mine", "{members: [team-a]}"));
        GenericKubernetesResource misformed = former(roll("default",
                "{members: ['*', A, A], memberSelectors: [{matchExpressions: [{key: a, operator: Like}]}]}"));
        GenericKubernetesResource incomplete = former(member("mine", "{}"));
        List.of(misnamed, misformed, incomplete).forEach(this::create);
        for (CustomResourceDefinition definition : Crds.load()) {
            apply(inFormerGroup(definition));
        }
        await().untilAsserted(() -> assertRefused(former(roll("other", "{}")), "must be named 'default'"));

        for (GenericKubernetesResource object : List.of(misnamed, misformed, incomplete)) {
            Resource<GenericKubernetesResource> live = client.resource(object).inNamespace(namespace);
            assertThat(live.editStatus(edited -> {
                edited.setAdditionalProperty("status", Map.of("observedGeneration", 1));
                return edited;
            }).<Integer>get("status", "observedGeneration")).isEqualTo(1);
            live.edit(edited -> {
                edited.getMetadata().setLabels(Map.of("team", "a"));
                return edited;
            });
        }
        client.resource(misformed).inNamespace(namespace).edit(edited -> {
            edited.setAdditionalProperty("spec", Map.of("members", List.of("team-a")));
            return edited;
        });
        assertThat(client.resource(misnamed).inNamespace(namespace).delete()).isNotEmpty();
        assertThat(client.resource(incomplete).inNamespace(namespace).delete()).isNotEmpty();
    }

    private void apply(CustomResourceDefinition definition) {
        client.resource(definition).forceConflicts().serverSideApply();
        client.resource(definition).waitUntilCondition(live -> Stream.ofNullable(live.getStatus())
                .flatMap(status -> Stream.ofNullable(status.getConditions())).flatMap(List::stream)
                .anyMatch(condition -> "Established".equals(condition.getType()) && "True".equals(condition
                        .getStatus())),
                30, TimeUnit.SECONDS);
    }

    private static CustomResourceDefinition inFormerGroup(CustomResourceDefinition definition) {
        return new CustomResourceDefinitionBuilder(definition).editMetadata()
                .withName(definition.getSpec().getNames().getPlural() + "." + FORMER_GROUP).endMetadata().editSpec()
                .withGroup(FORMER_GROUP).editNames().withShortNames().withCategories().endNames().endSpec().build();
    }

    private CustomResourceDefinition without(CustomResourceDefinition definition) {
        CustomResourceDefinition lax = inFormerGroup(definition);
        lax.getSpec().getVersions().forEach(version -> version.getSchema().setOpenAPIV3Schema(serialization.unmarshal(
                "type: object\nx-kubernetes-preserve-unknown-fields: true",
                JSONSchemaProps.class)));
        return lax;
    }

    private static GenericKubernetesResource former(GenericKubernetesResource object) {
        object.setApiVersion(FORMER_GROUP + "/v1");
        return object;
    }

    /** The one row of the list as the API server lays it out for people, by column. */
    private Map<String, String> table(String plural) {
        String uri = client.getMasterUrl() + "apis/maistra.io/v1/namespaces/" + namespace + "/" + plural;
        HttpRequest request = client.getHttpClient().newHttpRequestBuilder().uri(uri)
                .header("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io").build();
        String body = client.getHttpClient().sendAsync(request, String.class).join().body();
        Table table = serialization.unmarshal(body, Table.class);
        List<Object> cells = table.getRows().getFirst().getCells();
        return IntStream.range(0, cells.size()).boxed().collect(Collectors.toMap(
                i -> table.getColumnDefinitions().get(i).getName(), i -> String.valueOf(cells.get(i))));
    }

    private void create(GenericKubernetesResource object) {
        await().ignoreExceptionsMatching(
                e -> e instanceof KubernetesClientException refused && refused.getCode() == 429)
                .until(() -> client.resource(object).inNamespace(namespace).create() != null);
    }

    private void assertRefused(GenericKubernetesResource object, String message) {
        assertThatThrownBy(() -> client.resource(object).inNamespace(namespace).create())
                .isInstanceOfSatisfying(KubernetesClientException.class, refused -> assertThat(refused.getCode())
                        .isEqualTo(422))
                .hasMessageContaining(message);
    }

    private GenericKubernetesResource roll(String name, String spec) {
        return object("ServiceMeshMemberRoll", name, spec);
    }

    private GenericKubernetesResource member(String name, String spec) {
        return object("ServiceMeshMember", name, spec);
    }

    private GenericKubernetesResource object(String kind, String name, String spec) {
        return serialization.unmarshal("""
                apiVersion: maistra.io/v1
                kind: %s
                metadata: {name: %s}
                spec: %s
                """.formatted(kind, name, spec), GenericKubernetesResource.class);
    }
}
