package io.muster.member;

import io.muster.mesh.ServiceMeshControlPlane;
import io.muster.mesh.ServiceMeshControlPlane.Mode;
import org.jspecify.annotations.Nullable;

/**
 * What statuses and rolls depend on of a control plane.
 *
 * @param version
 *            {@code spec.version}
 * @param generation
 *            the generation that the control plane's own operator has dealt with; 0 if none
 * @param reconciledVersion
 *            {@code <operatorVersion>-<observedGeneration>}; empty if it has not been dealt with
 */
record ControlPlaneFacts(
        String name,
        @Nullable String version,
        long generation,
        String reconciledVersion,
        boolean clusterWide,
        boolean deleting) {

    static ControlPlaneFacts of(ServiceMeshControlPlane controlPlane) {
        long generation = controlPlane.observedGeneration();
        String operator = controlPlane.operatorVersion();
        return new ControlPlaneFacts(controlPlane.getMetadata().getName(), controlPlane.version(), generation,
                operator == null || generation == 0 ? "" : operator + "-" + generation,
                controlPlane.mode() == Mode.CLUSTER_WIDE, controlPlane.getMetadata().getDeletionTimestamp() != null);
    }
}
