package io.muster.system;

import static io.muster.system.GuardedCluster.admitted;
import static io.muster.system.GuardedCluster.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.muster.mesh.Crds;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the policies say about form where the CRDs say nothing, as those of the former operator. Tried by an
 * administrator, from whom no rights are missing.
 */
class AdmissionFormIT {

    private static final GuardedCluster GUARDED = new GuardedCluster();
    private static final String MISFORMED = "{members: ['*', Team_A, team-b, team-b], memberSelectors: [{matchLabel: {}}]}";
    private static final String INCOMPLETE = "{controlPlaneRef: {name: basic}}";
    private static String old = "";

    private final String mesh = GUARDED.cluster().createNamespace("mesh");
    private final CustomObject roll = CustomObject.roll(GUARDED.admin(), mesh);
    private final CustomObject member = CustomObject.member(GUARDED.admin(), mesh);

    @BeforeAll
    static void guardAfterSomeObjectsCameIn() {
        Crds.load().forEach(AdmissionFormIT::installWithoutRules);
        old = GUARDED.cluster().createNamespace("old");
        CustomObject.roll(GUARDED.admin(), old).create(MISFORMED);
        CustomObject.roll(GUARDED.admin(), old).named("other").create(MISFORMED);
        CustomObject.member(GUARDED.admin(), old).create(INCOMPLETE);
        GUARDED.guard();
    }

