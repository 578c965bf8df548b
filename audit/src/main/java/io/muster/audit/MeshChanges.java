package io.muster.audit;

import io.muster.events.MeshState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What changed in a mesh, in words. */
final class MeshChanges {

    private final List<String> changes = new ArrayList<>();

    private MeshChanges() {}

    /** Every difference, one line each; empty if both mean the same. */
    static List<String> between(MeshState before, MeshState after) {
        MeshChanges found = new MeshChanges();
        found.value("control plane", before.name(), after.name());
        found.value("uid", before.uid(), after.uid());
        found.value("version", before.version(), after.version());
        found.value("chart version", before.chartVersion(), after.chartVersion());
        found.value("reconciled", before.reconciled(), after.reconciled());
        found.value("cluster-wide", before.clusterWide(), after.clusterWide());
        found.value("being deleted", before.deleting(), after.deleting());
        found.named("role binding", before.roleBindings(), after.roleBindings(), each -> each.name());
        found.value("manages policies", before.managesPolicies(), after.managesPolicies());
        found.named("network policy", before.policies(), after.policies(), each -> each.name());
        found.named("policy of its own", before.replacedPolicies(), after.replacedPolicies(), each -> each);
        found.value("network mode", before.networkMode(), after.networkMode());
        found.value("network plugin", before.networkPlugin(), after.networkPlugin());
        found.named("attachment", before.attachments(), after.attachments(), each -> each);
        found.named("member label", before.memberLabels().entrySet(), after.memberLabels().entrySet(),
                each -> each.getKey());
        found.value("overwrites networks", before.overwritesNetworks(), after.overwritesNetworks());
        found.named("conflict over", before.conflicts(), after.conflicts(), each -> each.namespace());
        found.named("missing", before.missing(), after.missing(), each -> each);
        found.named("refused", before.refused(), after.refused(), each -> each.namespace());
        found.named("problem", before.problems(), after.problems(), each -> each.reason());
        return List.copyOf(found.changes);
    }

    private void value(String name, @Nullable Object before, @Nullable Object after) {
        if (!Objects.equals(before, after)) {
            changes.add("%s %s → %s".formatted(name, before == null ? "none" : before, after == null ? "none" : after));
        }
    }

    private <T> void named(String what, Collection<T> before, Collection<T> after, Function<T, String> name) {
        Set<T> old = new HashSet<>(before);
        Set<T> now = new HashSet<>(after);
        Set<String> oldNames = new HashSet<>(before.stream().map(name).toList());
        Set<String> nowNames = new HashSet<>(after.stream().map(name).toList());
        after.stream().filter(each -> !old.contains(each)).map(name)
                .forEach(each -> changes.add((oldNames.contains(each) ? "~ " : "+ ") + what + " " + each));
        before.stream().filter(each -> !now.contains(each)).map(name).filter(each -> !nowNames.contains(each))
                .forEach(each -> changes.add("- " + what + " " + each));
    }
}
