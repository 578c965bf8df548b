package io.muster.system;

import static io.muster.system.Eventually.eventually;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.muster.events.Concern;
import io.muster.events.Topics;
import io.muster.mesh.MeshKeys;
import io.muster.system.MusterProcess.Kind;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.KafkaUser;
import io.muster.testing.RealServers;
import io.muster.testing.SecuredKafka;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A broker that lets nobody do anything but what ACLs grant, and the services with the ACLs that the chart has Strimzi
 * grant them. Skipped where there is no Go to build helm with.
 */
@ExtendWith(RealServers.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokerSecurityIT {

    private static final String RELEASE = "muster";
    private static final Map<Kind, String> SERVICES = Map.of(Kind.WATCHER, "watcher", Kind.RBAC, "rbac-service",
            Kind.NETWORK, "network-service", Kind.CNI, "cni-service", Kind.MEMBER, "member-service");

    /** How a service proves which one it is. */
    enum Proof {
        CERTIFICATE, PASSWORD
    }

    private final ControlPlaneUnderTest cluster;
    private final KubernetesClient admin;
    private final Chart chart = new Chart(LintTools.forCharts());
    private final SecuredKafka kafka = SecuredKafka.start();
    private final Topics topics = new Topics("secured", 6);
    private final ChartUsers users = new ChartUsers(chart.render(RELEASE, "kafka", "strimzi", "--set",
            "kafka.topicPrefix=%s,kafka.partitions=%d".formatted(topics.prefix(), topics.partitions())), RELEASE);
    private final Installation installation;

    BrokerSecurityIT(ControlPlaneUnderTest cluster) {
        this.cluster = cluster;
        this.admin = cluster.admin();
        this.installation = new Installation(kafka.superuser().bootstrapServers(), cluster.kubeconfig(), topics);
        cluster.installCrds();
    }

    @BeforeAll
    void install() throws Exception {
        users.install(kafka);
    }

    @AfterEach
    void stopServices() {
        installation.close();
    }

    @AfterAll
    void stop() {
        kafka.close();
    }

    @ParameterizedTest
    @EnumSource
    void everyServiceGetsAlongWithTheAclsOfTheChart(Proof proof) throws Exception {
        List<MusterProcess> processes = new ArrayList<>();
        for (Map.Entry<Kind, String> service : SERVICES.entrySet()) {
            processes.add(start(service.getKey(), service.getValue(), proof));
        }
        processes.forEach(MusterProcess::awaitReady);
        Mesh mesh = Mesh.install(admin, cluster.createNamespace("mesh"));
        String joining = cluster.createNamespace("joining");

        mesh.roll(joining);
        eventually(() -> assertThat(label(joining)).isEqualTo(mesh.namespace()));
        assertThat(mesh.copies(joining).keySet()).isEqualTo(mesh.names());
        mesh.roll();
        eventually(() -> assertThat(label(joining)).isNull());
        eventually(() -> assertThat(mesh.copies(joining)).isEmpty());

        processes.forEach(process -> assertThat(process.output()).doesNotContain("uthoriz"));
        processes.forEach(MusterProcess::stop);
        mesh.remove();
    }

    @Test
    void whoeverRunsWithTheCredentialsOfAnotherIsRefusedAndSaysWhatIsMissing() throws Exception {
        MusterProcess service = start(Kind.RBAC, "network-service", Proof.CERTIFICATE);
        MusterProcess watcher = start(Kind.WATCHER, "rbac-service", Proof.PASSWORD);

        assertThat(service.awaitExit()).isEqualTo(3);
        assertThat(service.output()).contains("Either it runs with another service's credentials, or these ACLs are",
                "Read and Write on topic " + topics.outcomes(Concern.RBAC),
                "Read and Describe on group " + topics.prefix() + "-rbac-service")
                .doesNotContain("on topic " + topics.members(), "\tat ");
        assertThat(watcher.awaitExit()).isEqualTo(3);
        assertThat(watcher.output()).contains("Write on topic " + topics.members(), "Write on topic " + topics.meshes(),
                "Read and Write on topic " + topics.log()).doesNotContain("\tat ");
    }

    @Test
    void aStrangerIsNotLetInAndSaysSo() throws Exception {
        KafkaUser user = kafka.withPassword(RELEASE + "-watcher");
        kafka.withPassword(RELEASE + "-watcher");

        MusterProcess outdated = start(Kind.WATCHER, user, user.propertiesFile());

        assertThat(outdated.awaitExit()).isEqualTo(3);
        assertThat(outdated.output()).contains("the broker at " + user.bootstrapServers() + " refuses",
                "SaslAuthenticationException").doesNotContain("\tat ");
    }

    @Test
    void whoeverLosesARightWhileItRunsIsNotReadyUntilItHasItAgain() throws Exception {
        MusterProcess watcher = start(Kind.WATCHER, "watcher", Proof.CERTIFICATE);
        MusterProcess service = start(Kind.RBAC, "rbac-service", Proof.CERTIFICATE).awaitReady();
        watcher.awaitReady();

        Set<AclBinding> lost = new HashSet<>(kafka.admin().deleteAcls(List.of(new AclBindingFilter(
                new ResourcePatternFilter(ResourceType.TOPIC, topics.meshes(), PatternType.LITERAL),
                new AccessControlEntryFilter("User:muster-rbac-service", null, AclOperation.READ,
                        AclPermissionType.ALLOW))))
                .all().get(30, SECONDS));
        assertThat(lost).hasSize(1);

        eventually(() -> assertThat(service.get("/readyz")).satisfies(
                answer -> assertThat(answer.status()).isEqualTo(503),
                answer -> assertThat(answer.body()).contains("the topics cannot be read", topics.meshes())));
        kafka.grant(lost);
        eventually(() -> assertThat(service.isReady()).isTrue());
        assertThat(service.isAlive()).isTrue();
    }

    @Test
    void nobodyWritesWhatIsTheWatchersNorTheOutcomesOfAnother() throws Exception {
        for (String service : users.services()) {
            Set<String> foreign = new HashSet<>();
            if (!service.equals("watcher")) {
                foreign.addAll(List.of(topics.members(), topics.meshes(), topics.log()));
            }
            for (Concern concern : Concern.values()) {
                if (!service.equals(concern.id() + "-service")) {
                    foreign.add(topics.outcomes(concern));
                }
            }
            foreign.add(topics.requests());
            Map<String, Object> properties = kafka.withCertificate(RELEASE + "-" + service).clientProperties();
            try (Producer<byte[], byte[]> producer = new KafkaProducer<>(properties, new ByteArraySerializer(),
                    new ByteArraySerializer())) {
                for (String topic : foreign) {
                    assertThatThrownBy(() -> producer.send(new ProducerRecord<>(topic,
                            "bookinfo".getBytes(StandardCharsets.UTF_8), null)).get(30, SECONDS))
                            .as("%s on %s", service, topic)
                            .hasCauseInstanceOf(TopicAuthorizationException.class);
                }
            }
        }
    }

    private MusterProcess start(Kind kind, String asService, Proof proof) throws IOException {
        String name = RELEASE + "-" + asService;
        KafkaUser user = switch (proof) {
            case CERTIFICATE -> kafka.withCertificate(name);
            case PASSWORD -> kafka.withPassword(name);
        };
        return start(kind, user, switch (proof) {
            case CERTIFICATE -> users.properties(user);
            case PASSWORD -> user.propertiesFile();
        });
    }

    private MusterProcess start(Kind kind, KafkaUser user, Path properties) {
        assertThat(properties).isNotEmptyFile();
        return installation.start(kind, Map.of("MUSTER_BOOTSTRAP_SERVERS", user.bootstrapServers(),
                "MUSTER_KAFKA_PROPERTIES", properties.toString()));
    }

    private @Nullable String label(String namespace) {
        return admin.namespaces().withName(namespace).get().getMetadata().getLabels().get(MeshKeys.MEMBER_OF);
    }
}
