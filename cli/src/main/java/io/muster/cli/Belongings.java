package io.muster.cli;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.muster.cni.NetworkAttachmentDefinition;
import io.muster.mesh.MeshKeys;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a member has besides role bindings: policies, network attachments and its label, looked at in the cluster. */
record Belongings(KubernetesClient client) {

    /** Why these namespaces do not have exactly what members of the mesh have; empty if they do. */
    Optional<String> lack(DemoMesh mesh, Collection<String> namespaces) {
        return lackPolicies(mesh, namespaces).or(() -> lackAttachments(mesh, namespaces))
                .or(() -> lackLabel(mesh, namespaces));
    }

    /** Why they do not have the policies that let the mesh in and nobody else. */
    Optional<String> lackPolicies(DemoMesh mesh, Collection<String> namespaces) {
        return differ("network policies", mesh.policies(), names(policies()), namespaces);
    }

    /** Why they do not have the attachments that the injector annotates pods with. */
    Optional<String> lackAttachments(DemoMesh mesh, Collection<String> namespaces) {
        return differ("network attachments", mesh.attachments(), names(attachments()), namespaces);
    }

    /** Why they are not labelled as members of the mesh. */
    Optional<String> lackLabel(DemoMesh mesh, Collection<String> namespaces) {
        Map<String, String> labels = labels();
        return namespaces.stream().filter(namespace -> !mesh.namespace().equals(labels.get(namespace)))
                .map(namespace -> "%s is labelled as a member of %s".formatted(namespace,
                        labels.getOrDefault(namespace, "no mesh")))
                .findFirst();
    }

    /** Why some are labelled as members of anything. */
    Optional<String> haveLabel(Collection<String> namespaces) {
        Map<String, String> labels = labels();
        return namespaces.stream().filter(labels::containsKey)
                .map(namespace -> "%s is labelled as a member of %s".formatted(namespace, labels.get(namespace)))
                .findFirst();
    }

    /** Why some have network policies of a mesh. */
    Optional<String> havePolicies(Collection<String> namespaces) {
        return have(names(policies()), namespaces);
    }

    /** Why some have network attachments of a mesh. */
    Optional<String> haveAttachments(Collection<String> namespaces) {
        return have(names(attachments()), namespaces);
    }

    /** Why there is something left in these namespaces; empty if there is nothing. */
    Optional<String> remain(Collection<String> namespaces) {
        return havePolicies(namespaces).or(() -> haveAttachments(namespaces)).or(() -> haveLabel(namespaces));
    }

    /** The version of every object, which grows with every write. */
    Map<String, String> resourceVersions(Collection<String> exceptIn) {
        return Stream.concat(policies().stream(), attachments().stream())
                .filter(object -> !exceptIn.contains(object.getMetadata().getNamespace()))
                .collect(Collectors.toMap(object -> object.getKind() + " " + object.getMetadata().getNamespace() + "/"
                        + object.getMetadata().getName(), object -> object.getMetadata().getResourceVersion(),
                        (a, _) -> a, TreeMap::new));
    }

    private static Optional<String> differ(String what, Set<String> expected, Map<String, Set<String>> found,
            Collection<String> namespaces) {
        return namespaces.stream().filter(namespace -> !found.getOrDefault(namespace, Set.of()).equals(expected))
                .map(namespace -> "%s of %s are %s instead of %s".formatted(what, namespace,
                        found.getOrDefault(namespace, Set.of()), expected))
                .findFirst();
    }

    private static Optional<String> have(Map<String, Set<String>> found, Collection<String> namespaces) {
        return namespaces.stream().filter(found::containsKey)
                .map(namespace -> "%s has %s".formatted(namespace, found.get(namespace))).findFirst();
    }

    private static Map<String, Set<String>> names(List<? extends HasMetadata> objects) {
        return objects.stream().collect(Collectors.groupingBy(object -> object.getMetadata().getNamespace(),
                Collectors.mapping(object -> object.getMetadata().getName(), Collectors.toCollection(TreeSet::new))));
    }

    private List<? extends HasMetadata> policies() {
        return client.network().v1().networkPolicies().inAnyNamespace().withLabel(MeshKeys.MEMBER_OF).list()
                .getItems();
    }

    private List<? extends HasMetadata> attachments() {
        return client.resources(NetworkAttachmentDefinition.class).inAnyNamespace().withLabel(MeshKeys.MEMBER_OF)
                .list().getItems();
    }

    private Map<String, String> labels() {
        return client.namespaces().withLabel(MeshKeys.MEMBER_OF).list().getItems().stream().collect(
                Collectors.toMap(namespace -> namespace.getMetadata().getName(),
                        namespace -> namespace.getMetadata().getLabels().get(MeshKeys.MEMBER_OF)));
    }
}
