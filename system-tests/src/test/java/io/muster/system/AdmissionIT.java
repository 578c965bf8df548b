package io.muster.system;

import static io.muster.system.GuardedCluster.admitted;
import static io.muster.system.GuardedCluster.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what with Muster's own CRDs. The people have roles and bindings, as anybody in a cluster. */
class AdmissionIT {

    private static final String MAISTRA = "maistra.io";
    private static final String PLANES = "servicemeshcontrolplanes";
    private static final GuardedCluster GUARDED = new GuardedCluster();

    private final List<Person> people = new ArrayList<>();
    private final String mesh = GUARDED.cluster().createNamespace("mesh");
    private final Person owner = person().may("*", MAISTRA, "*", mesh);
    private final CustomObject roll = CustomObject.roll(owner.client(), mesh);
    private final CustomObject rollOfAdmin = CustomObject.roll(GUARDED.admin(), mesh);

    @BeforeAll
    static void guard() {
        GUARDED.cluster().installCrds();
        GUARDED.guard();
    }

    @AfterAll
    static void stop() {
        GUARDED.close();
    }

    @AfterEach
    void leave() {
        people.forEach(Person::close);
    }

    @Test
    void aNamespaceIsListedByWhoMayChangeItsPodsAndByNobodyElse() {
        String own = namespaceOfOwner("own");

        refused("ServiceMeshMember created in it: foreign", () -> roll.tryToCreate("{members: [%s, foreign]}"
                .formatted(own)));
        admitted(() -> roll.create(List.of(own)));
        refused("ServiceMeshMember created in it: foreign", () -> roll.edit(List.of("foreign", own)));
    }

