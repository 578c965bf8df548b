package io.muster.system;

import static io.muster.system.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.muster.events.Event;
import io.muster.events.EventType;
import io.muster.events.Topics;
import io.muster.mesh.MeshKeys;
import io.muster.system.MusterProcess.Kind;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.RealServers;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What services do, and what they leave alone, when they come back. */
@ExtendWith(RealServers.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestartIT {

    private final Scene scene;
    private final KubernetesClient admin;
    private MusterProcess watcher;
    private MusterProcess rbac;
    private Mesh mesh;
    private String a = "";
    private String b = "";
    private String c = "";

    RestartIT(KafkaUnderTest kafka, ControlPlaneUnderTest cluster) {
        scene = new Scene(kafka, cluster);
        admin = cluster.admin();
        watcher = scene.start(Kind.WATCHER);
        rbac = scene.start(Kind.RBAC);
        mesh = scene.mesh();
    }

    @BeforeEach
    void threeMembers() {
        watcher.awaitReady();
        rbac.awaitReady();
        a = scene.namespace("a");
        b = scene.namespace("b");
        c = scene.namespace("c");
        mesh.roll(a, b);
        mesh.memberObject(c);
        scene.awaitMember(mesh, a);
        scene.awaitMember(mesh, b);
        scene.awaitMember(mesh, c);
    }

    @AfterAll
    void stop() {
        scene.close();
    }

    @Test
    void withNothingChangedNothingIsPublishedAndNothingIsWritten() {
        Map<TopicPartition, Long> ends = ends();
        List<Event> meshEvents = meshEvents();
        Map<String, String> versions = mesh.versions();

        watcher.stop();
        rbac.kill();
        watcher = scene.start(Kind.WATCHER).awaitReady();
        rbac = scene.start(Kind.RBAC).awaitReady();

        eventually(() -> assertThat(watcher.metric("muster_watcher_leader")).isEqualTo(1));
        assertThat(ends()).isEqualTo(ends);
        assertThat(meshEvents()).isEqualTo(meshEvents);
        assertThat(mesh.versions()).isEqualTo(versions);
        assertThat(rbac.metric("muster_writes_total")).isZero();
        assertThat(rbac.metric("muster_pending_keys")).isZero();
    }

    @Test
    void whatWasTakenAwayWhileTheWatcherWasDownIsFoundWhenItComesBack() {
        watcher.kill();
        admin.namespaces().withName(a).delete();
        eventually(() -> assertThat(admin.namespaces().withName(a).get()).isNull());
        mesh.roll(a);
        mesh.noMemberObject(c);
        String d = scene.namespace("d");
        mesh.memberObject(d);

        watcher = scene.start(Kind.WATCHER).awaitReady();

        scene.awaitMember(mesh, d);
        scene.awaitNothingLeft(mesh, b);
        scene.awaitNothingLeft(mesh, c);
        for (String gone : new String[]{a, b, c}) {
            assertThat(scene.reader().log(gone)).extracting(Event::type).containsExactly(EventType.MEMBER_JOINED,
                    EventType.MEMBER_LEFT);
        }
        assertThat(scene.reader().meshes()).hasEntrySatisfying(mesh.namespace(),
                state -> assertThat(state.missing()).containsExactly(a));
        assertThat(scene.reader().brokenChains()).isEmpty();
        mesh.noMemberObject(d);
    }

    @Test
    void whatDriftedOrLeftWhileRbacServiceWasDownIsPutRightWhenItComesBack() {
        rbac.kill();
        mesh.binding(a, mesh.istiod()).delete();
        mesh.binding(a, mesh.prometheus()).edit(copy -> new RoleBindingBuilder(copy).withSubjects().build());
        admin.resource(new RoleBindingBuilder(mesh.binding(a, mesh.prometheus()).get()).withNewMetadata()
                .withNamespace(a).withName("smuggled").addToLabels(MeshKeys.MEMBER_OF, mesh.namespace())
                .endMetadata().build()).create();
        mesh.roll(a);

        rbac = scene.start(Kind.RBAC).awaitReady();

        eventually(() -> assertThat(mesh.has(a)).isTrue());
        eventually(() -> assertThat(mesh.binding(a, mesh.prometheus()).get().getSubjects()).hasSize(1));
        scene.awaitNothingLeft(mesh, b);
        assertThat(mesh.has(c)).isTrue();
        assertThat(rbac.metric("muster_writes_total", "result=\"ok\"")).isEqualTo(3 + mesh.names().size());
        assertThat(rbac.metric("muster_repairs_total")).isEqualTo(3);
    }

    /** Where the topics end, but for the census, which a restart renews if the numbers in it are old. */
    private Map<TopicPartition, Long> ends() {
        return scene.reader().ends(scene.topics().all().stream().map(Topics.Spec::name)
                .filter(name -> !name.equals(scene.topics().meshes())).toArray(String[]::new));
    }

    private List<Event> meshEvents() {
        return scene.reader().events(scene.topics().meshes()).stream()
                .filter(event -> event.type() != EventType.CENSUS).toList();
    }
}
