package io.muster.cli;

import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.muster.mesh.MeshKeys;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What there is of Muster's in the member namespaces, looked at in the cluster. */
record Copies(KubernetesClient client) {

    /** Why these namespaces do not have exactly the mesh's bindings, the same as their sources; empty if they do. */
    Optional<String> differ(DemoMesh mesh, Collection<String> namespaces) {
        Map<String, RoleBinding> sources = sources(mesh);
        Map<String, Map<String, RoleBinding>> all = byNamespace();
        return namespaces.stream().flatMap(namespace -> differ(mesh, namespace, sources,
                all.getOrDefault(namespace, Map.of())).stream()).findFirst();
    }

    private static Optional<String> differ(DemoMesh mesh, String namespace, Map<String, RoleBinding> sources,
            Map<String, RoleBinding> copies) {
        if (!copies.keySet().equals(sources.keySet())) {
            return Optional.of("%s has %s instead of %s".formatted(namespace, copies.keySet(), sources.keySet()));
        }
        return copies.values().stream().filter(copy -> !isCopy(mesh, copy, sources))
                .map(copy -> "%s/%s is not as its source".formatted(namespace, copy.getMetadata().getName()))
                .findFirst();
    }

    private static boolean isCopy(DemoMesh mesh, RoleBinding copy, Map<String, RoleBinding> sources) {
        RoleBinding source = sources.get(copy.getMetadata().getName());
        return source != null && mesh.namespace().equals(copy.getMetadata().getLabels().get(MeshKeys.MEMBER_OF))
                && copy.getRoleRef().equals(source.getRoleRef()) && copy.getSubjects().equals(source.getSubjects());
    }

    /** Why there is something left in these namespaces; empty if there is nothing. */
    Optional<String> remain(Collection<String> namespaces) {
        Map<String, Map<String, RoleBinding>> all = byNamespace();
        return all.entrySet().stream().filter(each -> namespaces.contains(each.getKey()))
                .map(each -> "%s still has %s".formatted(each.getKey(), each.getValue().keySet())).findFirst();
    }

    /** Why there is a copy of this binding somewhere; empty if there is none. */
    Optional<String> exist(String name) {
        return byNamespace().entrySet().stream().filter(each -> each.getValue().containsKey(name))
                .map(each -> name + " is in " + each.getKey()).findFirst();
    }

    /** Why a copy does not carry this version of its control plane; empty if all do. */
    Optional<String> lackVersion(DemoMesh mesh, String version) {
        return all().stream()
                .filter(copy -> mesh.namespace().equals(copy.getMetadata().getLabels().get(MeshKeys.MEMBER_OF)))
                .filter(copy -> !version.equals(copy.getMetadata().getLabels().get(MeshKeys.MAISTRA_VERSION)))
                .map(copy -> "%s/%s is not labelled %s".formatted(copy.getMetadata().getNamespace(),
                        copy.getMetadata().getName(), version))
                .findFirst();
    }

    /** The version of every object, which grows with every write. */
    Map<String, String> resourceVersions(Collection<String> exceptIn) {
        return all().stream().filter(copy -> !exceptIn.contains(copy.getMetadata().getNamespace()))
                .collect(Collectors.toMap(
                        copy -> copy.getMetadata().getNamespace() + "/" + copy.getMetadata().getName(),
                        copy -> copy.getMetadata().getResourceVersion(), (a, _) -> a, TreeMap::new));
    }

    /** The bindings that the mesh's own installation made, which are those of its own ClusterRoles. */
    private Map<String, RoleBinding> sources(DemoMesh mesh) {
        TreeSet<String> own = client.rbac().clusterRoles().withLabel(MeshKeys.OWNER, mesh.namespace()).list().getItems()
                .stream().map(role -> role.getMetadata().getName()).collect(Collectors.toCollection(TreeSet::new));
        return client.rbac().roleBindings().inNamespace(mesh.namespace()).withLabel(MeshKeys.OWNER).list().getItems()
                .stream().filter(binding -> own.contains(binding.getRoleRef().getName()))
                .collect(Collectors.toMap(binding -> binding.getMetadata().getName(), Function.identity(),
                        (a, _) -> a, TreeMap::new));
    }

    private Map<String, Map<String, RoleBinding>> byNamespace() {
        return all().stream().collect(Collectors.groupingBy(copy -> copy.getMetadata().getNamespace(), TreeMap::new,
                Collectors.toMap(copy -> copy.getMetadata().getName(), Function.identity(), (a, _) -> a,
                        TreeMap::new)));
    }

    private List<RoleBinding> all() {
        return client.rbac().roleBindings().inAnyNamespace().withLabel(MeshKeys.MEMBER_OF).list().getItems();
    }
}
