package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.muster.events.Concern;
import io.muster.events.Event;
import io.muster.events.Outcome;
import io.muster.events.Topics;
import io.muster.mesh.ServiceMeshMemberRoll;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.OutcomesUnderTest;
import io.muster.testing.RealServers;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Plans against a real API server and a real broker, and what the services then really do. */
@ExtendWith(RealServers.class)
class PlanIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Topics TOPICS = new Topics("planned", 4);
    private static final String MESH = "plan-mesh";
    private static final String OTHER = "plan-other";

    private static KafkaUnderTest kafka;
    private static ControlPlaneUnderTest cluster;
    private static Installation muster;
    private static Map<String, String> environment;

    @BeforeAll
    static void twoMeshesOfARunningMuster(KafkaUnderTest broker, ControlPlaneUnderTest controlPlane) {
        kafka = broker;
        cluster = controlPlane;
        environment = Map.of("HOME", "/nonexistent", "MUSTER_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
                "MUSTER_TOPIC_PREFIX", TOPICS.prefix(), "MUSTER_PARTITIONS", "4", "MUSTER_HTTP_PORT", "0",
                "MUSTER_KUBECONFIG", cluster.kubeconfig().toString());
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        muster = Installation.start(new Installation.Plan(null, null, null, null, List.of(ServiceKind.values()), true),
                new Surroundings(environment, nowhere, nowhere));
        new DemoMesh(cluster.admin(), MESH).install();
        new DemoMesh(cluster.admin(), OTHER).install();
        await().atMost(LIMIT).until(() -> muster.health().unmet().isEmpty());
        await().atMost(LIMIT).until(() -> meshIsPublished(MESH) && meshIsPublished(OTHER));
    }

    @AfterAll
    static void stop() {
        muster.close();
    }

    private static boolean meshIsPublished(String mesh) {
        return Ran.muster(environment, "status", mesh).status() == 0
                && MESH.equals(label(MESH)) && OTHER.equals(label(OTHER));
    }

    private static @Nullable String label(String namespace) {
        Namespace live = cluster.admin().namespaces().withName(namespace).get();
        return live == null || live.getMetadata().getLabels() == null
                ? null
                : live.getMetadata().getLabels().get("maistra.io/member-of");
    }

    private static String roll(String mesh, String... members) {
        return """
                apiVersion: maistra.io/v1
                kind: ServiceMeshMemberRoll
                metadata: {name: default, namespace: %s}
                spec: {members: [%s]}
                """.formatted(mesh, String.join(", ", members));
    }

    private static Ran plan(String yaml, String... more) {
        return plan(environment, yaml, more);
    }

    private static Ran plan(Map<String, String> settings, String yaml, String... more) {
        return Ran.muster(settings, new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)),
                Stream.concat(Stream.of("plan", "-f", "-"), Arrays.stream(more))
                        .toArray(String[]::new));
    }

    private static JsonNode json(Ran ran) {
        assertThat(ran.status()).as(ran.err()).isEqualTo(2);
        return JsonMapper.shared().readTree(ran.out());
    }

    /** As kubectl apply does it. */
    private static void apply(String yaml) {
        KubernetesClient admin = cluster.admin();
        for (Manifest manifest : Manifests.parse("applied", yaml)) {
            String json = admin.getKubernetesSerialization().asJson(manifest.content());
            var objects = admin.genericKubernetesResources(PlannedKind.of(manifest).context(manifest.apiVersion()))
                    .inNamespace(manifest.text("metadata", "namespace").orElseThrow());
            if (objects.withName(manifest.name()).get() == null) {
                objects.resource(admin.getKubernetesSerialization().unmarshal(json, GenericKubernetesResource.class))
                        .create();
            } else {
                objects.withName(manifest.name()).patch(PatchContext.of(PatchType.JSON_MERGE), json);
            }
        }
    }

    private static Set<String> planned(JsonNode plan, String namespace) {
        return StreamSupport.stream(plan.path("objects").spliterator(), false)
                .filter(each -> each.path("namespace").asString().equals(namespace))
                .map(each -> "%s %s %s".formatted(each.path("action").asString(), each.path("kind").asString(),
                        each.path("name").asString()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What the services say that they have written since they last said that all was well. */
    private static Set<String> written(String namespace) {
        Set<String> written = new TreeSet<>();
        for (Concern concern : Concern.values()) {
            try (OutcomesUnderTest outcomes = new OutcomesUnderTest(kafka, TOPICS, concern)) {
                written.addAll(outcomes.of(namespace).stream().map(Event::payload)
                        .filter(Outcome.class::isInstance).map(Outcome.class::cast)
                        .flatMap(outcome -> outcome.written().stream())
                        .map(each -> "%s %s %s".formatted(each.verb().replace("patch", "update"), each.kind(),
                                each.name()))
                        .toList());
            }
        }
        return written;
    }

    private static Set<String> there(String namespace) {
        KubernetesClient admin = cluster.admin();
        return Stream.<HasMetadata>concat(
                admin.rbac().roleBindings().inNamespace(namespace).list().getItems().stream(),
                admin.network().v1().networkPolicies().inNamespace(namespace).list().getItems().stream())
                .map(each -> each.getKind() + " " + each.getMetadata().getName())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void whatIsPlannedIsWhatTheServicesThenWrite() {
        String shop = cluster.createNamespace("shop");
        String yaml = roll(MESH, shop, "plan-missing", "kube-system");

        JsonNode plan = json(plan(yaml, "-o", "json"));

        assertThat(plan.path("members")).singleElement().satisfies(member -> {
            assertThat(member.path("namespace").asString()).isEqualTo(shop);
            assertThat(member.path("change").asString()).isEqualTo("joins");
            assertThat(member.path("to").asString()).isEqualTo(MESH);
            assertThat(member.path("restrictsIngress").asBoolean()).isTrue();
        });
        assertThat(plan.path("troubles").toString()).contains("\"missing\"", "plan-missing", "\"refused\"",
                "kube-system");
        assertThat(planned(plan, shop)).contains("create RoleBinding prometheus-" + MESH,
                "create NetworkPolicy istio-mesh-basic", "update Namespace " + shop);
        assertThat(there(shop)).isEmpty();
        assertThat(cluster.admin().resources(ServiceMeshMemberRoll.class).inNamespace(MESH).withName("default").get()
                .getSpec().getMembers()).isNull();

        apply(yaml);
        await().atMost(LIMIT).until(() -> MESH.equals(label(shop)));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(written(shop)).isEqualTo(planned(plan, shop)));

        Ran again = plan(yaml);
        assertThat(again.status()).as(again.out() + again.err()).isZero();
        assertThat(again.err()).contains("there is nothing to do");

        JsonNode leaving = json(plan(roll(MESH), "-o", "json"));
        assertThat(leaving.path("members").toString()).contains("\"leaves\"");
        assertThat(planned(leaving, shop)).isEqualTo(Stream.concat(
                there(shop).stream().map(each -> "delete " + each), Stream.of("update Namespace " + shop))
                .collect(Collectors.toCollection(TreeSet::new)));
        apply(roll(MESH));
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(there(shop)).isEmpty();
            assertThat(label(shop)).isNull();
        });
    }

    @Test
    void whoWinsIsSaidAndWhatMoves() {
        String cart = cluster.createNamespace("cart");
        String both = roll(MESH, cart) + "---\n" + roll(OTHER, cart);

        JsonNode claimed = json(plan(both, "-o", "json"));

        assertThat(claimed.path("members")).singleElement()
                .satisfies(member -> assertThat(member.path("to").asString()).isEqualTo(MESH));
        assertThat(claimed.path("troubles")).singleElement().satisfies(trouble -> assertThat(trouble.toString())
                .contains("conflict", OTHER, "claimed (listed), but %s gets it (listed)".formatted(MESH)));

        String object = """
                apiVersion: maistra.io/v1
                kind: ServiceMeshMember
                metadata: {name: default, namespace: %s}
                spec: {controlPlaneRef: {name: basic, namespace: %s}}
                """.formatted(cart, OTHER);
        apply(object);
        await().atMost(LIMIT).until(() -> OTHER.equals(label(cart)));
        String moves = "---\n" + object.replace(OTHER, "nowhere");
        assertThat(plan(moves, "-o", "wide")).satisfies(ran -> {
            // A member object names its mesh once and for all.
            assertThat(ran.status()).isEqualTo(2);
            assertThat(ran.out()).containsPattern("ServiceMeshMember %s/default +refused".formatted(cart));
        });
        assertThat(plan(roll(MESH, cart)).out()).containsPattern(
                "%s +conflict +%s +claimed \\(listed\\), but %s holds it \\(member-object\\)".formatted(MESH, cart,
                        OTHER));
        assertThat(there(cart)).anyMatch(each -> each.contains(OTHER)).noneMatch(each -> each.contains(MESH));
    }

    @Test
    void aControlPlaneOfTheWholeClusterGetsARollAndWithItMembers() {
        String bank = cluster.freshNamespaceName("bank");
        cluster.admin().resource(new NamespaceBuilder().withNewMetadata().withName(bank)
                .addToLabels("istio-injection", "enabled").endMetadata().build()).create();
        String mesh = cluster.freshNamespaceName("wide");

        Ran ran = plan("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: %1$s}
                ---
                apiVersion: maistra.io/v2
                kind: ServiceMeshControlPlane
                metadata: {name: wide, namespace: %1$s}
                spec: {version: v2.5, mode: ClusterWide}
                """.formatted(mesh));

        assertThat(ran.status()).as(ran.err()).isEqualTo(2);
        assertThat(ran.out()).contains("not checked: its namespace is made by an earlier document")
                .containsPattern("%s +appears".formatted(mesh)).containsPattern("%s +joins".formatted(bank))
                .containsPattern("%s +Namespace, ServiceMeshMemberRoll".formatted(mesh))
                .contains("RoleBinding (wait): the control plane is not installed yet");
        assertThat(cluster.admin().namespaces().withName(mesh).get()).isNull();
        cluster.admin().namespaces().withName(bank).delete();
    }

    @Test
    void aForeignObjectInTheWayIsNamed() {
        String shop = cluster.createNamespace("taken");
        cluster.admin().resource(new RoleBindingBuilder().withNewMetadata().withNamespace(shop)
                .withName("prometheus-" + MESH).endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "view").build()).create();

        Ran ran = plan(roll(MESH, shop), "-o", "wide");

        assertThat(ran.out()).containsPattern("conflict +RoleBinding prometheus-.*Muster did not make")
                .containsPattern("wait +Namespace " + shop);
    }

    @Test
    void whatIsWrongWithADocumentIsSaidWithItsPlace() {
        assertThat(plan(roll(MESH, "a").replace("members", "membres"))).satisfies(ran -> {
            assertThat(ran.status()).isEqualTo(1);
            assertThat(ran.err()).contains("standard input, document 1", "unknown field \"spec.membres\"");
            assertThat(ran.out()).isEmpty();
        });
        assertThat(plan(roll(MESH, "a") + "---\n" + roll(MESH, "b")).err())
                .contains("document 2: ServiceMeshMemberRoll %s/default is in an earlier document".formatted(MESH));
        assertThat(plan(roll(MESH, "a") + "---\nkind: }")).satisfies(ran -> {
            assertThat(ran.status()).isEqualTo(1);
            assertThat(ran.err()).contains("document 2: line 6 is no YAML");
        });
        assertThat(plan(roll(MESH, MESH))).satisfies(ran -> {
            assertThat(ran.status()).isEqualTo(2);
            assertThat(ran.out()).containsPattern("ServiceMeshMemberRoll %s/default +refused".formatted(MESH));
        });
        assertThat(plan(roll("plan-nowhere", "a")).out()).contains("namespace plan-nowhere does not exist");
        assertThat(Ran.muster(environment, "plan").status()).isEqualTo(1);
    }

    @Test
    void whoMayOnlyReadGetsAPlanToo() {
        String shop = cluster.createNamespace("readonly");
        Map<String, String> asReader = new HashMap<>(environment);
        asReader.put("MUSTER_KUBECONFIG", Reader.kubeconfig(cluster).toString());

        Ran ran = plan(asReader, roll(MESH, shop));

        assertThat(ran.status()).as(ran.err()).isEqualTo(2);
        assertThat(ran.out()).contains("not checked: you may not write it").containsPattern(shop + " +joins");
        assertThat(plan(asReader, roll(MESH, shop).replace("members", "membres")).err())
                .contains("document 1: ServiceMeshMemberRoll has no field spec.membres");
    }

    @Test
    void withoutABrokerTheLabelsTellWhoHoldsWhat() {
        String shop = cluster.createNamespace("labelled");
        Map<String, String> withoutBroker = new HashMap<>(environment);
        withoutBroker.remove("MUSTER_BOOTSTRAP_SERVERS");

        JsonNode plan = json(plan(withoutBroker, roll(MESH, shop), "--by-labels", "-o", "json"));

        assertThat(plan.path("holders").asString()).isEqualTo("labels");
        assertThat(plan.path("members").toString()).contains(shop);
        assertThat(plan(withoutBroker, roll(MESH, shop))).satisfies(ran -> {
            assertThat(ran.status()).isEqualTo(1);
            assertThat(ran.err()).contains("MUSTER_BOOTSTRAP_SERVERS is not set");
        });
    }
}
