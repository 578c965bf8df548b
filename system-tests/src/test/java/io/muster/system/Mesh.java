package io.muster.system;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.muster.mesh.ControlPlaneRef;
import io.muster.mesh.MeshKeys;
import io.muster.mesh.ServiceMeshControlPlane;
import io.muster.mesh.ServiceMeshMember;
import io.muster.mesh.ServiceMeshMemberRoll;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One mesh as its owners and members handle it, and what they see of it: everything through the Kubernetes API.
 *
 * @param admin
 *            may do everything
 * @param namespace
 *            control-plane namespace, which is there
 */
record Mesh(KubernetesClient admin, String namespace) {

    /** Name of the control plane. */
    static final String NAME = "basic";

    /** Installs the control plane, with what an installation of version 2.5 renders for its members. */
    static Mesh install(KubernetesClient admin, String namespace) {
        Mesh mesh = new Mesh(admin, namespace);
        mesh.names().forEach(name -> {
            admin.resource(new ClusterRoleBuilder().withNewMetadata().withName(name)
                    .addToLabels(MeshKeys.OWNER, namespace).endMetadata().build()).create();
            mesh.source(name, name, account(name));
        });
        mesh.controlPlane();
        return mesh;
    }

    private static String account(String bindingName) {
        return bindingName.startsWith("prometheus") ? "prometheus" : "istiod-" + NAME;
    }

    /** Names of the bindings that every member gets. */
    Set<String> names() {
        return Set.of("istiod-clusterrole-" + NAME + "-" + namespace,
                "istiod-gateway-controller-" + NAME + "-" + namespace, "prometheus-" + namespace);
    }

    /** One of {@link #names()}. */
    String istiod() {
        return "istiod-clusterrole-" + NAME + "-" + namespace;
    }

    /** Another one of {@link #names()}. */
    String prometheus() {
        return "prometheus-" + namespace;
    }

    void controlPlane() {
        ServiceMeshControlPlane controlPlane = new ServiceMeshControlPlane();
        controlPlane.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(NAME).build());
        controlPlane.setSpec(new HashMap<>(Map.of("version", "v2.5")));
        admin.resource(controlPlane).create();
    }

    void noControlPlane() {
        admin.resources(ServiceMeshControlPlane.class).inNamespace(namespace).withName(NAME).delete();
    }

    /** A binding in the control-plane namespace that is to be copied to the members. */
    RoleBinding source(String name, String clusterRole, String serviceAccount) {
        return admin.resource(new RoleBindingBuilder()
                .withNewMetadata().withNamespace(namespace).withName(name)
                .addToLabels(MeshKeys.OWNER, namespace).addToLabels(MeshKeys.OWNER_NAME, NAME)
                .addToLabels("app", "istio").endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", clusterRole)
                .addNewSubject(null, "ServiceAccount", serviceAccount, namespace).build()).create();
    }

    Resource<RoleBinding> binding(String inNamespace, String name) {
        return admin.rbac().roleBindings().inNamespace(inNamespace).withName(name);
    }

    /** The roll lists these namespaces and nothing else. */
    void roll(String... members) {
        roll(List.of(members), List.of());
    }

    /** The roll lists these namespaces and nothing else. */
    void roll(List<String> members) {
        roll(members, List.of());
    }

    /** The roll claims these namespaces, and whatever one of the selectors matches. */
    void roll(List<String> members, List<LabelSelector> selectors) {
        ServiceMeshMemberRoll roll = new ServiceMeshMemberRoll();
        roll.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(MeshKeys.DEFAULT_NAME).build());
        roll.getSpec().setMembers(members);
        roll.getSpec().setMemberSelectors(selectors);
        admin.resource(roll).fieldManager("mesh-owner").forceConflicts().serverSideApply();
    }

    void noRoll() {
        admin.resources(ServiceMeshMemberRoll.class).inNamespace(namespace).withName(MeshKeys.DEFAULT_NAME).delete();
    }

    /** A member object in a namespace, naming this mesh. */
    void memberObject(String member) {
        ServiceMeshMember object = new ServiceMeshMember();
        object.setMetadata(new ObjectMetaBuilder().withNamespace(member).withName(MeshKeys.DEFAULT_NAME).build());
        object.getSpec().setControlPlaneRef(new ControlPlaneRef(NAME, namespace));
        admin.resource(object).create();
    }

    void noMemberObject(String member) {
        admin.resources(ServiceMeshMember.class).inNamespace(member).withName(MeshKeys.DEFAULT_NAME).delete();
    }

    /** What a namespace has got from this mesh, by name. */
    Map<String, RoleBinding> copies(String member) {
        return admin.rbac().roleBindings().inNamespace(member).withLabel(MeshKeys.MEMBER_OF, namespace).list()
                .getItems().stream().collect(Collectors.toMap(copy -> copy.getMetadata().getName(), copy -> copy));
    }

    /** Whether a namespace has everything that it should get from this mesh, and nothing else. */
    boolean has(String member) {
        return copies(member).keySet().equals(names());
    }

    /** The resourceVersions of everything that any namespace has got from this mesh: the same if nobody wrote. */
    Map<String, String> versions() {
        return admin.rbac().roleBindings().inAnyNamespace().withLabel(MeshKeys.MEMBER_OF, namespace).list().getItems()
                .stream().collect(Collectors.toMap(
                        copy -> copy.getMetadata().getNamespace() + "/" + copy.getMetadata().getName(),
                        copy -> copy.getMetadata().getUid() + "@" + copy.getMetadata().getResourceVersion()));
    }

    /** No claim and no control plane any more; what members had is for the services to take away. */
    void remove() {
        noRoll();
        noControlPlane();
    }
}