    @Test
    void whatIsListedAlreadyNeedsNoRightAnyMore() {
        String own = namespaceOfOwner("own");
        rollOfAdmin.create(List.of("foreign-1", "foreign-2", "foreign-3"));

        admitted(() -> roll.edit(List.of("foreign-3", own, "foreign-1")));
        refused("ServiceMeshMember created in it: foreign-2", () -> roll.edit(List.of("foreign-1", "foreign-2")));
        admitted(() -> roll.edit(List.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {members: ['*']}                            | '*' needs the right to update pods in the whole cluster
            {memberSelectors: [{}]}                     | entry of memberSelectors needs the right to update pods in the
            {memberSelectors: [{matchLabels: {a: b}}]}  | entry of memberSelectors needs the right to update pods in the
            """)
    void whatReachesThroughTheClusterIsWrittenByWhoMayChangePodsEverywhere(String spec, String message) {
        Person powerful = person().may("*", MAISTRA, "*", mesh).mayEverywhere("update", "", "pods");

        refused(message, () -> roll.tryToCreate(spec));
        admitted(() -> CustomObject.roll(powerful.client(), mesh).create(spec));
    }

    @Test
    void aSelectorThatStaysNeedsNoRightAndAChangedOneDoes() {
        rollOfAdmin.create("{members: [foreign], memberSelectors: [{matchLabels: {a: b}}, {matchLabels: {c: d}}]}");

        refused("new or changed entry of memberSelectors",
                () -> roll.edit("{memberSelectors: [{matchLabels: {a: b}}, {matchLabels: {c: e}}]}"));
        refused("new or changed entry of memberSelectors", () -> roll.edit("{memberSelectors: [{matchLabels: {}}]}"));
        admitted(() -> roll.edit("{memberSelectors: [{matchLabels: {c: d}}]}"));
    }

    @Test
    void whereEveryNamespaceWasMeantEachThatIsListedInsteadStillNeedsTheRight() {
        rollOfAdmin.create("{members: ['*']}");

        refused("ServiceMeshMember created in it: foreign", () -> roll.edit(List.of("foreign")));
        admitted(() -> roll.edit("{members: null}"));
    }

    @Test
    void aRollOfThreeThousandGrowsByTwentyInAnEditOrByAnyNumberThroughAnAdministrator() {
        List<String> many = numbered("team-%051d", 3_000);
        List<String> own = IntStream.range(0, 21).mapToObj(i -> namespaceOfOwner("own")).toList();
        rollOfAdmin.create(many);

        refused("this edit adds 21 namespaces. Without the right to update pods in the whole cluster, add at most 20",
                () -> roll.edit(both(many, own)));
        admitted(() -> roll.edit(both(own.subList(0, 20), many)));
        refused("created in it: foreign", () -> roll.edit(both(own, both(many, List.of("foreign")))));
        admitted(() -> roll.edit(both(many, own)));
        rollOfAdmin.edit(both(numbered("squad-%d", 3_000), many));
        GenericKubernetesResource live = Objects.requireNonNull(rollOfAdmin.get());
        assertThat(live.<List<?>>get("spec", "members")).hasSize(6_000);
    }

    @Test
    void memberServiceMakesTheRollOfAClusterWideMeshWithoutAnyRightOverPods() {
        String spec = "{memberSelectors: [{matchLabels: {istio-injection: enabled}}]}";
        Person service = kept(new Person(GUARDED.cluster(), "muster", "muster-member-service"))
                .may("create", MAISTRA, "servicemeshmemberrolls", mesh);
        Person namesake = kept(new Person(GUARDED.cluster(), mesh, "muster-member-service"))
                .may("create", MAISTRA, "servicemeshmemberrolls", mesh);

        refused("entry of memberSelectors needs", () -> CustomObject.roll(namesake.client(), mesh).tryToCreate(spec));
        admitted(() -> CustomObject.roll(service.client(), mesh).create(spec));
    }

    @Test
    void aMemberObjectIsCreatedByWhoMayUseTheControlPlaneItNames() {
        String own = GUARDED.cluster().createNamespace("own");
        Person tenant = person().may("*", MAISTRA, "servicemeshmembers", own).may("use", MAISTRA, PLANES, mesh,
                "basic");
        CustomObject member = CustomObject.member(tenant.client(), own);

        refused("you need the right to use the ServiceMeshControlPlane 'other' in the namespace '" + mesh + "'",
                () -> member.tryToCreate(refTo("other", mesh)));
        refused("the right to use the ServiceMeshControlPlane 'basic' in the namespace 'elsewhere'",
                () -> member.tryToCreate(refTo("basic", "elsewhere")));
        admitted(() -> member.create(refTo("basic", mesh)));
    }

    @Test
    void aMemberObjectIsLabelledAndDeletedByWhoMayNotUseTheControlPlane() {
        CustomObject.member(GUARDED.admin(), mesh).create(refTo("basic", "elsewhere"));
        CustomObject member = CustomObject.member(owner.client(), mesh);

        admitted(() -> member.label("team", "a"));
        admitted(member::writeStatus);
        admitted(member::delete);
        assertThat(CustomObject.member(GUARDED.admin(), mesh).get()).isNull();
    }

    @Test
    void aRollIsLabelledAndDeletedAndHasItsStatusWrittenWhateverIsInIt() {
        rollOfAdmin.create("{members: [foreign], memberSelectors: [{}]}");

        admitted(() -> roll.label("team", "a"));
        admitted(roll::writeStatus);
        admitted(roll::delete);
        assertThat(rollOfAdmin.get()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            v2 | {version: v2.5, mode: ClusterWide}
            v1 | {version: v2.5, mode: ClusterWide}
            v2 | {version: v2.3, techPreview: {controlPlaneMode: ClusterScoped}}
            v2 | {version: v2.3.1, mode: MultiTenant, techPreview: {controlPlaneMode: ClusterScoped}}
            """)
    void aControlPlaneIsMadeClusterWideByWhoMayCreateThemEverywhere(String version, String spec) {
        String message = "a cluster-wide control plane needs the right to create servicemeshcontrolplanes in the whole";
        Person powerful = person().may("*", MAISTRA, "*", mesh).mayEverywhere("create", MAISTRA, PLANES);
        CustomObject plane = CustomObject.controlPlane(owner.client(), version, mesh);

        refused(message, () -> plane.tryToCreate(spec));
        admitted(() -> plane.create("{version: v2.5}"));
        refused(message, () -> plane.edit(spec));
        admitted(() -> CustomObject.controlPlane(powerful.client(), version, mesh).edit(spec));
        admitted(() -> plane.edit("{profiles: [default], " + spec.substring(1)));
        admitted(plane::delete);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{version: v2.5}", "{mode: MultiTenant}", "{mode: ''}",
            "{version: v2.5, techPreview: {controlPlaneMode: ClusterScoped}}",
            "{version: v2.3, techPreview: {controlPlaneMode: MultiTenant}}"})
    void everyOtherControlPlaneNeedsNoFurtherRight(String spec) {
        CustomObject plane = CustomObject.controlPlane(owner.client(), "v2", mesh);

        admitted(() -> plane.create(spec));
        admitted(() -> plane.edit("{version: v2.6}"));
    }

    /** Where the owner of the mesh may change pods. */
    private String namespaceOfOwner(String prefix) {
        String name = GUARDED.cluster().createNamespace(prefix);
        owner.may("update", "", "pods", name);
        return name;
    }

    private Person person() {
        return kept(new Person(GUARDED.cluster()));
    }

    private Person kept(Person person) {
        people.add(person);
        return person;
    }

    private static String refTo(String name, String namespace) {
        return "{controlPlaneRef: {name: %s, namespace: %s}}".formatted(name, namespace);
    }

    private static List<String> numbered(String pattern, int count) {
        return IntStream.range(0, count).mapToObj(pattern::formatted).toList();
    }

    private static List<String> both(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
