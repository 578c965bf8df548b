package io.muster.rbac;

import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.muster.events.RoleRef;
import io.muster.events.SourceBinding;
import io.muster.events.Subject;
import io.muster.mesh.MeshKeys;
import io.muster.runtime.Identity;
import io.muster.runtime.ServiceContext;
import io.muster.runtime.Watched;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The source bindings and the owned ClusterRoles as the cluster has them, from informers. */
final class LiveSources implements RoleBindings.Evidence, AutoCloseable {

    private final Set<String> allowed;
    private final ServiceContext.Wake wake;
    private final Map<String, String> ownerOfRole = new ConcurrentHashMap<>();
    private final Watched<RoleBinding> sources;
    private final Watched<ClusterRole> roles;

    /**
     * Starts watching; returns at once.
     *
     * @param allowed
     *            pairs cp-namespace/ClusterRole that may be granted without an owner
     */
    LiveSources(KubernetesClient client, Set<String> allowed, ServiceContext.Wake wake) {
        this.allowed = allowed;
        this.wake = wake;
        this.sources = new Watched<>("RoleBinding",
                client.rbac().roleBindings().inAnyNamespace().withLabel(MeshKeys.OWNER), LiveSources::trimmed,
                (before, after) -> wake.waiting());
        this.roles = new Watched<>("ClusterRole", client.rbac().clusterRoles().withLabel(MeshKeys.OWNER),
                role -> Identity.of(role, new ClusterRole()), this::roleChanged);
    }

    /** Why nothing can be said about sources; empty if it can. */
    Optional<String> problem() {
        return sources.problem().or(roles::problem);
    }

    @Override
    public Optional<String> refusal(String cpNamespace, String clusterRole) {
        return RoleBindings.refusal(cpNamespace, clusterRole, ownerOfRole.get(clusterRole), allowed);
    }

    @Override
    public boolean confirms(String cpNamespace, SourceBinding source) {
        RoleBinding live = sources.get(cpNamespace, source.name());
        return live != null && cpNamespace.equals(live.getMetadata().getLabels().get(MeshKeys.OWNER))
                && !contains(live.getMetadata().getAnnotations(), MeshKeys.INTERNAL)
                && roleRef(live).equals(source.roleRef())
                && subjects(live).equals(source.subjects().stream().map(LiveSources::normal).toList());
    }

    @Override
    public void close() {
        sources.close();
        roles.close();
    }

    private void roleChanged(@Nullable ClusterRole before, @Nullable ClusterRole after) {
        String name = Objects.requireNonNull(after == null ? before : after).getMetadata().getName();
        String owner = after == null ? null : after.getMetadata().getLabels().get(MeshKeys.OWNER);
        String previous = owner == null ? ownerOfRole.remove(name) : ownerOfRole.put(name, owner);
        if (!Objects.equals(owner, previous)) {
            if (previous != null) {
                wake.mesh(previous);
            }
            if (owner != null) {
                wake.mesh(owner);
            }
        }
    }

    private static boolean contains(@Nullable Map<String, String> annotations, String key) {
        return annotations != null && annotations.containsKey(key);
    }

    private static RoleRef roleRef(RoleBinding binding) {
        return new RoleRef(binding.getRoleRef().getApiGroup(), binding.getRoleRef().getKind(),
                binding.getRoleRef().getName());
    }

    private static List<Subject> subjects(RoleBinding binding) {
        return binding.getSubjects() == null
                ? List.of()
                : binding.getSubjects().stream()
                        .map(subject -> normal(new Subject(subject.getKind(), subject.getApiGroup(), subject.getName(),
                                subject.getNamespace())))
                        .toList();
    }

    /** The core group is written as nothing at all or as an empty string. */
    private static Subject normal(Subject subject) {
        String group = subject.apiGroup();
        return new Subject(subject.kind(), group == null || group.isEmpty() ? null : group, subject.name(),
                subject.namespace());
    }

    private static RoleBinding trimmed(RoleBinding binding) {
        return new RoleBindingBuilder(binding).editMetadata().withManagedFields().endMetadata().build();
    }
}
