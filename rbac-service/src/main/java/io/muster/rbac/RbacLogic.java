package io.muster.rbac;

import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.muster.events.Concern;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.runtime.ConcernLogic;
import io.muster.runtime.Desired;
import io.muster.runtime.ObjectKind;
import java.util.Optional;

/** What rbac-service knows that no other service does. */
final class RbacLogic implements ConcernLogic<RoleBinding> {

    private final LiveSources sources;
    private final ObjectKind<RoleBinding> kind = new RoleBindingKind();

    RbacLogic(LiveSources sources) {
        this.sources = sources;
    }

    @Override
    public Concern concern() {
        return Concern.RBAC;
    }

    @Override
    public ObjectKind<RoleBinding> kind() {
        return kind;
    }

    @Override
    public Desired<RoleBinding> desired(MemberState member, MeshState mesh) {
        return RoleBindings.desired(member, mesh, sources);
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
