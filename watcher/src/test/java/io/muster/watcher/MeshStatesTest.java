package io.muster.watcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.events.Concern;
import io.muster.events.MeshState;
import io.muster.events.NetworkMode;
import io.muster.events.SourceBinding;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MeshStatesTest {

    private final Scene scene = new Scene();

    private Content.OfControlPlane controlPlane(String version, String chartVersion, boolean clusterWide,
            boolean appendsNetworks) {
        return new Content.OfControlPlane("uid-cp", Instant.EPOCH, version, chartVersion, true, clusterWide, false,
                true,
                appendsNetworks);
    }

    @Test
    void aMeshCarriesWhatItsMembersGet() {
        scene.binding("cp", "istiod-basic-cp", "istiod");
        scene.binding("cp", "prometheus-cp", "prometheus");
        scene.policy("cp", "own", false);
        scene.policy("cp", "istio-mesh-basic", true);
        scene.controlPlane("cp", "basic", controlPlane("v2.5", "2.4.3", false, false));
        scene.network(NetworkMode.MULTITENANT);
        scene.publish();
        MeshState mesh = scene.mesh("cp");
        assertThat(mesh.roleBindings()).extracting(SourceBinding::name).containsExactly("istiod-basic-cp",
                "prometheus-cp");
        assertThat(mesh.policies()).extracting(policy -> policy.name()).containsExactly("own");
        assertThat(mesh.replacedPolicies()).containsExactly("istio-mesh-basic");
        assertThat(mesh.attachments()).containsExactly("v2-4-istio-cni", "v2-5-istio-cni");
        assertThat(mesh.memberLabels()).containsEntry("maistra.io/member-of", "cp");
        assertThat(mesh.networkMode()).isEqualTo(NetworkMode.MULTITENANT);
        assertThat(mesh.revisions()).containsOnlyKeys(Concern.values());
    }

    @Test
    void aClusterWideMeshKeepsItsOwnBindingsToItself() {
        scene.binding("cp", "istiod-basic-cp", "istiod");
        scene.binding("cp", "prometheus-cp", "prometheus");
        scene.controlPlane("cp", "basic", controlPlane("v2.5", "2.5.0", true, false));
        scene.publish();
        assertThat(scene.mesh("cp").roleBindings()).extracting(SourceBinding::name).containsExactly("prometheus-cp");
    }

    @Test
    void onlyVersion11OverwritesNetworksAndOnlyUnlessToldToAppend() {
        scene.controlPlane("one", "basic", controlPlane("v1.1", "1.1.0", false, false));
        scene.controlPlane("two", "basic", controlPlane("v1.1", "1.1.0", false, true));
        scene.controlPlane("three", "basic", controlPlane("v2.0", "2.0.0", false, false));
        scene.publish();
        assertThat(scene.mesh("one").overwritesNetworks()).isTrue();
        assertThat(scene.mesh("two").overwritesNetworks()).isFalse();
        assertThat(scene.mesh("three").overwritesNetworks()).isFalse();
    }

    @Test
    void aChangedSourceChangesOnlyItsConcernsRevision() {
        scene.binding("cp", "prometheus-cp", "prometheus");
        scene.controlPlane("cp");
        scene.publish();
        MeshState before = scene.mesh("cp");
        scene.binding("cp", "prometheus-cp", "another");
        assertThat(Scene.brief(scene.publish())).containsExactly("mesh.changed cp");
        MeshState after = scene.mesh("cp");
        assertThat(after.revision(Concern.RBAC)).isNotEqualTo(before.revision(Concern.RBAC));
        assertThat(after.revision(Concern.NETWORK)).isEqualTo(before.revision(Concern.NETWORK));
        assertThat(after.cause().kind()).isEqualTo("RoleBinding");
    }

    @Test
    void theSourcesOfAMeshBeingDeletedCountAsTheyLastWere() {
        scene.binding("cp", "prometheus-cp", "prometheus");
        scene.policy("cp", "own", false);
        Content.OfControlPlane controlPlane = scene.controlPlane();
        scene.controlPlane("cp", "basic", controlPlane);
        scene.publish();
        scene.controlPlane("cp", "basic", Scene.deleting(controlPlane));
        scene.publish();
        scene.noBinding("cp", "prometheus-cp");
        assertThat(scene.publish()).isEmpty();
        assertThat(scene.watchAgain()).as("nor after a restart").isEmpty();
        assertThat(scene.mesh("cp").deleting()).isTrue();
        assertThat(scene.mesh("cp").roleBindings()).hasSize(1);
        scene.noControlPlane("cp");
        assertThat(Scene.brief(scene.publish())).containsExactly("mesh.gone cp");
    }

    @Test
    void aTerminatingControlPlaneNamespaceDeletesItsMesh() {
        scene.namespace("cp");
        scene.binding("cp", "prometheus-cp", "prometheus");
        scene.controlPlane("cp");
        scene.publish();
        scene.namespace("cp", "uid-cp", true);
        assertThat(Scene.brief(scene.publish())).containsExactly("mesh.changed cp");
        scene.noBinding("cp", "prometheus-cp");
        assertThat(scene.publish()).isEmpty();
    }

    @Test
    void aChangedNetworkChangesEveryMesh() {
        scene.controlPlane("one");
        scene.controlPlane("two");
        scene.publish();
        scene.network(NetworkMode.SUBNET);
        assertThat(Scene.brief(scene.publish())).containsExactly("mesh.changed one", "mesh.changed two");
    }
}
