package io.muster.member;

import io.muster.events.MeshState;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A mesh as its statuses show it: what the records and the cluster say at one moment.
 *
 * @param namespace
 *            control-plane namespace
 * @param controlPlanes
 *            those of the namespace, by name
 * @param mesh
 *            the mesh's record; null if there is none
 * @param held
 *            the namespaces it holds, by name
 * @param leaving
 *            the namespaces that it does not hold any more and that are not cleaned up, with what keeps that from
 *            happening; empty where nothing does
 */
record MeshView(
        String namespace,
        SortedMap<String, ControlPlaneFacts> controlPlanes,
        @Nullable MeshState mesh,
        SortedMap<String, Held> held,
        SortedMap<String, String> leaving) {

    MeshView {
        controlPlanes = Collections.unmodifiableSortedMap(new TreeMap<>(controlPlanes));
        held = Collections.unmodifiableSortedMap(new TreeMap<>(held));
        leaving = Collections.unmodifiableSortedMap(new TreeMap<>(leaving));
    }

    /** The mesh's control plane: the only one of its namespace, or of several the one that the record is about. */
    Optional<ControlPlaneFacts> controlPlane() {
        if (controlPlanes.size() == 1) {
            return Optional.of(controlPlanes.firstEntry().getValue());
        }
        return Optional.ofNullable(mesh == null ? null : controlPlanes.get(mesh.name()));
    }
}
