package io.muster.rbac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.muster.events.Census;
import io.muster.events.Claim;
import io.muster.events.Concern;
import io.muster.events.Event;
import io.muster.events.EventSource;
import io.muster.events.EventType;
import io.muster.events.EventCodec;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.events.NetworkMode;
import io.muster.events.Outcome;
import io.muster.events.Payload;
import io.muster.events.RoleRef;
import io.muster.events.SourceBinding;
import io.muster.events.Subject;
import io.muster.events.Topics;
import io.muster.mesh.MeshKeys;
import io.muster.mesh.ServiceMeshControlPlane;
import io.muster.mesh.ServiceMeshMemberRoll;
import io.muster.mesh.ServiceMeshMemberRollSpec;
import io.muster.runtime.CommonSettings;
import io.muster.runtime.Entry;
import io.muster.runtime.KafkaClients;
import io.muster.runtime.Service;
import io.muster.runtime.SettingsReader;
import io.muster.runtime.StateTables;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.RealServers;
import io.muster.testing.StandInWatcher;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.jspecify.annotations.Nullable;

@ExtendWith(RealServers.class)
class RbacServiceIT {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final ControlPlaneUnderTest cluster;
    private final KubernetesClient admin;
    private final Topics topics;
    private final Map<String, String> environment;
    private String clusterId = "";
    private String cp = "";
    private StandInWatcher watcher;
    private StateTables outcomes;
    private Service service;

    RbacServiceIT(KafkaUnderTest kafka, ControlPlaneUnderTest cluster) {
        this.cluster = cluster;
        this.admin = cluster.admin();
        this.topics = new Topics(kafka.freshPrefix(), 6);
        this.environment = Map.of("MUSTER_BOOTSTRAP_SERVERS", kafka.bootstrapServers(), "MUSTER_KUBECONFIG",
                cluster.kubeconfig().toString(), "MUSTER_TOPIC_PREFIX", topics.prefix(), "MUSTER_PARTITIONS", "6");
        cluster.installCrds();
        clusterId = admin.namespaces().withName("kube-system").get().getMetadata().getUid();
        cp = cluster.createNamespace("cp");
        watcher = new StandInWatcher(kafka, topics, clusterId);
        outcomes = outcomes();
        service = RbacService.start(environment);
    }

    @BeforeEach
    void installControlPlane() {
        ServiceMeshControlPlane controlPlane = new ServiceMeshControlPlane();
        controlPlane.getMetadata().setNamespace(cp);
        controlPlane.getMetadata().setName("basic");
        controlPlane.setSpec(Map.of("version", "v2.5"));
        admin.resource(controlPlane).create();
        for (String role : List.of("istiod", "prometheus")) {
            admin.resource(new ClusterRoleBuilder().withNewMetadata().withName(role + "-" + cp)
                    .addToLabels(MeshKeys.OWNER, cp).endMetadata().build()).create();
            admin.resource(binding(role)).create();
        }
    }

    @AfterEach
    void stop() {
        service.close();
        outcomes.close();
        watcher.close();
    }

    @Test
    void givesAMemberItsBindingsKeepsThemAndTakesThemAway() {
        String bookinfo = cluster.createNamespace("bookinfo");
        roll(bookinfo);
        watcher.mesh(mesh());
        MemberState member = member(bookinfo);
        Event joined = watcher.member(member);
        watcher.census(1, 1);

        await().atMost(LONG).until(() -> copies(bookinfo).keySet(), Set.of("istiod-" + cp, "prometheus-" + cp)::equals);
        await().atMost(LONG).until(() -> outcome(bookinfo) instanceof Outcome outcome
                && outcome.state() == Outcome.State.APPLIED && joined.id().equals(outcome.event()));
        await().atMost(LONG).until(() -> service.health().unmet().isEmpty());

        // drift: deleted, edited, its label taken off
        admin.rbac().roleBindings().inNamespace(bookinfo).withName("istiod-" + cp).delete();
        await().atMost(LONG).until(() -> copies(bookinfo).size() == 2);
        admin.rbac().roleBindings().inNamespace(bookinfo).withName("istiod-" + cp)
                .edit(copy -> new RoleBindingBuilder(copy)
                        .withSubjects().build());
        await().atMost(LONG).until(() -> subjects(bookinfo, "istiod-" + cp) == 1);
        admin.rbac().roleBindings().inNamespace(bookinfo).withName("istiod-" + cp)
                .edit(copy -> new RoleBindingBuilder(copy)
                        .editMetadata().removeFromLabels(MeshKeys.MEMBER_OF).endMetadata().build());
        await().atMost(LONG).until(() -> copies(bookinfo).containsKey("istiod-" + cp));
        await().atMost(LONG).until(() -> outcome(bookinfo) instanceof Outcome outcome
                && outcome.repaired().stream().anyMatch(repair -> repair.change().contains(MeshKeys.MEMBER_OF)));

        watcher.left(member);
        await().atMost(LONG).until(() -> copies(bookinfo).isEmpty());
        await().atMost(LONG)
                .until(() -> outcomes.entry(topics.outcomes(Concern.RBAC), bookinfo) instanceof Entry.Ended);
    }

