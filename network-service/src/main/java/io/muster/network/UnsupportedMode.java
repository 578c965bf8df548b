package io.muster.network;

import io.muster.events.MeshState;
import io.muster.events.Outcome.ObjectOutcome;
import io.muster.events.Outcome.Result;
import io.muster.runtime.Holding;
import io.muster.runtime.Membership;
import io.muster.runtime.Plan;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How members could be given access to each other is not known: nothing is written, and that is said. */
final class UnsupportedMode implements Holding {

    /** The object that names the plugin. */
    static final String KIND = "ClusterNetwork";
    static final String NAME = "default";

    @Override
    public Optional<String> problem() {
        return Optional.empty();
    }

    @Override
    public Set<String> namespaces() {
        return Set.of();
    }

    @Override
    public Plan keep(Membership member) {
        return Plan.of(List.of(new ObjectOutcome(KIND, NAME, Result.FAILED, reason(member.mesh()))), List.of());
    }

    static String reason(MeshState mesh) {
        return "unsupported cluster network plugin: " + mesh.networkPlugin();
    }

    @Override
    public Plan release(String namespace) {
        return Plan.nothing();
    }

    @Override
    public void close() {
        // holds nothing
    }
}
