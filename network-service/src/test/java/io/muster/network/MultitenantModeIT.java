package io.muster.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.muster.events.Event;
import io.muster.events.MemberState;
import io.muster.events.NetworkMode;
import io.muster.events.Outcome;
import io.muster.mesh.MeshKeys;
import io.muster.sandbox.SdnMaster;
import io.muster.sandbox.SdnMaster.Manner;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.RealServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RealServers.class)
class MultitenantModeIT {

    private final KubernetesClient admin;
    private final ControlPlaneUnderTest cluster;
    private final SdnMaster sdn;
    private final NetworkUnderTest network;

    MultitenantModeIT(KafkaUnderTest kafka, ControlPlaneUnderTest cluster) {
        this.cluster = cluster;
        this.admin = cluster.admin();
        cluster.installCrd(SdnMaster.NET_NAMESPACES);
        this.sdn = SdnMaster.start(admin);
        this.network = new NetworkUnderTest(kafka, cluster,
                Map.of("MUSTER_NETWORK_SDN_PATIENCE", "3s", "MUSTER_NETWORK_SDN_TRIES", "2"));
        awaitNetid(network.cp());
    }

    @AfterEach
    void stop() {
        network.close();
        sdn.close();
    }

    @Test
    void joinsMarksRepairsAndIsolates() {
        MemberState member = namespaceToJoin("bookinfo");
        String bookinfo = member.namespace();
        patch(bookinfo, "{\"metadata\":{\"annotations\":{\"mine\":\"kept\"}},\"egressIPs\":[\"10.0.0.1\"]}");
        long before = netid(bookinfo);
        join(member);

        awaitJoined(bookinfo);
        Outcome outcome = network.awaitOutcome(bookinfo, Outcome.State.APPLIED, "");
        assertThat(outcome.objects()).extracting(Outcome.ObjectOutcome::kind).containsExactly(NetNamespace.KIND);
        network.awaitReady();
        assertThat(metadata(bookinfo).getLabels()).containsEntry(MeshKeys.MEMBER_OF, network.cp());
        assertThat(metadata(bookinfo).getAnnotations()).containsEntry("mine", "kept")
                .containsEntry(NetNamespace.JOINED_NETID, String.valueOf(netid(network.cp())));

        // drift: isolated by hand, its mark taken off
        ask(bookinfo, "isolate");
        await().atMost(NetworkUnderTest.LONG).until(() -> network.said(bookinfo).stream().anyMatch(
                event -> event.payload() instanceof Outcome said && !said.repaired().isEmpty()));
        awaitJoined(bookinfo);
        network.awaitOutcome(bookinfo, Outcome.State.APPLIED, "");
        patch(bookinfo, "{\"metadata\":{\"labels\":{\"%s\":null}}}".formatted(MeshKeys.MEMBER_OF));
        await().atMost(NetworkUnderTest.LONG).until(() -> isMarked(bookinfo));

        network.watcher().left(member);
        awaitApart(bookinfo);
        network.awaitReleased(bookinfo);
        assertThat(netid(bookinfo)).isNotEqualTo(before);
        assertThat(metadata(bookinfo).getAnnotations()).containsEntry("mine", "kept");
        assertThat(Objects.requireNonNull(get(bookinfo)).getAdditionalProperties())
                .containsEntry("egressIPs", List.of("10.0.0.1"));
    }

    @Test
    void saysThatItWaitsForADeafSdnAndGoesOnByItselfWhenThatAnswers() {
        MemberState member = namespaceToJoin("bookinfo");
        sdn.treatRequests(Manner.DEAF);
        join(member);

        network.awaitOutcome(member.namespace(), Outcome.State.WAITING, "has not answered yet");
        network.awaitOutcome(member.namespace(), Outcome.State.FAILED, "waiting for the SDN");
        sdn.treatRequests(Manner.HONEST);
        awaitJoined(member.namespace());
        network.awaitOutcome(member.namespace(), Outcome.State.APPLIED, "");
    }

    @Test
    void asksAgainWhenTheSdnTakesRequestsAwayWithoutActing() {
        MemberState member = namespaceToJoin("bookinfo");
        sdn.treatRequests(Manner.LYING);
        join(member);

        network.awaitOutcome(member.namespace(), Outcome.State.FAILED, "was taken off");
        assertThat(network.said(member.namespace())).as("never said to be applied").noneMatch(
                event -> event.payload() instanceof Outcome outcome && outcome.state() == Outcome.State.APPLIED);
        sdn.treatRequests(Manner.HONEST);
        awaitJoined(member.namespace());
        network.awaitOutcome(member.namespace(), Outcome.State.APPLIED, "");
    }