    @Test
    void addsNothingOnTheWordOfARecordAlone() {
        String victim = cluster.createNamespace("victim");
        roll();
        watcher.mesh(mesh());
        watcher.member(member(victim));
        watcher.census(1, 1);

        await().atMost(LONG).until(() -> outcome(victim) instanceof Outcome outcome
                && outcome.state() == Outcome.State.WAITING
                && outcome.reason().contains("nothing is added on the word of a record alone"));

        assertThat(copies(victim)).isEmpty();
        roll(victim);
        await().atMost(LONG).until(() -> copies(victim).size() == 2);
    }

    @Test
    void leavesAForeignObjectAloneAndGoesOnWithTheRest() {
        String bookinfo = cluster.createNamespace("bookinfo");
        roll(bookinfo);
        RoleBinding foreign = new RoleBindingBuilder(binding("istiod")).withNewMetadata().withNamespace(bookinfo)
                .withName("istiod-" + cp).endMetadata().withSubjects().build();
        admin.resource(foreign).create();
        watcher.mesh(mesh());
        watcher.member(member(bookinfo));
        watcher.census(1, 1);

        await().atMost(LONG).until(() -> outcome(bookinfo) instanceof Outcome outcome
                && outcome.state() == Outcome.State.CONFLICT);

        assertThat(copies(bookinfo).keySet()).containsExactly("prometheus-" + cp);
        assertThat(admin.rbac().roleBindings().inNamespace(bookinfo).withName("istiod-" + cp).get().getSubjects())
                .isEmpty();
        admin.rbac().roleBindings().inNamespace(bookinfo).withName("istiod-" + cp).delete();
        await().atMost(LONG).until(() -> copies(bookinfo).size() == 2);
    }

    @Test
    void removesNothingWithoutACensusOrOnTheWordOfAnotherCluster() {
        String bookinfo = cluster.createNamespace("bookinfo");
        admin.resource(new RoleBindingBuilder(binding("istiod")).withNewMetadata().withNamespace(bookinfo)
                .withName("old").addToLabels(MeshKeys.MEMBER_OF, cp).endMetadata().build()).create();
        Event foreign = new Event(EventType.CENSUS, "x", null, new EventSource("another-cluster", "watcher"),
                Census.KEY,
                null, Instant.now(), null, Map.of(), new Census("another-cluster", 9, 0, 0, Instant.now()));
        watcher.raw(EventCodec.encode(topics.meshes(), foreign));

        await().atMost(LONG).until(() -> String.join("\n", service.health().unmet()).contains("another-cluster"));
        assertThat(admin.rbac().roleBindings().inNamespace(bookinfo).withName("old").get()).isNotNull();

        watcher.census(0, 0);
        await().atMost(LONG)
                .until(() -> admin.rbac().roleBindings().inNamespace(bookinfo).withName("old").get() == null);
    }

    @Test
    void keepsWhatIsWhereAMeshClaimsItAndNoRecordSpeaksAndWaitsForNothingElse() throws IOException {
        String bookinfo = cluster.createNamespace("bookinfo");
        String empty = cluster.createNamespace("empty");
        roll();
        watcher.census(0, 0);
        await().atMost(LONG).until(() -> service.health().unmet().isEmpty());
        double before = pendingKeys();

        roll(bookinfo, empty);
        admin.resource(new RoleBindingBuilder(binding("istiod")).withNewMetadata().withNamespace(bookinfo)
                .withName("old").addToLabels(MeshKeys.MEMBER_OF, cp).endMetadata().build()).create();

        await().atMost(LONG).until(() -> pendingKeys() == before + 1);
        assertThat(copies(bookinfo).keySet()).containsExactly("old");

        roll();

        await().atMost(LONG).until(() -> copies(bookinfo).isEmpty());
        await().atMost(LONG).until(() -> pendingKeys() == before);
    }

    @Test
    void putsAsideWhatItCannotReadAndGoesOn() {
        String bookinfo = cluster.createNamespace("bookinfo");
        roll(bookinfo);
        watcher.raw(new ProducerRecord<>(topics.members(), "garbage".getBytes(StandardCharsets.UTF_8),
                "{".getBytes(StandardCharsets.UTF_8)));
        watcher.mesh(mesh());
        watcher.member(member(bookinfo));
        watcher.census(1, 1);

        await().atMost(LONG).until(() -> copies(bookinfo).size() == 2);
        StateTables letters = tables(List.of(topics.deadLetters(), topics.meshes()));
        try {
            await().atMost(LONG).until(() -> letters.unreadableRecords() > 0);
        } finally {
            letters.close();
        }
    }

