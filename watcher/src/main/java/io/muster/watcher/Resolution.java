package io.muster.watcher;

import io.muster.events.Claim;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the claims on a namespace come to.
 *
 * @param held
 *            the membership; absent if it has none
 * @param lost
 *            the meshes that claim it in vain because another one holds it, with their claims
 * @param missingIn
 *            the meshes that name it while it does not exist or is being deleted
 * @param refusedTo
 *            the meshes that name it although it can never be a member, with the reason
 */
record Resolution(@Nullable Held held, Map<String, Claim> lost, Set<String> missingIn, Map<String, String> refusedTo) {

    static final Resolution NONE = new Resolution(null, Map.of(), Set.of(), Map.of());

    Resolution {
        lost = Map.copyOf(lost);
        missingIn = Set.copyOf(missingIn);
        refusedTo = Map.copyOf(refusedTo);
    }

    /**
     * A membership.
     *
     * @param uid
     *            uid of the Namespace object
     * @param mesh
     *            control-plane namespace of the mesh that holds it
     * @param claim
     *            its strongest claim
     */
    record Held(String uid, String mesh, Claim claim) {}
}
