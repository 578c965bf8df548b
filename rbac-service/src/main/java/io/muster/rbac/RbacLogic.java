package io.muster.rbac;

import io.muster.runtime.ConcernLogic;
import io.muster.runtime.Holding;
import io.muster.runtime.ServiceContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What rbac-service knows that no other service does. */
final class RbacLogic implements ConcernLogic {

    private final LiveSources sources;
    private final Holding roleBindings;

    RbacLogic(ServiceContext context, Set<String> allowed) {
        this.sources = new LiveSources(context.client(), allowed, context.wake());
        this.roleBindings = context.objects(new RoleBindingKind(),
                (member, mesh) -> RoleBindings.desired(member, mesh, sources));
    }

    @Override
    public List<Holding> holdings() {
        return List.of(roleBindings);
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