    @Test
    void asksASlowSdnOnlyOnce() {
        MemberState member = namespaceToJoin("bookinfo");
        sdn.takeTime(Duration.ofSeconds(2));
        join(member);

        awaitJoined(member.namespace());
        network.awaitOutcome(member.namespace(), Outcome.State.APPLIED, "");
        assertThat(writes(member.namespace())).isEqualTo(1);
    }

    @Test
    void isolatesWhatLeftWhileItWasDownEvenIfTheMeshIsGone() {
        MemberState member = namespaceToJoin("bookinfo");
        MemberState other = namespaceToJoin("details");
        network.mesh().roll(member.namespace(), other.namespace());
        network.watcher().mesh(network.state(NetworkMode.MULTITENANT));
        network.watcher().member(member);
        network.watcher().member(other);
        network.watcher().census(2, 1);
        awaitJoined(member.namespace());
        awaitJoined(other.namespace());
        network.awaitOutcome(other.namespace(), Outcome.State.APPLIED, "");

        network.stop();
        network.mesh().roll();
        network.watcher().left(member);
        network.watcher().left(other);
        netNamespaces().withName(network.cp()).delete();
        network.start();

        awaitApart(member.namespace());
        awaitApart(other.namespace());
        assertThat(netid(member.namespace())).isNotEqualTo(netid(other.namespace()));
        network.awaitReleased(member.namespace());
        network.awaitReleased(other.namespace());
    }

    @Test
    void restartsWithoutWritingOrSayingAnything() {
        MemberState member = namespaceToJoin("bookinfo");
        join(member);
        awaitJoined(member.namespace());
        network.awaitOutcome(member.namespace(), Outcome.State.APPLIED, "");
        String version = metadata(member.namespace()).getResourceVersion();
        List<Event> said = network.said(member.namespace());

        network.stop();
        network.start();
        network.awaitReady();

        assertThat(metadata(member.namespace()).getResourceVersion()).isEqualTo(version);
        assertThat(network.said(member.namespace())).isEqualTo(said);
    }

    @Test
    void followsTheClusterFromModeToMode() {
        MemberState member = namespaceToJoin("bookinfo");
        String bookinfo = member.namespace();
        network.watcher().mesh(network.state(NetworkMode.NETWORK_POLICY));
        network.mesh().roll(bookinfo);
        network.watcher().member(member);
        network.watcher().census(1, 1);
        await().atMost(NetworkUnderTest.LONG).until(() -> policies(bookinfo) == 2);

        network.watcher().mesh(network.state(NetworkMode.MULTITENANT));
        awaitJoined(bookinfo);
        await().atMost(NetworkUnderTest.LONG).until(() -> policies(bookinfo) == 0);
        network.awaitOutcome(bookinfo, Outcome.State.APPLIED, "");

        network.watcher().mesh(network.state(NetworkMode.SUBNET));
        awaitApart(bookinfo);
        await().atMost(NetworkUnderTest.LONG).until(() -> network.outcomes().last(bookinfo)
                .filter(said -> said.state() == Outcome.State.APPLIED && said.objects().isEmpty()).isPresent());

        // and back, when the SDN is no more when it is left again
        network.watcher().mesh(network.state(NetworkMode.MULTITENANT));
        awaitJoined(bookinfo);
        network.awaitOutcome(bookinfo, Outcome.State.APPLIED, "");
        sdn.treatRequests(Manner.DEAF);
        network.watcher().mesh(network.state(NetworkMode.NETWORK_POLICY));
        await().atMost(NetworkUnderTest.LONG).until(() -> policies(bookinfo) == 2 && !isMarked(bookinfo));
        assertThat(metadata(bookinfo).getAnnotations()).doesNotContainKeys(NetNamespace.CHANGE,
                NetNamespace.JOINED_NETID);
        network.awaitOutcome(bookinfo, Outcome.State.APPLIED, "");
    }

    @Test
    void leavesTheGlobalNetworkAlone() {
        MemberState member = namespaceToJoin("bookinfo");
        ask(member.namespace(), "global");
        await().atMost(NetworkUnderTest.LONG).until(() -> netid(member.namespace()) == 0);
        join(member);

        network.awaitOutcome(member.namespace(), Outcome.State.CONFLICT, "global network");
        assertThat(writes(member.namespace())).isZero();
        ask(member.namespace(), "isolate");
        awaitJoined(member.namespace());
        network.awaitOutcome(member.namespace(), Outcome.State.APPLIED, "");
    }

    @Test
    void oneThatIsRefusedDelaysNoOther() {
        List<MemberState> members = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            members.add(network.mesh().member(cluster.createNamespace("many")));
        }
        members.forEach(member -> awaitNetid(member.namespace()));
        String refused = members.getFirst().namespace();
        String policy = "refuses-" + refused;
        refuse(policy, refused);
        network.mesh().roll(members.stream().map(MemberState::namespace).toArray(String[]::new));
        network.watcher().mesh(network.state(NetworkMode.MULTITENANT));
        members.forEach(network.watcher()::member);
        network.watcher().census(50, 1);

