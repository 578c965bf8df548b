package io.muster.network;

import io.muster.events.NetworkMode;
import io.muster.runtime.ConcernLogic;
import io.muster.runtime.Holding;
import io.muster.runtime.ServiceContext;
import java.util.List;
import java.util.Optional;

/** What network-service knows that no other service does: the modes, all of them at hand at any time. */
final class NetworkLogic implements ConcernLogic {

    private final LiveSources sources;
    private final List<Holding> holdings;

    NetworkLogic(ServiceContext context, Patience patience) {
        this.sources = new LiveSources(context.client(), context.watches(), context.wake());
        this.holdings = List.of(
                new InMode(NetworkMode.NETWORK_POLICY, context.objects(new NetworkPolicyKind(),
                        (member, mesh) -> NetworkPolicyMode.desired(member, mesh, sources))),
                new InMode(NetworkMode.MULTITENANT, new MultitenantMode(context, patience)),
                new InMode(NetworkMode.SUBNET, new SubnetMode()),
                new InMode(NetworkMode.UNSUPPORTED, new UnsupportedMode()));
    }

    @Override
    public List<Holding> holdings() {
        return holdings;
    }

    @Override
    public Optional<String> problem() {
        return sources.problem();
    }

    @Override
    public void close() {
        sources.close();
    }
}
