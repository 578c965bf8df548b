package io.muster.network;

import io.muster.events.SourcePolicy;

/** For a look ahead: the record is taken from the very cluster, and what it speaks of is not there yet. */
final class InTheRecord implements NetworkPolicyMode.Evidence {

    @Override
    public boolean wantsPolicies(String cpNamespace, String controlPlane) {
        return true;
    }

    @Override
    public boolean confirms(String cpNamespace, SourcePolicy source) {
        return true;
    }

    @Override
    public boolean has(String cpNamespace, String policy) {
        return false;
    }
}
