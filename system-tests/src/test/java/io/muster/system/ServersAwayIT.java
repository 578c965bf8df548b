package io.muster.system;

import static io.muster.system.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.muster.events.Concern;
import io.muster.events.Event;
import io.muster.events.EventType;
import io.muster.events.Outcome;
import io.muster.mesh.Crds;
import io.muster.sandbox.BrokerProcess;
import io.muster.sandbox.ControlPlaneOptions;
import io.muster.sandbox.LocalControlPlane;
import io.muster.sandbox.TemporaryDirectory;
import io.muster.system.ChangeList.Membership;
import io.muster.system.MusterProcess.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The broker, the API server, and both are killed and come back, while membership changes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServersAwayIT {

    private final TemporaryDirectory brokerData = TemporaryDirectory.create("muster-system-broker-");
    private final BrokerProcess broker = BrokerProcess.start(brokerData.path());
    private final LocalControlPlane cluster = LocalControlPlane.startTemporary(ControlPlaneOptions.located());
    private final KubernetesClient admin = new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(cluster.kubeconfig().toFile())).build();
    private final Installation installation = new Installation(broker.bootstrapServers(), cluster.kubeconfig(),
            "servers-away");
    private final MusterProcess watcher;
    private final MusterProcess rbac;
    private final TopicsReader reader;
    private int names;

    ServersAwayIT() {
        Crds.resources().forEach(resource -> admin.load(ServersAwayIT.class.getResourceAsStream(resource)).create());
        watcher = installation.start(Kind.WATCHER);
        rbac = installation.start(Kind.RBAC);
        watcher.awaitReady();
        reader = installation.reader();
    }

    @BeforeAll
    void start() {
        rbac.awaitReady();
    }

    @AfterAll
    void stop() {
        reader.close();
        installation.close();
        admin.close();
        cluster.close();
        broker.close();
        brokerData.close();
    }

    @Test
    void theBrokerIsAwayForAWhile() {
        ChangeList changes = changes();
        changes.round(10, _ -> {});
        awaitRight(changes);
        Map.Entry<String, Membership> drifting = changes.members().entrySet().iterator().next();
        Mesh mesh = new Mesh(admin, drifting.getValue().mesh());

        changes.round(20, i -> {
            if (i == 5) {
                broker.kill();
                mesh.binding(drifting.getKey(), mesh.istiod()).delete();
            }
            if (i == 15) {
                broker.restart();
            }
        });

        awaitRight(changes);
    }

    @Test
    void theApiServerIsAwayForAMoment() {
        ChangeList changes = changes();
        changes.round(20, i -> {
            if (i == 10) {
                cluster.killApiServer();
                cluster.restartApiServer();
            }
        });

        awaitRight(changes);
    }

    @Test
    void bothAreAwayInTheMiddleOfManyJoins() {
        Mesh mesh = Mesh.install(admin, namespace("mesh"));
        List<String> members = IntStream.range(0, 100).mapToObj(_ -> namespace("n")).toList();

        mesh.roll(members);
        await().pollInterval(Duration.ofMillis(10)).until(() -> mesh.versions().size() > 30);
        cluster.killApiServer();
        broker.kill();
        cluster.restartApiServer();
        Map<String, String> written = mesh.versions();
        broker.restart();

        eventually(() -> assertThat(mesh.versions()).hasSize(3 * members.size()).containsAllEntriesOf(written));
        for (String member : members) {
            eventually(() -> assertThat(reader.outcome(Concern.RBAC, member)).map(Outcome::state)
                    .hasValue(Outcome.State.APPLIED));
            assertThat(reader.log(member)).extracting(Event::type).containsExactly(EventType.MEMBER_JOINED);
        }
        assertThat(reader.brokenChains()).isEmpty();
        awaitCalm();
    }

    private ChangeList changes() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        ChangeList changes = new ChangeList(Mesh.install(admin, namespace("mesh")),
                Mesh.install(admin, namespace("mesh")), IntStream.range(0, 25).mapToObj(_ -> namespace("n")).toList(),
                new Random(seed));
        awaitRight(changes);
        return changes;
    }

    private String namespace(String prefix) {
        String name = prefix + "-" + names++;
        admin.resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build()).create();
        return name;
    }

    /** Topics, log and cluster say what the list of changes says. */
    private void awaitRight(ChangeList changes) {
        eventually(() -> {
            Map<String, Membership> members = new HashMap<>();
            reader.members().forEach((name, state) -> {
                if (changes.namespaces().contains(name)) {
                    members.put(name, new Membership(state.mesh(), state.claim()));
                }
            });
            assertThat(members).isEqualTo(changes.members());
        });
        for (String namespace : changes.namespaces()) {
            assertThat(reader.log(namespace)).as(namespace).extracting(Event::type)
                    .isEqualTo(changes.history(namespace));
        }
        eventually(() -> {
            for (Mesh mesh : changes.meshes()) {
                for (String namespace : changes.namespaces()) {
                    Membership membership = changes.members().get(namespace);
                    boolean isMember = membership != null && membership.mesh().equals(mesh.namespace());
                    assertThat(mesh.copies(namespace).keySet()).as("%s in %s", mesh.namespace(), namespace)
                            .isEqualTo(isMember ? mesh.names() : Set.of());
                }
            }
        });
        assertThat(reader.brokenChains()).isEmpty();
        awaitCalm();
    }

    private void awaitCalm() {
        watcher.awaitReady();
        rbac.awaitReady();
        eventually(() -> assertThat(rbac.metric("muster_pending_keys")).isZero());
    }
}
