package io.muster.watcher;

import java.util.Collection;
import java.util.Set;

/**
 * What a change can have an effect on.
 *
 * @param everything
 *            every namespace and every mesh
 * @param allMeshes
 *            every mesh's record
 * @param namespaces
 *            the membership of these
 * @param meshes
 *            the records of these
 */
record Impact(boolean everything, boolean allMeshes, Set<String> namespaces, Set<String> meshes) {

    static final Impact NONE = new Impact(false, false, Set.of(), Set.of());
    static final Impact EVERYTHING = new Impact(true, false, Set.of(), Set.of());
    static final Impact ALL_MESHES = new Impact(false, true, Set.of(), Set.of());

    Impact {
        namespaces = Set.copyOf(namespaces);
        meshes = Set.copyOf(meshes);
    }

    static Impact on(Collection<String> namespaces, Collection<String> meshes) {
        return new Impact(false, false, Set.copyOf(namespaces), Set.copyOf(meshes));
    }
}
