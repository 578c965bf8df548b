package io.muster.system.bench;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.muster.mesh.MeshKeys;
import io.muster.mesh.ServiceMeshControlPlane;
import io.muster.mesh.ServiceMeshMemberRoll;
import io.muster.runtime.ApiPath;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A mesh in the cluster, as the installation of a control plane leaves it, and its roll, as its owner edits it. */
final class Mesh {

    /** What the control plane's operator says it has installed; the copies carry it. */
    static final String INSTALLED = "2.6.0";
    private static final String VERSION = "v2.6";

    private final KubernetesClient client;
    private final String namespace;
    private final Copies copies;

    private Mesh(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
        this.copies = new Copies(namespace);
    }

    /** The names of so many namespaces. */
    static List<String> names(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> "%s-%04d".formatted(prefix, i)).toList();
    }

    /** Makes a mesh whose roll is empty. */
    static Mesh create(KubernetesClient client, String namespace) {
        Mesh mesh = new Mesh(client, namespace);
        client.resource(new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build()).create();
        mesh.copies.names().forEach(name -> client.resource(new ClusterRoleBuilder().withNewMetadata().withName(name)
                .addToLabels(MeshKeys.OWNER, namespace).endMetadata()
                .withRules(new PolicyRuleBuilder().withApiGroups("").withResources("pods").withVerbs("get", "list",
                        "watch").build())
                .build()).create());
        mesh.copies.sources().forEach(source -> client.resource(source).create());
        ServiceMeshControlPlane controlPlane = new ServiceMeshControlPlane();
        controlPlane.getMetadata().setNamespace(namespace);
        controlPlane.getMetadata().setName(Copies.REVISION);
        controlPlane.setSpec(Map.of("version", VERSION));
        client.resource(controlPlane).create();
        mesh.install(1);
        ServiceMeshMemberRoll roll = new ServiceMeshMemberRoll();
        roll.getMetadata().setNamespace(namespace);
        roll.getMetadata().setName(MeshKeys.DEFAULT_NAME);
        roll.getSpec().setMembers(List.of());
        client.resource(roll).create();
        return mesh;
    }

    String namespace() {
        return namespace;
    }

    Copies copies() {
        return copies;
    }

    /** Edits the roll: these are the members from now on. */
    Edit list(List<String> members) {
        String patch = members.stream().collect(Collectors.joining("\",\"", "{\"spec\":{\"members\":[\"", "\"]}}"));
        String edit = members.isEmpty() ? "{\"spec\":{\"members\":[]}}" : patch;
        return Edit.send(client, ApiPath.of(ServiceMeshMemberRoll.class, namespace, MeshKeys.DEFAULT_NAME), edit);
    }

    /** Edits the control plane in a way that means nothing for members, and lets its operator deal with it. */
    void editControlPlane(String value) {
        ServiceMeshControlPlane edited = controlPlane().edit(live -> {
            live.setSpec(Map.of("version", VERSION, "techPreview", Map.of("bench", value)));
            return live;
        });
        install(edited.getMetadata().getGeneration());
    }

    private void install(long generation) {
        controlPlane().editStatus(live -> {
            live.setStatus(Map.of("observedGeneration", generation, "operatorVersion", INSTALLED, "chartVersion",
                    INSTALLED));
            return live;
        });
    }

    private Resource<ServiceMeshControlPlane> controlPlane() {
        return client.resources(ServiceMeshControlPlane.class).inNamespace(namespace).withName(Copies.REVISION);
    }

    /** Lets the first source name another service account. */
    Edit editSource(String account) {
        String edit = "{\"subjects\":[{\"kind\":\"ServiceAccount\",\"name\":\"%s\",\"namespace\":\"%s\"}]}"
                .formatted(account, namespace);
        return Edit.send(client, ApiPath.of(RoleBinding.class, namespace, copies.names().getFirst()), edit);
    }

    /** The members' copies of the first source, as namespace/name. */
    Set<String> firstKeys(List<String> members) {
        return members.stream().map(member -> member + "/" + copies.names().getFirst()).collect(Collectors.toSet());
    }

    /** Whether this is the mesh's, present. */
    boolean isCopy(Ruler.Seen seen) {
        return !seen.gone() && namespace.equals(seen.labels().get(MeshKeys.MEMBER_OF));
    }

    /** Whether this was the mesh's, and is no more. */
    boolean isReleased(Ruler.Seen seen) {
        return seen.gone() || !seen.labels().containsKey(MeshKeys.MEMBER_OF);
    }
}
