package io.muster.watcher;

import io.muster.events.Cause;
import io.muster.events.MeshState;
import io.muster.events.MeshState.Problem;
import io.muster.events.SourceBinding;
import io.muster.events.SourcePolicy;
import io.muster.mesh.AttachmentNames;
import io.muster.mesh.Conditions;
import io.muster.mesh.MaistraVersion;
import io.muster.mesh.MeshKeys;
import io.muster.mesh.RollClaims;
import io.muster.watcher.Content.OfControlPlane;
import io.muster.watcher.Content.OfNamespace;
import io.muster.watcher.Content.OfRoll;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the record of a mesh should say: a function of the cluster and, while a mesh is frozen, of what it said last.
 */
final class MeshStates {

    private static final MaistraVersion OVERWRITES_NETWORKS = new MaistraVersion(1, 1);

    private final ClusterState cluster;
    private final Published published;

    MeshStates(ClusterState cluster, Published published) {
        this.cluster = cluster;
        this.published = published;
    }

    /** The record; empty where there is no mesh, or none that can be told from two control planes. */
    Optional<MeshState> state(String mesh, Reports reports, Cause cause, Instant observed) {
        SortedMap<String, Fact<OfControlPlane>> controlPlanes = cluster.controlPlanes(mesh);
        MeshState last = published.mesh(mesh);
        if (controlPlanes.size() > 1) {
            return Optional.ofNullable(last).map(state -> frozen(state, controlPlanes, cause, observed));
        }
        return controlPlanes.entrySet().stream().findFirst()
                .map(one -> live(mesh, one.getKey(), one.getValue().content(), last, reports, cause, observed));
    }

    private MeshState live(String mesh, String name, OfControlPlane controlPlane, @Nullable MeshState last,
            Reports reports, Cause cause, Instant observed) {
        Fact<OfNamespace> namespace = cluster.namespace(mesh);
        boolean deleting = controlPlane.deleting() || (namespace != null && namespace.content().terminating());
        // Deletion takes the sources one by one; the members shall lose everything together, when the mesh is gone.
        MeshState sources = deleting && last != null && last.uid().equals(controlPlane.uid()) ? last : null;
        boolean overwritesNetworks = !controlPlane.appendsNetworks()
                && MaistraVersion.parse(controlPlane.version()).filter(OVERWRITES_NETWORKS::equals).isPresent();
        MeshState state = new MeshState(mesh, name, controlPlane.uid(), controlPlane.version(),
                controlPlane.chartVersion(), controlPlane.reconciled(), controlPlane.clusterWide(), deleting,
                sources != null ? sources.roleBindings() : roleBindings(mesh, controlPlane.clusterWide()),
                controlPlane.managesPolicies(),
                sources != null ? sources.policies() : policies(mesh),
                sources != null ? sources.replacedPolicies() : replacedPolicies(mesh, name),
                cluster.network().mode(), cluster.network().plugin(),
                AttachmentNames.of(controlPlane.version(), controlPlane.chartVersion()).stream().sorted().toList(),
                new TreeMap<>(Map.of(MeshKeys.MEMBER_OF, mesh)),
                overwritesNetworks,
                List.copyOf(reports.conflicts().values()), List.copyOf(reports.missing()),
                List.copyOf(reports.refused().values()), problems(mesh),
                last == null ? Map.of() : last.revisions(), cause, observed);
        // Hashing all content is what costs; most looks find nothing different.
        return last != null && state.means(last) ? state : state.withRevisions();
    }

    /** Which of two control planes is meant cannot be told, so that everything stays as it was. */
    private static MeshState frozen(MeshState last, SortedMap<String, Fact<OfControlPlane>> controlPlanes, Cause cause,
            Instant observed) {
        List<Problem> problems = new ArrayList<>(last.problems());
        problems.removeIf(problem -> problem.reason().equals(Conditions.MULTIPLE_SMCPS));
        problems.add(new Problem(Conditions.MULTIPLE_SMCPS,
                "there are %d control planes in namespace %s (%s), where a mesh has one: delete the others"
                        .formatted(controlPlanes.size(), last.namespace(), String.join(", ", controlPlanes.keySet()))));
        return new MeshState(last.namespace(), last.name(), last.uid(), last.version(), last.chartVersion(),
                last.reconciled(), last.clusterWide(), last.deleting(), last.roleBindings(), last.managesPolicies(),
                last.policies(), last.replacedPolicies(), last.networkMode(), last.networkPlugin(), last.attachments(),
                last.memberLabels(), last.overwritesNetworks(), last.conflicts(), last.missing(), last.refused(),
                problems, last.revisions(), cause, observed);
    }

    private List<SourceBinding> roleBindings(String mesh, boolean clusterWide) {
        return cluster.roleBindings(mesh).values().stream()
                .map(fact -> fact.content().source())
                .filter(binding -> !clusterWide || !binding.name().startsWith("istiod-"))
                .toList();
    }

    private List<SourcePolicy> policies(String mesh) {
        return cluster.networkPolicies(mesh).values().stream()
                .map(fact -> fact.content().source())
                .filter(Objects::nonNull)
                .toList();
    }

    private List<String> replacedPolicies(String mesh, String name) {
        Set<String> present = cluster.networkPolicies(mesh).keySet();
        return Stream.of("istio-expose-route-" + name, "istio-mesh-" + name).filter(present::contains).toList();
    }

    private List<Problem> problems(String mesh) {
        Fact<OfRoll> roll = cluster.roll(mesh);
        if (roll == null) {
            return List.of();
        }
        return switch (roll.content().roll()) {
            case RollClaims.Invalid invalid -> List.of(new Problem(invalid.reason(), invalid.message()));
            case RollClaims.Valid valid -> valid.problems().stream()
                    .map(message -> new Problem(Conditions.ROLL_INVALID_SELECTOR, message)).toList();
        };
    }
}
