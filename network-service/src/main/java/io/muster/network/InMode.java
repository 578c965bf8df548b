package io.muster.network;

import io.muster.events.NetworkMode;
import io.muster.runtime.Holding;
import io.muster.runtime.Membership;
import io.muster.runtime.Plan;
import java.util.Optional;
import java.util.Set;

/**
 * One of the modes, kept where it is the cluster's, and released where another is: so what the former mode put into
 * members is removed when the cluster's network changes. Where that is one Muster does not know, nothing is touched.
 */
record InMode(NetworkMode mode, Holding holding) implements Holding {

    @Override
    public Optional<String> problem() {
        return holding.problem();
    }

    @Override
    public Set<String> namespaces() {
        return holding.namespaces();
    }

    @Override
    public boolean isIn(String namespace) {
        return holding.isIn(namespace);
    }

    @Override
    public Plan keep(Membership member) {
        return switch (Turn.of(mode, member.mesh().networkMode())) {
            case KEEP -> holding.keep(member);
            case RELEASE -> holding.release(member.namespace());
            case LEAVE -> Plan.nothing();
        };
    }

    @Override
    public Plan release(String namespace) {
        return holding.release(namespace);
    }

    @Override
    public void close() {
        holding.close();
    }
}
