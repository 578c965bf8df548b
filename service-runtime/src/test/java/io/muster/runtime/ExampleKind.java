package io.muster.runtime;

import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import java.util.Map;
import java.util.function.Supplier;

/** RoleBindings as an example of a kind. */
final class ExampleKind implements ObjectKind<RoleBinding> {

    @Override
    public Class<RoleBinding> type() {
        return RoleBinding.class;
    }

    @Override
    public Supplier<RoleBinding> empty() {
        return RoleBinding::new;
    }

    @Override
    public Map<String, Object> content(RoleBinding object) {
        return Map.of("roleRef", object.getRoleRef(), "subjects", object.getSubjects());
    }

    @Override
    public void copyContent(RoleBinding from, RoleBinding to) {
        to.setRoleRef(from.getRoleRef());
        to.setSubjects(from.getSubjects());
    }

    @Override
    public boolean canBecome(RoleBinding live, RoleBinding desired) {
        return live.getRoleRef().equals(desired.getRoleRef());
    }

    static RoleBindingBuilder binding(String role) {
        return new RoleBindingBuilder().withNewMetadata().withNamespace("ns").withName("b").withUid("u")
                .withResourceVersion("7").endMetadata().withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role)
                .addNewSubject(null, "ServiceAccount", "istiod", "mesh-a");
    }
}
