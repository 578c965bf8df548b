package io.muster.system;

import static io.muster.system.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.muster.events.Concern;
import io.muster.events.Topics;
import io.muster.system.Chart.Rendered;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.RealServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The chart, by the real helm, kubeconform and API server. Skipped where there is no Go to build the first two with.
 */
@ExtendWith(RealServers.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChartIT {

    private static final List<String> FOREIGN_CRDS = List.of("/foreign-crds/strimzi.yaml", "/foreign-crds/keda.yaml",
            "/foreign-crds/prometheus.yaml");

    private final ControlPlaneUnderTest cluster;
    private final KubernetesClient admin;
    private final Chart chart = new Chart(LintTools.forCharts());

    ChartIT(ControlPlaneUnderTest cluster) {
        this.cluster = cluster;
        this.admin = cluster.admin();
        cluster.installCrds();
        FOREIGN_CRDS.forEach(cluster::installCrd);
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "minimal", "openshift", "strimzi"})
    void helmFindsNothingWrong(String values) {
        assertThat(chart.lint(values).successfully().output()).contains("0 chart(s) failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "minimal", "openshift", "strimzi"})
    void everythingIsOfTheFormThatTheApiServerPublishes(String values, @TempDir Path folder) throws Exception {
        Rendered rendered = chart.render("muster", "muster", values);
        OpenApiSchemas schemas = new OpenApiSchemas(admin, folder);
        Path manifest = Files.writeString(folder.resolve("rendered.yaml"), rendered.manifest());
        Set<String> apiVersions = rendered.objects().stream().map(GenericKubernetesResource::getApiVersion)
                .collect(Collectors.toSet());

        // What custom resources look like is published a moment after their definition is there.
        eventually(() -> {
            schemas.write(apiVersions);
            LintTools.Ended ended = chart.tools().kubeconform("-strict", "-summary", "-schema-location",
                    schemas.location(), manifest.toString()).successfully();
            assertThat(ended.output()).contains("Valid: " + rendered.objects().size(), "Invalid: 0", "Skipped: 0");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "minimal", "openshift", "strimzi"})
    void theApiServerTakesEverything(String values) {
        String namespace = cluster.createNamespace("chart");
        Rendered rendered = chart.render("muster", namespace, values);

        rendered.objects().forEach(object -> assertThat(admin.resource(object).dryRun()
                .fieldValidation(Validation.STRICT).fieldManager("helm").serverSideApply().getMetadata().getName())
                .isEqualTo(object.getMetadata().getName()));

        assertThat(rendered.objects()).filteredOn(object -> object.getMetadata().getNamespace() != null)
                .allSatisfy(object -> assertThat(object.getMetadata().getNamespace()).isEqualTo(namespace));
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "openshift", "strimzi"})
    void itsPodsAreAdmittedWhereOnlyRestrictedOnesAre(String values) {
        String namespace = cluster.freshNamespaceName("chart");
        admin.resource(new NamespaceBuilder().withNewMetadata().withName(namespace)
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted").endMetadata().build()).create();
        Rendered rendered = chart.render("muster", namespace, values);
        rendered.ofKind("ServiceAccount").map(account -> Rendered.as(ServiceAccount.class, account))
                .forEach(account -> admin.resource(account).create());

        List<Pod> pods = rendered.ofKind("Deployment").map(object -> Rendered.as(Deployment.class, object))
                .map(deployment -> admin.resource(new PodBuilder()
                        .withMetadata(deployment.getSpec().getTemplate().getMetadata())
                        .editMetadata().withName(deployment.getMetadata().getName()).withNamespace(namespace)
                        .endMetadata().withSpec(deployment.getSpec().getTemplate().getSpec()).build()).dryRun()
                        .create())
                .toList();

        assertThat(pods).hasSize(5).allSatisfy(pod -> assertThat(pod.getSpec().getContainers()).singleElement()
                .satisfies(container -> {
                    assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
                    assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/readyz");
                    assertThat(container.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/livez");
                }));
    }

    @Test
    void theTopicsAreThoseOfTheContract() {
        Topics topics = new Topics("roll", 12);

        List<Topics.Spec> rendered = chart.render("muster", "muster", "strimzi").ofKind("KafkaTopic")
                .map(topic -> new Topics.Spec(topic.get("spec", "topicName"), topic.get("spec", "partitions"),
                        Map.copyOf(topic.<Map<String, String>>get("spec", "config"))))
                .toList();

        assertThat(rendered).containsExactlyInAnyOrderElementsOf(topics.all());
    }

    @Test
    void onlyTheWatcherWritesMembersMeshesAndLogAndEachServiceOnlyItsOwnOutcomes() {
        Topics topics = new Topics("roll", 12);
        Map<String, Set<String>> writers = new TreeMap<>();
        chart.render("muster", "muster", "strimzi").ofKind("KafkaUser")
                .forEach(user -> acls(user).stream().filter(acl -> operations(acl).contains("Write"))
                        .filter(acl -> "topic".equals(Chart.part(acl, "resource").get("type")))
                        .forEach(acl -> writers.computeIfAbsent(
                                String.valueOf(Chart.part(acl, "resource").get("name")), ignored -> new TreeSet<>())
                                .add(user.getMetadata().getName())));

        Set<String> services = Set.of("muster-rbac-service", "muster-network-service", "muster-cni-service",
                "muster-member-service");
        Map<String, Set<String>> expected = new HashMap<>();
        List.of(topics.members(), topics.meshes(), topics.log())
                .forEach(topic -> expected.put(topic, Set.of("muster-watcher")));
        for (Concern concern : Concern.values()) {
            expected.put(topics.outcomes(concern), Set.of("muster-" + concern.id() + "-service"));
        }
        expected.put(topics.outcomesLog(), services);
        Set<String> all = new TreeSet<>(services);
        all.add("muster-watcher");
        expected.put(topics.deadLetters(), all);
        assertThat(writers).isEqualTo(expected);
    }

    @Test
    void rbacServiceMayBindNamedClusterRolesOnlyAndNobodyReadsSecrets() {
        Rendered none = chart.render("muster", "muster", "default");
        Rendered two = chart.render("muster", "muster", "openshift");

        assertThat(rules(none)).noneSatisfy(rule -> assertThat(rule.get("verbs")).asInstanceOf(LIST).contains("bind"));
        assertThat(rules(two)).filteredOn(rule -> List.of("bind").equals(rule.get("verbs"))).singleElement()
                .satisfies(rule -> assertThat(rule.get("resourceNames")).asInstanceOf(LIST).contains(
                        "payments-metrics-reader",
                        "istiod-clusterrole-basic-istio-system", "prometheus-payments-mesh"));
        assertThat(rules(two)).allSatisfy(rule -> {
            assertThat(rule.get("resources")).asInstanceOf(LIST).doesNotContain("secrets", "*");
            assertThat(rule.get("verbs")).asInstanceOf(LIST).doesNotContain("*", "escalate", "impersonate");
        });
    }

    @Test
    void whatIsToBeDoneAboutStrayLabelsGetsToMemberService() {
        assertThat(variable(chart.render("muster", "muster", "default"), "MUSTER_MEMBER_STRAY_LABELS"))
                .isEqualTo("remove");
        assertThat(variable(chart.render("muster", "muster", "openshift"), "MUSTER_MEMBER_STRAY_LABELS"))
                .isEqualTo("report");
    }

    private static String variable(Rendered rendered, String name) {
        return rendered.object(Deployment.class, "muster-member-service").getSpec().getTemplate().getSpec()
                .getContainers().getFirst().getEnv().stream().filter(variable -> variable.getName().equals(name))
                .findFirst().orElseThrow().getValue();
    }

    @Test
    void theAdmissionPoliciesExemptTheAccountThatMemberServiceRunsUnder() {
        Rendered rendered = chart.render("rolls", "mesh-system", "default");

        assertThat(rendered.manifest()).contains("'system:serviceaccount:mesh-system:rolls-member-service'")
                .doesNotContain("system:serviceaccount:muster:");
        assertThat(rendered.object(Deployment.class, "rolls-member-service").getSpec().getTemplate().getSpec()
                .getServiceAccountName()).isEqualTo("rolls-member-service");
    }

    @Test
    void spansAreSentWhereTheValuesSayAndMayGetThere() {
        Rendered rendered = chart.render("muster", "muster", "openshift");

        assertThat(rendered.object(Deployment.class, "muster-watcher").getSpec().getTemplate().getSpec()
                .getContainers().getFirst().getEnv()).anySatisfy(variable -> {
                    assertThat(variable.getName()).isEqualTo("MUSTER_TRACES_ENDPOINT");
                    assertThat(variable.getValue()).isEqualTo("http://otel-collector.monitoring.svc:4318/v1/traces");
                });
        assertThat(rendered.object(NetworkPolicy.class, "muster").getSpec().getEgress().getLast().getPorts())
                .extracting(port -> port.getPort().getIntVal()).containsExactly(443, 6443, 9094, 4318);
        assertThat(chart.render("muster", "muster", "default").manifest()).doesNotContain("MUSTER_TRACES_ENDPOINT");
    }

    @Test
    void whatIsMisspeltOrMissingIsSaid() {
        String folder = Chart.folder().toString();

        assertThat(chart.tools().helm("template", "muster", folder)).satisfies(
                ended -> assertThat(ended.complaints()).contains("kafka.bootstrapServers is not set"),
                ended -> assertThat(ended.status()).isNotZero());
        assertThat(chart.tools().helm("template", "muster", folder, "--set", "kafka.bootstrapServer=a:9092"))
                .satisfies(ended -> assertThat(ended.complaints()).contains("bootstrapServer"),
                        ended -> assertThat(ended.status()).isNotZero());
        assertThat(chart.tools().helm("template", "muster", folder, "--set", "kafka.bootstrapServers=a:9092",
                "--set", "watcher.settings.HELD=1").status()).isNotZero();
    }

    private static List<Map<String, Object>> rules(Rendered rendered) {
        return rendered.ofKind("ClusterRole")
                .flatMap(role -> role.<List<Map<String, Object>>>get("rules").stream()).toList();
    }

    private static List<Map<String, Object>> acls(GenericKubernetesResource user) {
        return user.get("spec", "authorization", "acls");
    }

    private static List<?> operations(Map<String, Object> acl) {
        return (List<?>) acl.getOrDefault("operations", List.of());
    }
}
