package io.muster.member;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What records and cluster say about a member object's namespace and the mesh that the object names.
 *
 * @param controlPlane
 *            the control plane that it names; empty if there is none of that name
 * @param controlPlanes
 *            how many there are in the namespace that it names
 * @param holder
 *            the mesh that holds the object's namespace; null if none
 * @param held
 *            the membership, if it is the named mesh that holds the namespace
 * @param refusal
 *            why the namespace can never be a member of that mesh
 * @param unremoved
 *            what keeps the namespace from being cleaned up, if no mesh holds it
 */
record ObjectView(
        Optional<ControlPlaneFacts> controlPlane,
        int controlPlanes,
        @Nullable String holder,
        Optional<Held> held,
        Optional<String> refusal,
        Optional<String> unremoved) {}
