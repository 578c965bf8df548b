package io.muster.system;

import static io.muster.system.Eventually.eventually;
import static io.muster.system.MusterProcess.Kind.CNI;
import static io.muster.system.MusterProcess.Kind.MEMBER;
import static io.muster.system.MusterProcess.Kind.NETWORK;
import static io.muster.system.MusterProcess.Kind.RBAC;
import static io.muster.system.MusterProcess.Kind.WATCHER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBindingBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.muster.events.Concern;
import io.muster.events.Event;
import io.muster.events.Outcome;
import io.muster.mesh.MeshKeys;
import io.muster.system.MusterProcess.Kind;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.RealServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** Five hundred namespaces join at once, two replicas of every service do the work, and one is refused. */
@ExtendWith(RealServers.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ManyJoinsIT {

    private static final int MEMBERS = 500;
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final double PARTITIONS_OF_EACH = 3;
    private static final String ATTACHMENT = "v2-5-istio-cni";
    private static final Set<String> POLICIES = Set.of("istio-mesh-" + Mesh.NAME, "istio-expose-route-" + Mesh.NAME);
    private static final double LEAST_SHARE = 0.35;
    private static final String REFUSAL = "no policies here";

    /** An object of a member; a Namespace is in itself. */
    private record ObjectName(String namespace, String kind, String name) {

        static ObjectName of(HasMetadata object) {
            ObjectMeta metadata = object.getMetadata();
            return new ObjectName(metadata.getNamespace() == null ? metadata.getName() : metadata.getNamespace(),
                    object.getKind(), metadata.getName());
        }
    }

    private final Scene scene;
    private final Mesh mesh;
    private final List<String> members;
    private final Map<Kind, List<MusterProcess>> replicas = new LinkedHashMap<>();

    ManyJoinsIT(KafkaUnderTest kafka, ControlPlaneUnderTest cluster) {
        scene = new Scene(kafka, cluster);
        cluster.installCrd("/crds/network-attachment-definitions.k8s.cni.cncf.io.yaml");
        mesh = scene.mesh();
        members = IntStream.range(0, MEMBERS).mapToObj(_ -> scene.namespace("n")).sorted().toList();
    }

    @BeforeAll
    void start() {
        scene.start(WATCHER).awaitReady();
        for (Kind kind : List.of(RBAC, NETWORK, CNI, MEMBER)) {
            List<MusterProcess> both = List.of(scene.start(kind), scene.start(kind));
            both.forEach(MusterProcess::awaitReady);
            replicas.put(kind, both);
        }
        replicas.values().forEach(both -> eventually(() -> assertThat(both)
                .allSatisfy(replica -> assertThat(replica.metric("muster_owned_partitions"))
                        .isEqualTo(PARTITIONS_OF_EACH))));
    }

    @AfterAll
    void stop() {
        scene.close();
    }

    /** Nobody waits for the one whose policies the API server refuses, and that one waits for nothing but this. */
    @Test
    @Order(1)
    void whoCannotBeServedDelaysNobodyElse() {
        String refused = members.get(MEMBERS / 2);
        List<String> others = members.stream().filter(member -> !member.equals(refused)).toList();
        refusePolicies(refused);

        mesh.roll(members);

        soon(() -> assertThat(labelled()).isEqualTo(Set.copyOf(others)));
        assertThat(failures()).containsOnlyKeys(refused);
        assertThat(scene.reader().outcome(Concern.NETWORK, refused)).hasValueSatisfying(outcome -> {
            assertThat(outcome.state()).isEqualTo(Outcome.State.FAILED);
            assertThat(outcome.objects()).extracting(Outcome.ObjectOutcome::reason)
                    .allMatch(reason -> reason.contains(REFUSAL));
        });
        for (Concern concern : List.of(Concern.RBAC, Concern.CNI)) {
            assertThat(scene.reader().outcome(concern, refused)).map(Outcome::state)
                    .hasValue(Outcome.State.APPLIED);
        }
        assertThatAllIsThere(others);

        allowPolicies();
        soon(() -> assertThat(labelled()).isEqualTo(Set.copyOf(members)));
        assertThatAllIsThere(members);
        assertThatBothDidTheirShare();
    }

    @Test
    @Order(2)
    void allOfThemLeaveAtOnce() {
        mesh.roll();

        soon(() -> assertThat(objects()).isEmpty());
    }

    /** What was right when they died is left as it is, and the others do what they had not done. */
    @Test
    @Order(3)
    void oneReplicaOfEveryServiceIsKilledAmidTheJoins() {
        mesh.roll(members);
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(10)).until(() -> labelled().size() > MEMBERS / 5);
        replicas.values().forEach(both -> both.getFirst().kill());
        Set<String> labelledBefore = labelled();
        assertThat(labelledBefore).as("killed in the middle").hasSizeLessThan(MEMBERS);
        Map<ObjectName, String> before = objects();
        before.keySet().removeIf(object -> !labelledBefore.contains(object.namespace()));

        soon(() -> assertThat(labelled()).isEqualTo(Set.copyOf(members)));

        assertThatAllIsThere(members);
        assertThat(objects()).as("nobody writes what is right").containsAllEntriesOf(before);
        replicas.forEach((kind, both) -> eventually(() -> assertThat(both.getLast().metric("muster_pending_keys"))
                .as("pending keys of %s", kind).isZero()));
        assertThat(scene.reader().brokenChains(members)).isEmpty();
    }

    private static void soon(ThrowingRunnable assertions) {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(100)).untilAsserted(assertions);
    }

    /** The API server takes no policy in this namespace, whoever wants to make one. */
    private void refusePolicies(String namespace) {
        admin().resource(new ValidatingAdmissionPolicyBuilder().withNewMetadata().withName(mesh.namespace())
                .endMetadata().withNewSpec().withFailurePolicy("Fail")
                .withNewMatchConstraints().addNewResourceRule().withApiGroups("networking.k8s.io")
                .withApiVersions("v1").withOperations("CREATE").withResources("networkpolicies").endResourceRule()
                .endMatchConstraints()
                .addNewValidation().withExpression("object.metadata.namespace != '%s'".formatted(namespace))
                .withMessage(REFUSAL).endValidation().endSpec().build()).create();
        admin().resource(new ValidatingAdmissionPolicyBindingBuilder().withNewMetadata()
                .withName(mesh.namespace()).endMetadata().withNewSpec().withPolicyName(mesh.namespace())
                .withValidationActions("Deny").endSpec().build()).create();
        soon(() -> assertThatThrownBy(() -> admin().resource(new NetworkPolicyBuilder().withNewMetadata()
                .withNamespace(namespace).withName("probe").endMetadata().withNewSpec().withNewPodSelector()
                .endPodSelector().endSpec().build()).dryRun().create()).hasMessageContaining(REFUSAL));
    }

    private void allowPolicies() {
        admin().admissionRegistration().v1().validatingAdmissionPolicyBindings().withName(mesh.namespace()).delete();
        admin().admissionRegistration().v1().validatingAdmissionPolicies().withName(mesh.namespace()).delete();
    }

    /** Who was told, by any service, that it could not be served. */
    private Map<String, List<Concern>> failures() {
        return scene.reader().events(scene.topics().outcomesLog()).stream().map(Event::payload)
                .flatMap(payload -> payload instanceof Outcome outcome ? Stream.of(outcome) : Stream.empty())
                .filter(outcome -> outcome.state() == Outcome.State.FAILED)
                .collect(Collectors.groupingBy(Outcome::namespace,
                        Collectors.mapping(Outcome::concern, Collectors.toList())));
    }

    private Set<String> labelled() {
        return admin().namespaces().withLabel(MeshKeys.MEMBER_OF, mesh.namespace()).list().getItems().stream()
                .map(namespace -> namespace.getMetadata().getName()).filter(members::contains)
                .collect(Collectors.toSet());
    }

    /** Everything that the members have got from the mesh, with its versions: the same if nobody wrote. */
    private Map<ObjectName, String> objects() {
        List<HasMetadata> objects = new ArrayList<>(admin().namespaces().withLabel(MeshKeys.MEMBER_OF, mesh.namespace())
                .list().getItems());
        objects.addAll(admin().rbac().roleBindings().inAnyNamespace()
                .withLabel(MeshKeys.MEMBER_OF, mesh.namespace()).list().getItems());
        objects.addAll(admin().network().v1().networkPolicies().inAnyNamespace()
                .withLabel(MeshKeys.MEMBER_OF, mesh.namespace()).list().getItems());
        objects.addAll(admin().genericKubernetesResources("k8s.cni.cncf.io/v1", "NetworkAttachmentDefinition")
                .inAnyNamespace().withLabel(MeshKeys.MEMBER_OF, mesh.namespace()).list().getItems());
        return objects.stream().filter(object -> members.contains(ObjectName.of(object).namespace()))
                .collect(Collectors.toMap(ObjectName::of,
                        object -> object.getMetadata().getUid() + "@" + object.getMetadata().getResourceVersion()));
    }

    private void assertThatAllIsThere(List<String> served) {
        Set<ObjectName> expected = new HashSet<>();
        for (String member : served) {
            expected.add(new ObjectName(member, "Namespace", member));
            mesh.names().forEach(name -> expected.add(new ObjectName(member, "RoleBinding", name)));
            POLICIES.forEach(name -> expected.add(new ObjectName(member, "NetworkPolicy", name)));
            expected.add(new ObjectName(member, "NetworkAttachmentDefinition", ATTACHMENT));
        }
        assertThat(objects().keySet()).filteredOn(object -> served.contains(object.namespace()))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    private void assertThatBothDidTheirShare() {
        eventually(() -> replicas.forEach((kind, both) -> {
            double first = both.getFirst().metric("muster_writes_total", "result=\"ok\"");
            double second = both.getLast().metric("muster_writes_total", "result=\"ok\"");
            assertThat(first / (first + second)).as("share of one %s", kind).isBetween(LEAST_SHARE, 1 - LEAST_SHARE);
        }));
    }

    private KubernetesClient admin() {
        return scene.admin();
    }
}
