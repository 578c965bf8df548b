package io.muster.cni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.muster.events.Concern;
import io.muster.events.Event;
import io.muster.events.MemberState;
import io.muster.events.NetworkMode;
import io.muster.events.Outcome;
import io.muster.events.Topics;
import io.muster.mesh.MeshKeys;
import io.muster.runtime.Service;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.MeshUnderTest;
import io.muster.testing.OutcomesUnderTest;
import io.muster.testing.RealServers;
import io.muster.testing.StandInWatcher;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RealServers.class)
class CniServiceIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String CRD = "network-attachment-definitions.k8s.cni.cncf.io";
    private static final String V2_4 = "v2-4-istio-cni";
    private static final String V2_5 = "v2-5-istio-cni";

    private final ControlPlaneUnderTest cluster;
    private final KubernetesClient admin;
    private final Map<String, String> environment;
    private final MeshUnderTest mesh;
    private final StandInWatcher watcher;
    private final OutcomesUnderTest outcomes;
    private Service service;

    CniServiceIT(KafkaUnderTest kafka, ControlPlaneUnderTest cluster) {
        this.cluster = cluster;
        this.admin = cluster.admin();
        Topics topics = new Topics(kafka.freshPrefix(), 6);
        environment = Map.of("MUSTER_BOOTSTRAP_SERVERS", kafka.bootstrapServers(), "MUSTER_KUBECONFIG",
                cluster.kubeconfig().toString(), "MUSTER_TOPIC_PREFIX", topics.prefix(), "MUSTER_PARTITIONS", "6");
        mesh = MeshUnderTest.install(cluster, "v2.5");
        watcher = new StandInWatcher(kafka, topics,
                admin.namespaces().withName("kube-system").get().getMetadata().getUid());
        outcomes = new OutcomesUnderTest(kafka, topics, Concern.CNI);
        service = CniService.start(environment);
    }

    @AfterEach
    void stop() {
        service.close();
        outcomes.close();
        watcher.close();
    }

    @Test
    void goesOnWithoutMultusAndGivesTheAttachmentsAsSoonAsTheKindIsThere() {
        uninstallMultus();
        String bookinfo = joined(V2_5);
        awaitNoted(bookinfo);
        assertThat(service.health().unmet()).isEmpty();

        cluster.installCrd("/crds/" + CRD + ".yaml");
        await().atMost(LONG).until(() -> names(bookinfo), Set.of(V2_5)::equals);
        await().atMost(LONG).until(() -> outcomes.last(bookinfo).filter(said -> said.reason().isEmpty()).isPresent());

        uninstallMultus();
        awaitNoted(bookinfo);
        cluster.installCrd("/crds/" + CRD + ".yaml");
        await().atMost(LONG).until(() -> names(bookinfo), Set.of(V2_5)::equals);
    }

    @Test
    void keepsBothAttachmentsUntilAnUpgradeIsDoneAndTakesAllAwayWithTheMember() {
        cluster.installCrd("/crds/" + CRD + ".yaml");
        String bookinfo = cluster.createNamespace("bookinfo");
        mesh.roll(bookinfo);
        MemberState member = mesh.member(bookinfo);
        watcher.mesh(mesh.state(NetworkMode.NETWORK_POLICY, List.of(V2_4)));
        watcher.member(member);
        watcher.census(1, 1);
        await().atMost(LONG).until(() -> names(bookinfo), Set.of(V2_4)::equals);

        watcher.mesh(mesh.state(NetworkMode.NETWORK_POLICY, List.of(V2_4, V2_5)));
        await().atMost(LONG).until(() -> names(bookinfo), Set.of(V2_4, V2_5)::equals);
        watcher.mesh(mesh.state(NetworkMode.NETWORK_POLICY, List.of(V2_5)));
        await().atMost(LONG).until(() -> names(bookinfo), Set.of(V2_5)::equals);

        watcher.left(member);
        await().atMost(LONG).until(() -> names(bookinfo).isEmpty());
        await().atMost(LONG).until(() -> outcomes.isReleased(bookinfo));
    }

    @Test
    void repairsDriftLeavesForeignDefinitionsAloneAndRestartsWithoutAWord() {
        cluster.installCrd("/crds/" + CRD + ".yaml");
        String bookinfo = joined(V2_5);
        await().atMost(LONG).until(() -> names(bookinfo), Set.of(V2_5)::equals);
        awaitState(bookinfo, Outcome.State.APPLIED);

        var attachment = Objects.requireNonNull(attachments(bookinfo).get(V2_5));
        attachment.setSpec(Map.of("config", "{}"));
        admin.resource(attachment).update();
        await().atMost(LONG).until(() -> outcomes.last(bookinfo).filter(said -> said.repaired().stream()
                .anyMatch(repair -> repair.change().equals("spec"))).isPresent());
        assertThat(Objects.requireNonNull(attachments(bookinfo).get(V2_5)).getSpec()).isEmpty();

        String other = cluster.createNamespace("other");
        var foreign = new NetworkAttachmentDefinition();
        foreign.getMetadata().setNamespace(other);
        foreign.getMetadata().setName(V2_5);
        foreign.setSpec(Map.of("config", "{}"));
        admin.resource(foreign).create();
        mesh.roll(bookinfo, other);
        watcher.member(mesh.member(other));
        awaitState(other, Outcome.State.CONFLICT);

        Map<String, String> before = versions(bookinfo, other);
        List<Event> said = outcomes.of(bookinfo);
        service.close();
        service = CniService.start(environment);
        await().atMost(LONG).until(() -> service.health().unmet().isEmpty());
        assertThat(versions(bookinfo, other)).isEqualTo(before);
        assertThat(outcomes.of(bookinfo)).isEqualTo(said);
    }

    @Test
    void removesItsOwnWhereTheSwitchIsTurnedOff() {
        cluster.installCrd("/crds/" + CRD + ".yaml");
        String bookinfo = joined(V2_5);
        await().atMost(LONG).until(() -> names(bookinfo), Set.of(V2_5)::equals);
        service.close();

        Map<String, String> off = new HashMap<>(environment);
        off.put("MUSTER_CNI_ENABLED", "false");
        service = CniService.start(off);

        await().atMost(LONG).until(() -> names(bookinfo).isEmpty());
        awaitState(bookinfo, Outcome.State.APPLIED);
    }

    private String joined(String... attachments) {
        String namespace = cluster.createNamespace("bookinfo");
        mesh.roll(namespace);
        watcher.mesh(mesh.state(NetworkMode.NETWORK_POLICY, List.of(attachments)));
        watcher.member(mesh.member(namespace));
        watcher.census(1, 1);
        return namespace;
    }

    private void awaitNoted(String namespace) {
        await().atMost(LONG).until(() -> outcomes.last(namespace).filter(said -> said.state() == Outcome.State.APPLIED
                && said.objects().isEmpty() && said.reason().startsWith("Multus is not installed")).isPresent());
    }

    private void awaitState(String namespace, Outcome.State state) {
        await().atMost(LONG).until(() -> outcomes.last(namespace).filter(said -> said.state() == state).isPresent());
    }

    private void uninstallMultus() {
        admin.apiextensions().v1().customResourceDefinitions().withName(CRD).delete();
        await().atMost(LONG)
                .until(() -> admin.apiextensions().v1().customResourceDefinitions().withName(CRD).get() == null);
    }

    private Map<String, NetworkAttachmentDefinition> attachments(String namespace) {
        return admin.resources(NetworkAttachmentDefinition.class).inNamespace(namespace).list().getItems().stream()
                .collect(Collectors.toMap(each -> each.getMetadata().getName(), each -> each));
    }

    private Set<String> names(String namespace) {
        return attachments(namespace).entrySet().stream()
                .filter(each -> mesh.namespace()
                        .equals(each.getValue().getMetadata().getLabels().get(MeshKeys.MEMBER_OF)))
                .map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    private Map<String, String> versions(String... namespaces) {
        Map<String, String> versions = new HashMap<>();
        for (String namespace : namespaces) {
            attachments(namespace).forEach((name, each) -> versions.put(namespace + "/" + name,
                    each.getMetadata().getResourceVersion()));
        }
        return versions;
    }
}
