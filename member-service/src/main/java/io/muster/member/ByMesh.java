package io.muster.member;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which namespaces something says belong to each mesh; a namespace to one mesh at most. */
final class ByMesh {

    private final Map<String, String> meshOf = new HashMap<>();
    private final Map<String, Set<String>> namespacesOf = new HashMap<>();

    /**
     * Takes note.
     *
     * @param mesh
     *            control-plane namespace; null if it is none's
     * @return the mesh that it was before
     */
    synchronized @Nullable String put(String namespace, @Nullable String mesh) {
        String before = mesh == null ? meshOf.remove(namespace) : meshOf.put(namespace, mesh);
        if (before != null && !before.equals(mesh)) {
            namespacesOf.computeIfPresent(before, (_, namespaces) -> {
                namespaces.remove(namespace);
                return namespaces.isEmpty() ? null : namespaces;
            });
        }
        if (mesh != null && !mesh.equals(before)) {
            namespacesOf.computeIfAbsent(mesh, _ -> new HashSet<>()).add(namespace);
        }
        return before;
    }

    synchronized Set<String> of(String mesh) {
        return Set.copyOf(namespacesOf.getOrDefault(mesh, Set.of()));
    }

    synchronized @Nullable String mesh(String namespace) {
        return meshOf.get(namespace);
    }

    synchronized void clear() {
        meshOf.clear();
        namespacesOf.clear();
    }
}
