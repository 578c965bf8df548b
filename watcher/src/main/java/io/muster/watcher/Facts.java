package io.muster.watcher;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.muster.events.RoleRef;
import io.muster.events.SourceBinding;
import io.muster.events.SourcePolicy;
import io.muster.events.Subject;
import io.muster.mesh.MemberClaim;
import io.muster.mesh.MeshKeys;
import io.muster.mesh.RollClaims;
import io.muster.mesh.ServiceMeshControlPlane;
import io.muster.mesh.ServiceMeshMember;
import io.muster.mesh.ServiceMeshMemberRoll;
import io.muster.runtime.StripRules;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Reads from the cluster's objects what matters of them; an object that does not matter counts as not being there. */
final class Facts {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final StripRules stripped;

    Facts(StripRules stripped) {
        this.stripped = stripped;
    }

    Change of(Namespace namespace) {
        return change(FactKey.Kind.NAMESPACE, namespace, Optional.of(new Content.OfNamespace(
                namespace.getMetadata().getUid(), map(namespace.getMetadata().getLabels()), isDeleting(namespace))),
                "f:metadata/f:labels");
    }

    Change of(ServiceMeshControlPlane controlPlane) {
        return change(FactKey.Kind.CONTROL_PLANE, controlPlane, Optional.of(new Content.OfControlPlane(
                controlPlane.getMetadata().getUid(), controlPlane.createdAt(), controlPlane.version(),
                controlPlane.chartVersion(), controlPlane.isReconciled(),
                controlPlane.mode() == ServiceMeshControlPlane.Mode.CLUSTER_WIDE, isDeleting(controlPlane),
                controlPlane.managesNetworkPolicy(), controlPlane.injectPodRedirectAnnot())), "f:spec", "f:status");
    }

    /**
     * A roll. One that is being deleted claims nothing any more: deletion cannot be undone, and the finalizer of an
     * operator that is gone may keep the object for ever.
     */
    Change of(ServiceMeshMemberRoll roll) {
        return change(FactKey.Kind.ROLL, roll, counts(roll)
                ? Optional.of(new Content.OfRoll(RollClaims.parse(roll)))
                : Optional.empty(), "f:spec");
    }

    /** A member object; see {@link #of(ServiceMeshMemberRoll)} for one that is being deleted. */
    Change of(ServiceMeshMember member) {
        return change(FactKey.Kind.MEMBER_OBJECT, member, counts(member)
                && MemberClaim.parse(member) instanceof MemberClaim.Valid valid && !valid.claim().generated()
                        ? Optional.of(new Content.OfMemberObject(valid.claim()))
                        : Optional.empty(),
                "f:spec");
    }

    Change of(RoleBinding binding) {
        boolean counts = belongsToControlPlane(binding) && !isInternal(binding)
                && "ClusterRole".equals(binding.getRoleRef().getKind());
        return change(FactKey.Kind.ROLE_BINDING, binding, counts
                ? Optional.of(new Content.OfRoleBinding(source(binding)))
                : Optional.empty());
    }

    Change of(NetworkPolicy policy) {
        return change(FactKey.Kind.NETWORK_POLICY, policy, belongsToControlPlane(policy)
                ? Optional.of(new Content.OfNetworkPolicy(isInternal(policy) ? null : source(policy)))
                : Optional.empty());
    }

    /** That an object is gone. */
    Change gone(FactKey.Kind kind, HasMetadata object) {
        return new Change.Gone(key(kind, object), Causes.ofDeletion(object));
    }

    private Change change(FactKey.Kind kind, HasMetadata object, Optional<? extends Content> content,
            String... fields) {
        FactKey key = key(kind, object);
        return content.<Change>map(counted -> new Change.Seen(key, counted, Causes.ofChange(object, fields)))
                .orElseGet(() -> new Change.Gone(key, Causes.ofChange(object, fields)));
    }

    private static FactKey key(FactKey.Kind kind, HasMetadata object) {
        String namespace = object.getMetadata().getNamespace();
        return new FactKey(kind, namespace == null ? "" : namespace, object.getMetadata().getName());
    }

    private static boolean counts(HasMetadata object) {
        return MeshKeys.DEFAULT_NAME.equals(object.getMetadata().getName()) && !isDeleting(object);
    }

    private static boolean isDeleting(HasMetadata object) {
        return object.getMetadata().getDeletionTimestamp() != null;
    }

    private static boolean belongsToControlPlane(HasMetadata object) {
        return object.getMetadata().getNamespace().equals(map(object.getMetadata().getLabels()).get(MeshKeys.OWNER));
    }

    private static boolean isInternal(HasMetadata object) {
        return map(object.getMetadata().getAnnotations()).containsKey(MeshKeys.INTERNAL);
    }

    private SourceBinding source(RoleBinding binding) {
        List<Subject> subjects = binding.getSubjects() == null
                ? List.of()
                : binding.getSubjects().stream().map(subject -> new Subject(subject.getKind(), subject.getApiGroup(),
                        subject.getName(), subject.getNamespace())).toList();
        return new SourceBinding(binding.getMetadata().getName(),
                new RoleRef(binding.getRoleRef().getApiGroup(), binding.getRoleRef().getKind(),
                        binding.getRoleRef().getName()),
                subjects, stripped.copied(binding.getMetadata().getLabels()),
                stripped.copied(binding.getMetadata().getAnnotations()));
    }

    /** Through its JSON text, so that it is equal to what is read back from Kafka, down to the types of numbers. */
    private SourcePolicy source(NetworkPolicy policy) {
        return new SourcePolicy(policy.getMetadata().getName(), stripped.copied(policy.getMetadata().getLabels()),
                stripped.copied(policy.getMetadata().getAnnotations()),
                JSON.readTree(JSON.writeValueAsBytes(policy.getSpec())));
    }

    private static Map<String, String> map(@Nullable Map<String, String> labels) {
        return labels == null ? Map.of() : labels;
    }
}
