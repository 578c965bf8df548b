package io.muster.watcher;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.muster.mesh.ServiceMeshControlPlane;
import io.muster.mesh.ServiceMeshMemberRoll;
import io.muster.mesh.ServiceMeshMemberRollSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the custom resources of a mesh as their owners would. */
record MeshObjects(KubernetesClient client) {

    void controlPlane(String namespace) {
        controlPlane(namespace, "basic");
    }

    void controlPlane(String namespace, String name) {
        ServiceMeshControlPlane controlPlane = new ServiceMeshControlPlane();
        controlPlane.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
        controlPlane.setSpec(new LinkedHashMap<>(Map.of("version", "v2.5")));
        client.resource(controlPlane).create();
    }

    void noControlPlane(String namespace) {
        client.resources(ServiceMeshControlPlane.class).inNamespace(namespace).delete();
    }

    void roll(String namespace, List<String> members) {
        ServiceMeshMemberRoll roll = new ServiceMeshMemberRoll();
        roll.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName("default").build());
        ServiceMeshMemberRollSpec spec = new ServiceMeshMemberRollSpec();
        spec.setMembers(members);
        roll.setSpec(spec);
        client.resource(roll).fieldManager("kubectl-test").forceConflicts().serverSideApply();
    }

    void noRoll(String namespace) {
        client.resources(ServiceMeshMemberRoll.class).inNamespace(namespace).withName("default").delete();
    }
}
