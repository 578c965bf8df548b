package io.muster.watcher;

import io.muster.events.NetworkMode;
import io.muster.events.SourceBinding;
import io.muster.events.SourcePolicy;
import io.muster.mesh.MemberClaim;
import io.muster.mesh.RollClaims;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What matters of an object of the cluster, and nothing else: two objects that differ otherwise have equal contents.
 */
sealed interface Content {

    /**
     * A namespace.
     *
     * @param terminating
     *            whether it is being deleted, which cannot be undone
     */
    record OfNamespace(String uid, Map<String, String> labels, boolean terminating) implements Content {

        public OfNamespace {
            labels = Map.copyOf(labels);
        }
    }

    /** A control plane. */
    record OfControlPlane(
            String uid,
            Instant createdAt,
            @Nullable String version,
            @Nullable String chartVersion,
            boolean reconciled,
            boolean clusterWide,
            boolean deleting,
            boolean managesPolicies,
            boolean appendsNetworks) implements Content {}

    /** The roll {@code default}. */
    record OfRoll(RollClaims.Parsed roll) implements Content {}

    /** The member object {@code default}, where it claims anything. */
    record OfMemberObject(MemberClaim claim) implements Content {}

    /** A RoleBinding of a control-plane namespace that its members get. */
    record OfRoleBinding(SourceBinding source) implements Content {}

    /**
     * A NetworkPolicy of a control-plane namespace's installation.
     *
     * @param source
     *            absent where it is internal: members get no copy, but it may replace what Muster provides
     */
    record OfNetworkPolicy(@Nullable SourcePolicy source) implements Content {}

    /**
     * How namespaces reach each other on this cluster's network.
     *
     * @param plugin
     *            the plugin's name where the mode is unsupported
     */
    record OfNetwork(NetworkMode mode, @Nullable String plugin) implements Content {}
}
