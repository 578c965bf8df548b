package io.muster.network;

import io.muster.runtime.Holding;
import io.muster.runtime.Membership;
import io.muster.runtime.Plan;
import java.util.Optional;
import java.util.Set;

/** All pods reach each other anyway: members need nothing. */
final class SubnetMode implements Holding {

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
        return Plan.nothing();
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
