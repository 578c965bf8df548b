package io.muster.rbac;

import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.muster.runtime.ObjectKind;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** RoleBindings as objects to keep: roleRef and subjects, of which the API lets only the subjects be changed. */
final class RoleBindingKind implements ObjectKind<RoleBinding> {

    @Override
    public Class<RoleBinding> type() {
        return RoleBinding.class;
    }

    @Override
    public Supplier<RoleBinding> empty() {
        return RoleBinding::new;
    }

    @Override
    public Map<String, Object> content(RoleBinding binding) {
        return Map.of("roleRef", binding.getRoleRef(), "subjects", subjects(binding));
    }

    @Override
    public void copyContent(RoleBinding from, RoleBinding to) {
        to.setRoleRef(from.getRoleRef());
        to.setSubjects(subjects(from));
    }

    @Override
    public boolean canBecome(RoleBinding live, RoleBinding desired) {
        return live.getRoleRef().equals(desired.getRoleRef());
    }

    private static List<Subject> subjects(RoleBinding binding) {
        return binding.getSubjects() == null ? List.of() : binding.getSubjects();
    }
}
