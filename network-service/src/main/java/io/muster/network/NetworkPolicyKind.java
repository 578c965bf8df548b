package io.muster.network;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.muster.runtime.ObjectKind;
import java.util.Map;
import java.util.function.Supplier;

/** NetworkPolicies as objects to keep: their spec, which the API server lets be changed in any way. */
final class NetworkPolicyKind implements ObjectKind<NetworkPolicy> {

    static final String NAME = "NetworkPolicy";

    @Override
    public Class<NetworkPolicy> type() {
        return NetworkPolicy.class;
    }

    @Override
    public Supplier<NetworkPolicy> empty() {
        return NetworkPolicy::new;
    }

    @Override
    public Map<String, Object> content(NetworkPolicy policy) {
        return Map.of("spec", PolicySpec.normal(policy.getSpec()));
    }

    @Override
    public void copyContent(NetworkPolicy from, NetworkPolicy to) {
        to.setSpec(from.getSpec());
    }

    @Override
    public boolean canBecome(NetworkPolicy live, NetworkPolicy desired) {
        return true;
    }
}
