package io.muster.rbac;

import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.events.Outcome.ObjectOutcome;
import io.muster.events.Outcome.Result;
import io.muster.events.SourceBinding;
import io.muster.mesh.MeshKeys;
import io.muster.runtime.Desired;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which RoleBindings a member of a mesh gets: a function of the records and of what the cluster bears out. */
final class RoleBindings {

    private static final String KIND = "RoleBinding";

    /** What the cluster itself says, looked at because writing to Kafka grants nothing. */
    interface Evidence {

        /**
         * Why a ClusterRole may not be granted to members of a mesh; empty if it may.
         *
         * @param cpNamespace
         *            control-plane namespace of the mesh
         */
        Optional<String> refusal(String cpNamespace, String clusterRole);

        /** Whether the source is in the control-plane namespace and says the same. */
        boolean confirms(String cpNamespace, SourceBinding source);
    }

    private RoleBindings() {}

    /** What the member gets, what is refused to its mesh, and what the cluster does not bear out yet. */
    static Desired<RoleBinding> desired(MemberState member, MeshState mesh, Evidence evidence) {
        if (mesh.roleBindings().isEmpty() && !mesh.reconciled()) {
            return new Desired.Waiting<>("the control plane is not installed yet: " + mesh.namespace()
                    + " has no role bindings for members");
        }
        List<RoleBinding> wanted = new ArrayList<>();
        List<ObjectOutcome> refused = new ArrayList<>();
        List<ObjectOutcome> unconfirmed = new ArrayList<>();
        for (SourceBinding source : mesh.roleBindings()) {
            Optional<String> refusal = refusal(mesh.namespace(), source, evidence);
            if (refusal.isPresent()) {
                refused.add(new ObjectOutcome(KIND, source.name(), Result.REFUSED, refusal.get()));
            } else if (!evidence.confirms(mesh.namespace(), source)) {
                unconfirmed.add(new ObjectOutcome(KIND, source.name(), Result.WAITING,
                        "its source in %s is not there, or says something else than the mesh's record"
                                .formatted(mesh.namespace())));
            } else {
                wanted.add(copy(member, mesh, source));
            }
        }
        return new Desired.Objects<>(wanted, refused, unconfirmed);
    }

    /** Whoever may write a binding in the control-plane namespace must not thereby grant more in every member. */
    private static Optional<String> refusal(String cpNamespace, SourceBinding source, Evidence evidence) {
        if (!source.roleRef().kind().equals("ClusterRole")) {
            return Optional
                    .of("it binds a " + source.roleRef().kind() + ": only a ClusterRole can be granted to members");
        }
        for (io.muster.events.Subject subject : source.subjects()) {
            if (!subject.kind().equals("ServiceAccount") || !cpNamespace.equals(subject.namespace())) {
                return Optional.of(("subject %s %s is no ServiceAccount of %s: only those can be granted anything in"
                        + " members; take it out of the source binding").formatted(subject.kind(),
                                subject.namespace() == null
                                        ? subject.name()
                                        : subject.namespace() + "/" + subject.name(),
                                cpNamespace));
            }
        }
        return evidence.refusal(cpNamespace, source.roleRef().name());
    }

    /**
     * Why a ClusterRole may not be granted to members of a mesh; empty if it may.
     *
     * @param owner
     *            the mesh that the ClusterRole names as its owner; absent if it names none
     * @param allowed
     *            pairs cp-namespace/ClusterRole that may be granted without an owner
     */
    static Optional<String> refusal(String cpNamespace, String clusterRole, @Nullable String owner,
            Set<String> allowed) {
        if (cpNamespace.equals(owner) || allowed.contains(cpNamespace + "/" + clusterRole)) {
            return Optional.empty();
        }
        return Optional.of(("ClusterRole %s %s: label it %s=%s if it is made for this mesh's members, or add %s/%s to"
                + " MUSTER_RBAC_ALLOWED").formatted(clusterRole,
                        owner == null ? "does not name this mesh as its owner" : "belongs to mesh " + owner,
                        MeshKeys.OWNER, cpNamespace, cpNamespace, clusterRole));
    }

    private static RoleBinding copy(MemberState member, MeshState mesh, SourceBinding source) {
        Map<String, String> labels = new TreeMap<>(source.labels());
        labels.put(MeshKeys.MEMBER_OF, mesh.namespace());
        labels.put(MeshKeys.MANAGED_BY, MeshKeys.MANAGED_BY_VALUE);
        String version = mesh.maistraVersion();
        if (version != null) {
            labels.put(MeshKeys.MAISTRA_VERSION, version);
        }
        return new RoleBindingBuilder()
                .withNewMetadata().withNamespace(member.namespace()).withName(source.name())
                .withLabels(labels).withAnnotations(new TreeMap<>(source.annotations())).endMetadata()
                .withNewRoleRef().withApiGroup(source.roleRef().apiGroup()).withKind(source.roleRef().kind())
                .withName(source.roleRef().name()).endRoleRef()
                .withSubjects(source.subjects().stream().map(RoleBindings::subject).toList())
                .build();
    }

    private static Subject subject(io.muster.events.Subject subject) {
        return new SubjectBuilder().withKind(subject.kind()).withName(subject.name())
                .withNamespace(subject.namespace())
                .withApiGroup(subject.apiGroup() == null || subject.apiGroup().isEmpty() ? null : subject.apiGroup())
                .build();
    }
}