        for (MemberState member : members.subList(1, members.size())) {
            awaitJoined(member.namespace());
            network.awaitOutcome(member.namespace(), Outcome.State.APPLIED, "");
        }
        network.awaitOutcome(refused, Outcome.State.FAILED, "not this one");

        admin.genericKubernetesResources("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicyBinding")
                .withName(policy).delete();
        awaitJoined(refused);
        network.awaitOutcome(refused, Outcome.State.APPLIED, "");
    }

    private MemberState namespaceToJoin(String prefix) {
        MemberState member = network.mesh().member(cluster.createNamespace(prefix));
        awaitNetid(member.namespace());
        return member;
    }

    private void join(MemberState member) {
        network.mesh().roll(member.namespace());
        network.watcher().mesh(network.state(NetworkMode.MULTITENANT));
        network.watcher().member(member);
        network.watcher().census(1, 1);
    }

    private void awaitNetid(String namespace) {
        await().atMost(NetworkUnderTest.LONG).until(() -> get(namespace) != null);
    }

    private void awaitJoined(String namespace) {
        await().atMost(NetworkUnderTest.LONG).until(() -> netid(namespace) == netid(network.cp())
                && isMarked(namespace) && !isPending(namespace));
    }

    private void awaitApart(String namespace) {
        await().atMost(NetworkUnderTest.LONG).until(() -> !isMarked(namespace) && !isPending(namespace));
        GenericKubernetesResource mesh = get(network.cp());
        if (mesh != null) {
            assertThat(netid(namespace)).isNotEqualTo(netid(network.cp()));
        }
    }

    private boolean isMarked(String namespace) {
        Map<String, String> labels = metadata(namespace).getLabels();
        return labels != null && network.cp().equals(labels.get(MeshKeys.MEMBER_OF));
    }

    private boolean isPending(String namespace) {
        Map<String, String> annotations = metadata(namespace).getAnnotations();
        return annotations != null && annotations.containsKey(NetNamespace.CHANGE);
    }

    private long netid(String namespace) {
        GenericKubernetesResource object = Objects.requireNonNull(get(namespace));
        return ((Number) Objects.requireNonNull(object.getAdditionalProperties().get("netid"))).longValue();
    }

    private ObjectMeta metadata(String namespace) {
        return Objects.requireNonNull(get(namespace)).getMetadata();
    }

    private @Nullable GenericKubernetesResource get(String namespace) {
        return netNamespaces().withName(namespace).get();
    }

    private io.fabric8.kubernetes.client.dsl.NonNamespaceOperation<GenericKubernetesResource, ?, io.fabric8.kubernetes.client.dsl.Resource<GenericKubernetesResource>> netNamespaces() {
        return admin.genericKubernetesResources("network.openshift.io/v1", NetNamespace.KIND);
    }

    private void ask(String namespace, String change) {
        patch(namespace, "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}".formatted(NetNamespace.CHANGE, change));
    }

    private void patch(String namespace, String merge) {
        netNamespaces().withName(namespace).patch(PatchContext.of(PatchType.JSON_MERGE), merge);
    }

    private long policies(String namespace) {
        return admin.network().v1().networkPolicies().inNamespace(namespace)
                .withLabel(MeshKeys.MEMBER_OF, network.cp()).list().getItems().size();
    }

    /** Writes that the service says it made. */
    private long writes(String namespace) {
        return network.said(namespace).stream().map(Event::payload).filter(Outcome.class::isInstance)
                .mapToLong(payload -> ((Outcome) payload).written().size()).sum();
    }

    /** By the API server itself: a moment passes before it is in force. */
    private void refuse(String policy, String namespace) {
        String yaml = """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicy
                metadata: {name: %1$s}
                spec:
                  failurePolicy: Fail
                  matchConstraints:
                    resourceRules:
                      - {apiGroups: [network.openshift.io], apiVersions: ["*"], operations: [UPDATE], resources: [netnamespaces]}
                  validations:
                    - {expression: "object.metadata.name != '%2$s'", message: not this one}
                """
                .formatted(policy, namespace);
        admin.resource(Serialization.unmarshal(yaml, GenericKubernetesResource.class)).create();
        admin.resource(Serialization.unmarshal("""
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicyBinding
                metadata: {name: %1$s}
                spec: {policyName: %1$s, validationActions: [Deny]}
                """.formatted(policy), GenericKubernetesResource.class)).create();
        await().atMost(NetworkUnderTest.LONG).until(() -> {
            try {
                patch(namespace, "{\"metadata\":{\"annotations\":{\"tried\":\"%d\"}}}".formatted(System.nanoTime()));
                return false;
            } catch (io.fabric8.kubernetes.client.KubernetesClientException e) {
                return true;
            }
        });
    }
}