    @Test
    void restartsWithoutWritingOrSayingAnything() {
        String bookinfo = cluster.createNamespace("bookinfo");
        roll(bookinfo);
        watcher.mesh(mesh());
        watcher.member(member(bookinfo));
        watcher.census(1, 1);
        await().atMost(LONG).until(() -> outcome(bookinfo) instanceof Outcome outcome
                && outcome.state() == Outcome.State.APPLIED && outcome.objects().size() == 2);
        await().atMost(LONG).until(() -> copies(bookinfo).size() == 2);
        Map<String, String> versions = versions(bookinfo);
        Entry said = outcomes.entry(topics.outcomes(Concern.RBAC), bookinfo);

        service.close();
        service = RbacService.start(environment);
        await().atMost(LONG).until(() -> service.health().unmet().isEmpty());

        assertThat(versions(bookinfo)).isEqualTo(versions);
        outcomes.readToEnd().join();
        assertThat(outcomes.entry(topics.outcomes(Concern.RBAC), bookinfo)).isEqualTo(said);
    }

    /** What other tests have left in the cluster may be among them. */
    private double pendingKeys() throws IOException {
        try (InputStream body = URI.create("http://127.0.0.1:%d/metrics".formatted(service.httpPort())).toURL()
                .openStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> line.startsWith("muster_pending_keys{"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
        }
    }

    private int subjects(String namespace, String name) {
        RoleBinding copy = copies(namespace).get(name);
        return copy == null || copy.getSubjects() == null ? 0 : copy.getSubjects().size();
    }

    private Map<String, String> versions(String namespace) {
        return copies(namespace).entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey,
                copy -> copy.getValue().getMetadata().getResourceVersion()));
    }

    private Map<String, RoleBinding> copies(String namespace) {
        return admin.rbac().roleBindings().inNamespace(namespace).withLabel(MeshKeys.MEMBER_OF, cp).list().getItems()
                .stream().collect(Collectors.toMap(copy -> copy.getMetadata().getName(), copy -> copy));
    }

    private @Nullable Payload outcome(String namespace) {
        return outcomes.entry(topics.outcomes(Concern.RBAC), namespace) instanceof Entry.Live live
                ? live.event().payload()
                : null;
    }

    private StateTables outcomes() {
        return tables(List.of(topics.outcomes(Concern.RBAC), topics.meshes()));
    }

    private StateTables tables(List<String> names) {
        SettingsReader reader = new SettingsReader(environment, "TEST");
        StateTables tables = new StateTables(new KafkaClients(CommonSettings.read(reader), "test"), names, clusterId);
        tables.start();
        return tables;
    }

    private void roll(String... members) {
        ServiceMeshMemberRoll roll = new ServiceMeshMemberRoll();
        roll.getMetadata().setNamespace(cp);
        roll.getMetadata().setName("default");
        ServiceMeshMemberRollSpec spec = new ServiceMeshMemberRollSpec();
        spec.setMembers(List.of(members));
        roll.setSpec(spec);
        admin.resource(roll).createOr(existing -> existing.update());
    }

    private MemberState member(String namespace) {
        return new MemberState(namespace, admin.namespaces().withName(namespace).get().getMetadata().getUid(), cp,
                Claim.LISTED, Instant.now(), null, StandInWatcher.cause("ServiceMeshMemberRoll", cp, "default"),
                Instant.now());
    }

    private MeshState mesh() {
        return new MeshState(cp, "basic", "uid", "v2.5", null, true, false, false,
                List.of(source("istiod"), source("prometheus")), true, List.of(), List.of(), NetworkMode.NETWORK_POLICY,
                null,
                List.of("v2-5-istio-cni"), new TreeMap<>(), false, List.of(), List.of(), List.of(), List.of(), Map.of(),
                StandInWatcher.cause("ServiceMeshControlPlane", cp, "basic"), Instant.now());
    }

    private SourceBinding source(String role) {
        return new SourceBinding(role + "-" + cp,
                new RoleRef("rbac.authorization.k8s.io", "ClusterRole", role + "-" + cp),
                List.of(new Subject("ServiceAccount", null, role, cp)), Map.of(), Map.of());
    }

    private RoleBinding binding(String role) {
        return new RoleBindingBuilder().withNewMetadata().withNamespace(cp).withName(role + "-" + cp)
                .addToLabels(MeshKeys.OWNER, cp).endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role + "-" + cp)
                .addNewSubject(null, "ServiceAccount", role, cp).build();
    }
}