    @AfterAll
    static void stop() {
        GUARDED.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {members: ['*', team-a]}                          | '*' means every namespace and must be the only entry
            {members: [team-a, '*']}                          | '*' means every namespace and must be the only entry
            {members: ['*'], memberSelectors: [{}]}           | '*' already means every namespace. Remove memberSelectors
            {members: [team-a, team-b, team-a]}               | 'team-a' is more than once in members. Remove the others
            {members: [team-a, Team_B]}                       | 'Team_B' cannot be the name of a namespace
            {members: [team.a]}                               | 'team.a' cannot be the name of a namespace
            {members: ['']}                                   | '' cannot be the name of a namespace
            {members: [-a]}                                   | '-a' cannot be the name of a namespace
            {members: [a-]}                                   | 'a-' cannot be the name of a namespace
            {members: ['**']}                                 | '**' cannot be the name of a namespace
            {members: [a123456789b123456789c123456789d123456789e123456789f123456789g123]} | cannot be the name of a
            {memberSelectors: [{matchLabel: {a: b}}]}         | has the fields matchLabels and matchExpressions and no
            {memberSelectors: [{}, {matchexpressions: []}]}   | has the fields matchLabels and matchExpressions and no
            {memberSelectors: [{matchLabels: {a: b c}}]}      | have a value that no label can have
            {memberSelectors: [{matchLabels: {a b: c}}]}      | have a key that no label can have
            {memberSelectors: [{matchLabels: {-/a: c}}]}      | have a key that no label can have
            {memberSelectors: [{matchExpressions: [{key: a, operator: Like}]}]} | Use In, NotIn, Exists or DoesNotExist
            {memberSelectors: [{matchExpressions: [{key: a, operator: in, values: [b]}]}]} | Use In, NotIn, Exists or
            {memberSelectors: [{matchExpressions: [{key: a}]}]}                   | needs a key and an operator
            {memberSelectors: [{matchExpressions: [{operator: Exists}]}]}         | needs a key and an operator
            {memberSelectors: [{matchExpressions: [{key: a, operator: In}]}]}     | In and NotIn need values. Name at
            {memberSelectors: [{matchExpressions: [{key: a, operator: NotIn, values: []}]}]}      | In and NotIn need
            {memberSelectors: [{matchExpressions: [{key: a, operator: Exists, values: [b]}]}]}    | take no values
            {memberSelectors: [{matchExpressions: [{key: a, operator: DoesNotExist, values: [b]}]}]} | take no values
            {memberSelectors: [{matchExpressions: [{key: a b, operator: Exists}]}]}               | have a key that no
            {memberSelectors: [{matchExpressions: [{key: a, operator: In, values: [-b]}]}]}       | have a value that no
            {memberSelectors: [{matchExpressions: [{key: a, operator: In, value: [b]}]}]}         | key, operator and values
            """)
    void aRollThatNobodyCouldObeyIsRefusedAndItsAuthorToldWhatToDo(String spec, String message) {
        refused(message, () -> roll.tryToCreate(spec));
        admitted(() -> roll.create("{members: [team-c]}"));
        refused(message, () -> roll.edit(spec));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{members: []}", "{members: ['*']}", "{members: [team-a, '1', a-1]}",
            "{members: ['*'], memberSelectors: []}", "{members: [team-a], memberSelectors: [{}]}",
            "{members: [a123456789b123456789c123456789d123456789e123456789f123456789g12]}",
            "{memberSelectors: [{matchLabels: {a: b, example.com/c: ''}}, {matchExpressions: "
                    + "[{key: a, operator: In, values: [b, '']}, {key: example.com/c, operator: DoesNotExist}]}]}"})
    void everyOtherRollIsAdmitted(String spec) {
        admitted(() -> roll.create("{members: [team-c], memberSelectors: [{matchLabels: {c: d}}]}"));
        admitted(() -> roll.edit(spec));
        admitted(roll::delete);
        admitted(() -> roll.create(spec));
    }

    @Test
    void aRollDoesNotListItsOwnNamespace() {
        refused("'%s' is the roll's own namespace and cannot be a member. Remove it from members".formatted(mesh),
                () -> roll.tryToCreate("{members: [team-a, %s]}".formatted(mesh)));
    }

    @Test
    void onlyTheNameDefaultIsAdmitted() {
        refused("a ServiceMeshMemberRoll must be named 'default'", () -> roll.named("mine").tryToCreate("{}"));
        refused("a ServiceMeshMember must be named 'default'", () -> member.named("mine").tryToCreate(
                "{controlPlaneRef: {name: basic, namespace: mesh-a}}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{controlPlaneRef: {}}", "{controlPlaneRef: {name: basic}}",
            "{controlPlaneRef: {namespace: mesh-a}}", "{controlPlaneRef: {name: '', namespace: mesh-a}}"})
    void aMemberObjectNamesAControlPlaneInFull(String spec) {
        refused("controlPlaneRef needs the name and the namespace", () -> member.tryToCreate(spec));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{controlPlaneRef: {name: basic, namespace: mesh-b}}",
            "{controlPlaneRef: {name: other, namespace: mesh-a}}", "{}"})
    void aMemberObjectCannotBeTurnedToAnotherControlPlane(String spec) {
        admitted(() -> member.create("{controlPlaneRef: {name: basic, namespace: mesh-a}}"));

        refused("controlPlaneRef cannot be changed. Delete this", () -> member.edit(spec));
        admitted(() -> member.label("team", "a"));
    }

    @Test
    void aMemberObjectThatNamedNoControlPlaneCannotComeToNameOne() {
        CustomObject incomplete = CustomObject.member(GUARDED.admin(), old);

        refused("controlPlaneRef cannot be changed",
                () -> incomplete.edit("{controlPlaneRef: {name: basic, namespace: mesh-a}}"));
        admitted(() -> incomplete.label("team", "a"));
        admitted(incomplete::writeStatus);
        admitted(incomplete::delete);
    }

    @Test
    void whatCameInBeforeIsLabelledMendedAndDeleted() {
        CustomObject misformed = CustomObject.roll(GUARDED.admin(), old);

        admitted(() -> misformed.label("team", "a"));
        admitted(misformed::writeStatus);
        // the entries that were wrong before are not held against it
        admitted(() -> misformed.edit("{members: [Team_A, team-b], memberSelectors: [{matchLabel: {}}]}"));
        admitted(misformed::delete);
        admitted(() -> misformed.named("other").label("team", "a"));
        admitted(() -> misformed.named("other").edit("{members: [team-a]}"));
        admitted(() -> misformed.named("other").delete());
    }

    @Test
    void aRollOfTenThousandMembersWithTheLongestNamesIsAdmittedAndCanBeEdited() {
        List<String> many = IntStream.range(0, 9_999).mapToObj("team-%058d"::formatted).toList();
        roll.create(many);

        admitted(() -> roll.edit(Stream.concat(many.stream(), Stream.of("one-more")).toList()));
        refused("'One' cannot be", () -> roll.edit(Stream.concat(many.stream(), Stream.of("One")).toList()));
    }

    @Test
    void everySelectorOfALargeRollIsLookedAt() {
        String selectors = IntStream.range(0, 99).mapToObj(("{matchLabels: {team: team-%d}, matchExpressions: [{key:"
                + " example.com/stage, operator: In, values: [test, production]}]}, ")::formatted)
                .reduce("", String::concat);

        admitted(() -> roll.create("{memberSelectors: [" + selectors + "{matchLabels: {a: b}}]}"));
        refused("no label can have", () -> roll.edit("{memberSelectors: [" + selectors + "{matchLabels: {a: b c}}]}"));
    }

    private static void installWithoutRules(CustomResourceDefinition definition) {
        definition.getSpec().getVersions().forEach(version -> version.getSchema().setOpenAPIV3Schema(
                new JSONSchemaPropsBuilder().withType("object").withXKubernetesPreserveUnknownFields(true).build()));
        GUARDED.admin().resource(definition).create();
        await().ignoreExceptions().untilAsserted(() -> assertThat(GUARDED.admin().genericKubernetesResources(
                "maistra.io/v1", definition.getSpec().getNames().getKind()).inAnyNamespace().list()).isNotNull());
    }
}
