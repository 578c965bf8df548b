package io.muster.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.muster.events.Concern;
import io.muster.events.Event;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.events.NetworkMode;
import io.muster.events.Outcome;
import io.muster.events.SourcePolicy;
import io.muster.events.Topics;
import io.muster.runtime.Service;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.MeshUnderTest;
import io.muster.testing.OutcomesUnderTest;
import io.muster.testing.StandInWatcher;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The service between a stand-in for the watcher and a real cluster, and what it says. */
final class NetworkUnderTest implements AutoCloseable {

    static final Duration LONG = Duration.ofSeconds(30);

    private final ControlPlaneUnderTest cluster;
    private final MeshUnderTest mesh;
    private final StandInWatcher watcher;
    private final OutcomesUnderTest outcomes;
    private final Map<String, String> environment;
    private @Nullable Service service;

    NetworkUnderTest(KafkaUnderTest kafka, ControlPlaneUnderTest cluster, Map<String, String> settings) {
        this.cluster = cluster;
        this.mesh = MeshUnderTest.install(cluster, "v2.5");
        Topics topics = new Topics(kafka.freshPrefix(), 6);
        this.environment = new HashMap<>(Map.of("MUSTER_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
                "MUSTER_KUBECONFIG", cluster.kubeconfig().toString(), "MUSTER_TOPIC_PREFIX", topics.prefix(),
                "MUSTER_PARTITIONS", "6", "MUSTER_RETRY_LIMIT", "2s"));
        environment.putAll(settings);
        this.watcher = new StandInWatcher(kafka, topics,
                admin().namespaces().withName("kube-system").get().getMetadata().getUid());
        this.outcomes = new OutcomesUnderTest(kafka, topics, Concern.NETWORK);
        start();
    }

    KubernetesClient admin() {
        return cluster.admin();
    }

    MeshUnderTest mesh() {
        return mesh;
    }

    /** The control-plane namespace. */
    String cp() {
        return mesh.namespace();
    }

    StandInWatcher watcher() {
        return watcher;
    }

    OutcomesUnderTest outcomes() {
        return outcomes;
    }

    void start() {
        service = NetworkService.start(environment);
    }

    void stop() {
        if (service != null) {
            service.close();
            service = null;
        }
    }

    void awaitReady() {
        Service running = service;
        assertThat(running).isNotNull();
        await().atMost(LONG).until(() -> running != null && running.health().unmet().isEmpty());
    }

    MeshState state(NetworkMode mode) {
        return mesh.state(mode, List.of());
    }

    static MeshState with(MeshState state, boolean managesPolicies, List<SourcePolicy> policies,
            List<String> replaced) {
        return new MeshState(state.namespace(), state.name(), state.uid(), state.version(), state.chartVersion(),
                state.reconciled(), state.clusterWide(), state.deleting(), state.roleBindings(), managesPolicies,
                policies, replaced, state.networkMode(), state.networkPlugin(), state.attachments(),
                state.memberLabels(), state.overwritesNetworks(), state.conflicts(), state.missing(), state.refused(),
                state.problems(), state.revisions(), state.cause(), state.observed());
    }

    /** Makes a namespace that the roll alone lists, and joins it. */
    MemberState joined(String prefix) {
        MemberState member = mesh.member(cluster.createNamespace(prefix));
        mesh.roll(member.namespace());
        watcher.member(member);
        return member;
    }

    /** Waits until the last word on a namespace is this. */
    Outcome awaitOutcome(String namespace, Outcome.State state, String reason) {
        await().atMost(LONG).untilAsserted(() -> assertThat(outcomes.last(namespace)).get()
                .satisfies(outcome -> assertThat(outcome.state()).as(outcome.reason()).isEqualTo(state),
                        outcome -> assertThat(outcome.reason()).contains(reason)));
        return outcomes.last(namespace).orElseThrow();
    }

    void awaitReleased(String namespace) {
        await().atMost(LONG).until(() -> outcomes.isReleased(namespace));
    }

    /** All that was said so far about a namespace. */
    List<Event> said(String namespace) {
        return outcomes.of(namespace);
    }

    @Override
    public void close() {
        stop();
        outcomes.close();
        watcher.close();
    }
}
