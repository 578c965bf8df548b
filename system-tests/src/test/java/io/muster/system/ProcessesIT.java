package io.muster.system;

import static io.muster.system.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.muster.events.Topics;
import io.muster.mesh.Crds;
import io.muster.sandbox.AccessToken;
import io.muster.sandbox.ControlPlaneOptions;
import io.muster.sandbox.LocalControlPlane;
import io.muster.system.MusterProcess.Answer;
import io.muster.system.MusterProcess.Kind;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.RealServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How the services behave towards those who run them: exit statuses, health, metrics, and what they say. */
@ExtendWith(RealServers.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProcessesIT {

    private static final Pattern DOCUMENTED = Pattern.compile("`(muster_[a-z_]+)");

    private final AccessToken account = AccessToken.serviceAccount("muster", "watcher");
    private final LocalControlPlane cluster = LocalControlPlane
            .startTemporary(ControlPlaneOptions.located().withTokens(account));
    private final KubernetesClient admin = new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(cluster.kubeconfig().toFile())).build();
    private final KafkaUnderTest kafka;
    private final Installation installation;

    ProcessesIT(KafkaUnderTest kafka) {
        this.kafka = kafka;
        this.installation = new Installation(kafka.bootstrapServers(), cluster.kubeconfig(), kafka.freshPrefix());
    }

    @AfterAll
    void stop() {
        installation.close();
        admin.close();
        cluster.close();
    }

    @Test
    void everyMistakeInTheSettingsIsReportedAtOnce() {
        Map<String, String> mistakes = Map.of("MUSTER_PARTITIONS", "many", "MUSTER_RETRY_LIMIT", "soon",
                "MUSTER_TOPIC_PREFX", "mine", "MUSTER_KUBECONFIG", "/nowhere");
        List<MusterProcess> services = Stream.of(Kind.values()).map(kind -> installation.start(kind, mistakes))
                .toList();

        for (MusterProcess service : services) {
            assertThat(service.awaitExit()).isEqualTo(2);
            assertThat(service.output()).contains("MUSTER_PARTITIONS is 'many'", "a whole number from 1 to 1000",
                    "MUSTER_RETRY_LIMIT is 'soon'", "MUSTER_KUBECONFIG is '/nowhere'",
                    "MUSTER_TOPIC_PREFX is no setting of this service: did you mean MUSTER_TOPIC_PREFIX?")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void serversThatCannotBeReachedAreNamed(@TempDir Path dir) throws IOException {
        Path kubeconfig = Files.writeString(dir.resolve("kubeconfig"), Files.readString(cluster.kubeconfig())
                .replace(cluster.server(), "https://127.0.0.1:1"));
        List<MusterProcess> withoutBroker = Stream.of(Kind.values()).map(kind -> installation.start(kind,
                Map.of("MUSTER_BOOTSTRAP_SERVERS", "127.0.0.1:1", "MUSTER_START_TIMEOUT", "2s"))).toList();
        // The broker, which is asked first, has to answer within that time, on a busy machine too.
        List<MusterProcess> withoutApiServer = Stream.of(Kind.values()).map(kind -> installation.start(kind,
                Map.of("MUSTER_KUBECONFIG", kubeconfig.toString(), "MUSTER_START_TIMEOUT", "12s"))).toList();

        for (MusterProcess service : withoutBroker) {
            assertThat(service.awaitExit()).isEqualTo(3);
            assertThat(service.output()).contains("the broker at 127.0.0.1:1 did not answer within 2 s")
                    .doesNotContain("\tat ");
        }
        for (MusterProcess service : withoutApiServer) {
            assertThat(service.awaitExit()).isEqualTo(4);
            assertThat(service.output()).contains("the API server at https://127.0.0.1:1/ cannot be reached")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void topicsWithAnotherNumberOfPartitionsAreListed() {
        Topics topics = new Topics(kafka.freshPrefix(), 3);
        Installation three = new Installation(kafka.bootstrapServers(), cluster.kubeconfig(), topics);
        try {
            MusterProcess first = three.start(Kind.RBAC);
            eventually(() -> assertThat(first.get("/livez").status()).isEqualTo(200));
            first.kill();

            MusterProcess refused = three.start(Kind.WATCHER, Map.of("MUSTER_PARTITIONS", "5"));

            assertThat(refused.awaitExit()).isEqualTo(3);
            for (String topic : List.of(topics.members(), topics.meshes(), topics.log(), topics.outcomesLog(),
                    topics.deadLetters())) {
                assertThat(refused.output()).contains("topic " + topic + " has 3 partitions, expected 5");
            }
            assertThat(refused.output()).contains("Set MUSTER_PARTITIONS to what all keyed topics have");
        } finally {
            three.close();
        }
    }

    /** One test, because a cluster can only once be without the mesh's kinds. */
    @Test
    void whatTheClusterLacksIsNamedAndWaitedFor() {
        Map<String, String> limited = Map.of("MUSTER_KUBECONFIG", cluster.kubeconfig(account).toString());
        MusterProcess stranger = installation.start(Kind.WATCHER, limited);
        assertThat(stranger.awaitExit()).as("who may not even ask for the cluster's name").isEqualTo(4);
        assertThat(stranger.output()).contains("kube-system", account.user(), "cannot get resource \"namespaces\"")
                .doesNotContain("\tat ");

        grant("namespaces", "", List.of("namespaces"));
        MusterProcess watcher = installation.start(Kind.WATCHER, limited);
        MusterProcess rbac = installation.start(Kind.RBAC);
        eventually(() -> {
            assertThat(watcher.get("/readyz").body()).contains(
                    "ServiceMeshControlPlane cannot be listed: servicemeshcontrolplanes.maistra.io is forbidden: User \""
                            + account.user() + "\" cannot list resource");
            assertThat(rbac.get("/readyz").body()).contains("the cluster does not know the kind", "install its CRD");
        });
        assertThat(List.of(watcher.get("/livez"), rbac.get("/livez"))).containsOnly(new Answer(200, "ok\n"));

        grant("meshes", "maistra.io", List.of("*"));
        eventually(() -> assertThat(watcher.get("/readyz").body()).contains("the cluster does not know the kind",
                "install its CRD").doesNotContain("cannot list"));
        Crds.resources().forEach(resource -> admin.load(ProcessesIT.class.getResourceAsStream(resource)).create());

        eventually(() -> assertThat(watcher.get("/readyz").body())
                .contains("cannot list resource \"rolebindings\" in API group \"rbac.authorization.k8s.io\""));
        grant("sources", "rbac.authorization.k8s.io", List.of("rolebindings"));
        grant("policies", "networking.k8s.io", List.of("networkpolicies"));
        watcher.awaitReady();
        rbac.awaitReady();
        Mesh mesh = Mesh.install(admin, namespace("mesh"));
        mesh.roll(namespace("a"));
        eventually(() -> assertThat(mesh.has("a")).isTrue());
        assertThat(watcher.get("/nonsense")).isEqualTo(new Answer(404, "there are /livez, /readyz and /metrics\n"));
        assertMetrics(watcher, rbac);
    }

    private void assertMetrics(MusterProcess watcher, MusterProcess rbac) {
        String ofWatcher = watcher.get("/metrics").body();
        String ofRbac = rbac.get("/metrics").body();
        assertThat(documented("watcher")).isNotEmpty().allSatisfy(name -> assertThat(ofWatcher).contains(name));
        assertThat(documented("service-runtime")).isNotEmpty().allSatisfy(name -> assertThat(ofRbac).contains(name));
        assertThat(rbac.metric("muster_writes_total", "concern=\"rbac\"", "kind=\"RoleBinding\"", "verb=\"create\"",
                "result=\"ok\"", "service=\"rbac-service\"")).isEqualTo(3);
        assertThat(rbac.metric("muster_event_applied_seconds_count")).isEqualTo(1);
        assertThat(ofRbac).contains("muster_event_applied_seconds_bucket{");
        assertThat(rbac.metric("muster_oldest_unconverged_seconds")).isZero();
        assertThat(ofRbac).contains("kafka_consumer_", "kafka_producer_", "jvm_memory_used_bytes", "process_cpu_usage");
        assertThat(ofWatcher).contains("kafka_consumer_", "jvm_memory_used_bytes");
        assertThat(watcher.metric("muster_watcher_members")).isEqualTo(1);
        assertThat(watcher.metric("muster_watcher_meshes")).isEqualTo(1);
        assertThat(watcher.metric("muster_watcher_events_total", "type=\"io.muster.member.joined\"")).isEqualTo(1);
    }

    /** The metrics that a module's README promises. */
    private static List<String> documented(String module) {
        try {
            Matcher names = DOCUMENTED.matcher(Files.readString(Path.of("..", module, "README.md")));
            return names.results().map(name -> name.group(1)).distinct().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String namespace(String name) {
        return admin.resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build()).create()
                .getMetadata().getName();
    }

    private void grant(String name, String group, List<String> resources) {
        ClusterRole role = admin.resource(new ClusterRoleBuilder().withNewMetadata().withName("may-read-" + name)
                .endMetadata().addNewRule().withApiGroups(group).withResources(resources)
                .withVerbs("get", "list", "watch").endRule().build()).create();
        admin.resource(new ClusterRoleBindingBuilder().withNewMetadata().withName("may-read-" + name).endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role.getMetadata().getName())
                .addNewSubject("rbac.authorization.k8s.io", "User", account.user(), null).build()).create();
    }
}
