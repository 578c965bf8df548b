package io.muster.events;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One mesh: the record of its control-plane namespace's key on the meshes topic. It holds everything that the members
 * get, so that a control-plane change is one record, whatever the number of members.
 *
 * @param namespace
 *            control-plane namespace
 * @param name
 *            name of the control plane
 * @param uid
 *            uid of the control plane
 * @param version
 *            {@code spec.version}
 * @param chartVersion
 *            {@code status.chartVersion}
 * @param reconciled
 *            whether the control plane's operator has acted on its present generation
 * @param clusterWide
 *            whether its mode is cluster-wide
 * @param deleting
 *            whether the control plane or its namespace is being deleted; its sources count as they last were
 * @param roleBindings
 *            what members get, sorted by name
 * @param managesPolicies
 *            whether members get NetworkPolicies at all
 * @param policies
 *            the control plane's own policies that members get, sorted by name
 * @param replacedPolicies
 *            names of policies in the control-plane namespace, copied or internal, that Muster therefore does not
 *            provide itself, sorted
 * @param networkMode
 *            how this cluster's network is joined
 * @param networkPlugin
 *            the plugin's name where the mode is unsupported
 * @param attachments
 *            names of the attachment definitions that members get, sorted
 * @param memberLabels
 *            labels that a member carries
 * @param overwritesNetworks
 *            whether the injector overwrites a pod's networks annotation instead of appending to it
 * @param conflicts
 *            namespaces this mesh claims and another one holds, sorted by namespace
 * @param missing
 *            namespaces this mesh claims that do not exist or are being deleted, sorted
 * @param refused
 *            namespaces this mesh names that can never be members, sorted by namespace
 * @param problems
 *            what is wrong with the mesh's roll or control planes, in words a person can act on
 * @param revisions
 *            one content revision per concern, see {@link Revisions}
 * @param cause
 *            what led to the present state
 * @param observed
 *            when the watcher saw the cause, in milliseconds
 */
public record MeshState(
        String namespace,
        String name,
        String uid,
        @Nullable String version,
        @Nullable String chartVersion,
        boolean reconciled,
        boolean clusterWide,
        boolean deleting,
        List<SourceBinding> roleBindings,
        boolean managesPolicies,
        List<SourcePolicy> policies,
        List<String> replacedPolicies,
        NetworkMode networkMode,
        @Nullable String networkPlugin,
        List<String> attachments,
        SortedMap<String, String> memberLabels,
        boolean overwritesNetworks,
        List<Conflict> conflicts,
        List<String> missing,
        List<Refused> refused,
        List<Problem> problems,
        Map<Concern, String> revisions,
        Cause cause,
        Instant observed) implements Payload {

    /** JSON's keys are sorted as text, and an enum's constants are not. */
    private static final Comparator<Concern> AS_WRITTEN = Comparator.comparing(Concern::id);

    public MeshState {
        roleBindings = List.copyOf(roleBindings);
        policies = List.copyOf(policies);
        replacedPolicies = List.copyOf(replacedPolicies);
        attachments = List.copyOf(attachments);
        memberLabels = Collections.unmodifiableSortedMap(new TreeMap<>(memberLabels));
        conflicts = List.copyOf(conflicts);
        missing = List.copyOf(missing);
        refused = List.copyOf(refused);
        problems = List.copyOf(problems);
        SortedMap<Concern, String> byId = new TreeMap<>(AS_WRITTEN);
        byId.putAll(revisions);
        revisions = Collections.unmodifiableSortedMap(byId);
        observed = observed.truncatedTo(ChronoUnit.MILLIS);
    }

    /** A namespace that this mesh claims and another one holds. */
    public record Conflict(String namespace, Claim claim, String holder) {}

    /** A namespace that this mesh names and that can never be a member of it, with the reason. */
    public record Refused(String namespace, String reason) {}

    /**
     * Something wrong with a roll or control plane.
     *
     * @param reason
     *            one of the condition reasons of a member roll, for example {@code ErrMultipleSMCPs}
     * @param message
     *            what is wrong and what to do about it
     */
    public record Problem(String reason, String message) {}

    /**
     * What {@code maistra-version} says on every object written for this mesh: the chart's version, else the spec's.
     */
    public @Nullable String maistraVersion() {
        return chartVersion != null ? chartVersion : version;
    }

    /** The content revision of a concern. */
    public String revision(Concern concern) {
        return revisions.getOrDefault(concern, "");
    }

    /** Whether both say the same about the mesh, whatever caused it and whenever it was seen. */
    public boolean means(MeshState other) {
        return withCause(other.cause, other.observed).equals(other);
    }

    /** The same state with another cause. */
    public MeshState withCause(Cause newCause, Instant newObserved) {
        return new MeshState(namespace, name, uid, version, chartVersion, reconciled, clusterWide, deleting,
                roleBindings,
                managesPolicies, policies, replacedPolicies, networkMode, networkPlugin, attachments, memberLabels,
                overwritesNetworks, conflicts, missing, refused, problems, revisions, newCause, newObserved);
    }

    /** The same state with its revisions computed from its content. */
    public MeshState withRevisions() {
        return new MeshState(namespace, name, uid, version, chartVersion, reconciled, clusterWide, deleting,
                roleBindings,
                managesPolicies, policies, replacedPolicies, networkMode, networkPlugin, attachments, memberLabels,
                overwritesNetworks, conflicts, missing, refused, problems, Revisions.of(this), cause, observed);
    }
}
