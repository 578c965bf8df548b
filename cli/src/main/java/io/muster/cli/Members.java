package io.muster.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All that a member has of its mesh, looked at in the cluster. */
record Members(Copies copies, Belongings belongings) {

    Members(KubernetesClient client) {
        this(new Copies(client), new Belongings(client));
    }

    /** Why these namespaces do not have exactly what members of the mesh have; empty if they do. */
    Optional<String> lack(DemoMesh mesh, Collection<String> namespaces) {
        return copies.differ(mesh, namespaces).or(() -> belongings.lack(mesh, namespaces));
    }

    /** Why there is something left in these namespaces; empty if there is nothing. */
    Optional<String> remain(Collection<String> namespaces) {
        return copies.remain(namespaces).or(() -> belongings.remain(namespaces));
    }

    /** The version of every object, which grows with every write. */
    Map<String, String> resourceVersions(Collection<String> exceptIn) {
        Map<String, String> versions = new TreeMap<>(copies.resourceVersions(exceptIn));
        versions.putAll(belongings.resourceVersions(exceptIn));
        return versions;
    }
}
