package io.muster.cli;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.muster.mesh.AttachmentNames;
import io.muster.mesh.Conditions;
import io.muster.mesh.ControlPlaneRef;
import io.muster.mesh.MeshKeys;
import io.muster.mesh.ServiceMeshControlPlane;
import io.muster.mesh.ServiceMeshMember;
import io.muster.mesh.ServiceMeshMemberRoll;
import io.muster.mesh.ServiceMeshMemberRollSpec;
import io.muster.mesh.ServiceMeshMemberRollStatus;
import io.muster.mesh.ServiceMeshMemberStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A mesh of the demo as its owners and the control plane's installation make it: nothing here is done by Muster.
 *
 * @param namespace
 *            its control-plane namespace
 */
record DemoMesh(KubernetesClient client, String namespace) {

    private static final String CONTROL_PLANE = "basic";

    /** Makes the namespace and installs a control plane of version 2.5. */
    void install() {
        client.resource(new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build()).create();
        source("istiod-clusterrole-" + CONTROL_PLANE + "-" + namespace, "istiod-" + CONTROL_PLANE);
        source("prometheus-" + namespace, "prometheus");
        ServiceMeshControlPlane controlPlane = new ServiceMeshControlPlane();
        controlPlane.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(CONTROL_PLANE).build());
        controlPlane.getSpec().put("version", "v2.5");
        client.resource(controlPlane).create();
        installed("2.5.2");
        ServiceMeshMemberRoll roll = new ServiceMeshMemberRoll();
        roll.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(MeshKeys.DEFAULT_NAME).build());
        client.resource(roll).create();
    }

    /** The control plane is of another version now. */
    void upgrade(String version, String chartVersion) {
        client.resources(ServiceMeshControlPlane.class).inNamespace(namespace).withName(CONTROL_PLANE)
                .edit(controlPlane -> {
                    controlPlane.getSpec().put("version", version);
                    return controlPlane;
                });
        installed(chartVersion);
    }

    private void installed(String chartVersion) {
        client.resources(ServiceMeshControlPlane.class).inNamespace(namespace).withName(CONTROL_PLANE)
                .editStatus(controlPlane -> {
                    controlPlane.setStatus(Map.of("chartVersion", chartVersion, "observedGeneration",
                            controlPlane.getMetadata().getGeneration()));
                    return controlPlane;
                });
    }

    /** A ClusterRole of the mesh's own, and the binding of it that members are to get a copy of. */
    void source(String name, String serviceAccount) {
        client.resource(new ClusterRoleBuilder().withNewMetadata().withName(name)
                .addToLabels(MeshKeys.OWNER, namespace).endMetadata()
                .addNewRule().withApiGroups("").withResources("pods", "services", "endpoints")
                .withVerbs("get", "list", "watch").endRule().build()).create();
        binding(name, name, serviceAccount);
    }

    /** A binding that is labelled as the mesh's own, whatever it binds. */
    void binding(String name, String clusterRole, String serviceAccount) {
        client.resource(new RoleBindingBuilder().withNewMetadata().withNamespace(namespace).withName(name)
                .addToLabels(MeshKeys.OWNER, namespace).endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", clusterRole)
                .addNewSubject().withKind("ServiceAccount").withName(serviceAccount).withNamespace(namespace)
                .endSubject().build()).create();
    }

    /** Takes a source away. */
    void removeBinding(String name) {
        client.rbac().roleBindings().inNamespace(namespace).withName(name).delete();
    }

    /** Adds namespaces to those that the roll lists. */
    void list(List<String> namespaces) {
        editMembers(members -> members.addAll(namespaces));
    }

    /** Takes namespaces from those that the roll lists. */
    void unlist(List<String> namespaces) {
        editMembers(members -> members.removeAll(namespaces));
    }

    private void editMembers(Consumer<TreeSet<String>> change) {
        editRoll(spec -> {
            List<String> before = spec.getMembers();
            TreeSet<String> members = new TreeSet<>(before == null ? List.of() : before);
            change.accept(members);
            spec.setMembers(new ArrayList<>(members));
        });
    }

    /** As kubectl does: again, if member-service wrote the status in that very moment. */
    private void editRoll(Consumer<ServiceMeshMemberRollSpec> change) {
        while (true) {
            try {
                client.resources(ServiceMeshMemberRoll.class).inNamespace(namespace).withName(MeshKeys.DEFAULT_NAME)
                        .edit(roll -> {
                            change.accept(roll.getSpec());
                            return roll;
                        });
                return;
            } catch (KubernetesClientException e) {
                if (e.getCode() != 409) {
                    throw e;
                }
            }
        }
    }

    /** Lets the roll select namespaces by a label. */
    void select(String label, String value) {
        editRoll(spec -> spec.setMemberSelectors(
                List.of(new LabelSelectorBuilder().addToMatchLabels(label, value).build())));
    }

    /** Makes the member object with which a namespace's owner joins this mesh. */
    void joinedBy(String member) {
        ServiceMeshMember object = new ServiceMeshMember();
        object.setMetadata(new ObjectMetaBuilder().withNamespace(member).withName(MeshKeys.DEFAULT_NAME).build());
        object.getSpec().setControlPlaneRef(new ControlPlaneRef(CONTROL_PLANE, namespace));
        client.resource(object).create();
    }

    /** The names of the policies that its members have. */
    Set<String> policies() {
        return Set.of("istio-mesh-" + CONTROL_PLANE, "istio-expose-route-" + CONTROL_PLANE);
    }

    /** The names of the network attachments that its members have. */
    Set<String> attachments() {
        ServiceMeshControlPlane controlPlane = client.resources(ServiceMeshControlPlane.class).inNamespace(namespace)
                .withName(CONTROL_PLANE).get();
        return controlPlane == null
                ? Set.of()
                : Set.copyOf(AttachmentNames.of(controlPlane.version(), controlPlane.chartVersion()));
    }

    /** Why the roll's status does not say that exactly these are members, and all is well; empty if it does. */
    Optional<String> rollSays(Collection<String> members) {
        ServiceMeshMemberRollStatus status = client.resources(ServiceMeshMemberRoll.class).inNamespace(namespace)
                .withName(MeshKeys.DEFAULT_NAME).get().getStatus();
        if (status == null) {
            return Optional.of("it has no status yet");
        }
        return List.copyOf(new TreeSet<>(members)).equals(status.getConfiguredMembers())
                ? says(status.getConditions(), Conditions.CONFIGURED)
                : Optional.of("configured are " + status.getConfiguredMembers());
    }

    /** Why the roll's status does not name this member as one that is not configured yet; empty if it does. */
    Optional<String> rollAwaits(String member) {
        ServiceMeshMemberRollStatus status = client.resources(ServiceMeshMemberRoll.class).inNamespace(namespace)
                .withName(MeshKeys.DEFAULT_NAME).get().getStatus();
        return status != null && List.of(member).equals(status.getPendingMembers())
                ? Optional.empty()
                : Optional.of("pending are " + (status == null ? null : status.getPendingMembers()));
    }

    /** Why the status of a member object does not say that all is well; empty if it does. */
    Optional<String> memberObjectSays(String member) {
        ServiceMeshMemberStatus status = client.resources(ServiceMeshMember.class).inNamespace(member)
                .withName(MeshKeys.DEFAULT_NAME).get().getStatus();
        return status == null ? Optional.of("it has no status yet") : says(status.getConditions(), "");
    }

    private static Optional<String> says(@Nullable List<Condition> conditions, String reason) {
        return conditions != null && conditions.stream().anyMatch(condition -> condition.getType()
                .equals(Conditions.READY) && condition.getStatus().equals("True")
                && Objects.requireNonNullElse(condition.getReason(), "").equals(reason))
                        ? Optional.empty()
                        : Optional.of("its conditions are " + conditions);
    }

    /** Why there is no Event for this reason on the roll; empty if there is one. */
    Optional<String> lacksEvent(String reason) {
        return client.v1().events().inNamespace(namespace).list().getItems().stream()
                .anyMatch(event -> reason.equals(event.getReason()))
                        ? Optional.empty()
                        : Optional.of("there is none for " + reason + " in " + namespace);
    }

    /** Deletes the control plane and its roll. */
    void uninstall() {
        client.resources(ServiceMeshControlPlane.class).inNamespace(namespace).withName(CONTROL_PLANE).delete();
    }
}
