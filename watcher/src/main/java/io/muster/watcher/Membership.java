package io.muster.watcher;

import io.muster.events.Cause;
import io.muster.events.MeshState.Conflict;
import io.muster.events.MeshState.Refused;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The resolution of every namespace, kept up to date by resolving anew only what a change can have an effect on. */
final class Membership {

    private final ClusterState cluster;
    private final Published published;
    private final Resolver resolver;
    private final Map<String, Resolution> resolutions = new HashMap<>();
    private final Map<String, Reports> reports = new HashMap<>();

    private final Map<String, Optional<Cause>> namespaces = new LinkedHashMap<>();
    private final Map<String, Optional<Cause>> meshes = new LinkedHashMap<>();

    Membership(ClusterState cluster, Published published, Resolver resolver) {
        this.cluster = cluster;
        this.published = published;
        this.resolver = resolver;
    }

    /**
     * What may be different from what was published, each with the change that led to it; without one where nobody saw
     * it happen.
     */
    record Touched(Map<String, Optional<Cause>> namespaces, Map<String, Optional<Cause>> meshes) {}

    /** Takes note that a change happened. */
    void touch(Impact impact, Cause cause) {
        touch(impact, Optional.of(cause));
    }

    /** Takes note that something may have happened, which nobody saw. */
    void touchUnseen(Impact impact) {
        touch(impact, Optional.empty());
    }

    private void touch(Impact impact, Optional<Cause> cause) {
        if (impact.everything()) {
            Set<String> names = cluster.names();
            names.addAll(published.memberNames());
            names.addAll(resolutions.keySet());
            // Where a change of its own touched a namespace already, that is the better explanation.
            names.forEach(name -> namespaces.putIfAbsent(name, cause));
        }
        if (impact.everything() || impact.allMeshes()) {
            Set<String> known = new HashSet<>(cluster.cpNamespaces());
            known.addAll(published.meshNames());
            known.forEach(name -> meshes.putIfAbsent(name, cause));
        }
        impact.namespaces().forEach(name -> namespaces.put(name, cause));
        impact.meshes().forEach(name -> meshes.put(name, cause));
    }

    /** Resolves what was touched since the last time. */
    Touched settle() {
        namespaces.forEach((name, cause) -> {
            Resolution after = resolver.resolve(name);
            Resolution before = after.equals(Resolution.NONE)
                    ? resolutions.remove(name)
                    : resolutions.put(name, after);
            if (!after.equals(before)) {
                Set<String> concerned = new HashSet<>();
                unreport(name, before == null ? Resolution.NONE : before, concerned);
                report(name, after, concerned);
                concerned.forEach(mesh -> meshes.putIfAbsent(mesh, cause));
            }
        });
        Touched touched = new Touched(Map.copyOf(namespaces), Map.copyOf(meshes));
        namespaces.clear();
        meshes.clear();
        return touched;
    }

    /** What the claims on a namespace came to when it was last resolved. */
    Resolution resolution(String namespace) {
        return resolutions.getOrDefault(namespace, Resolution.NONE);
    }

    /** What a mesh has to report about namespaces that it claims and does not get. */
    Reports reports(String mesh) {
        return reports.getOrDefault(mesh, new Reports());
    }

    private void unreport(String namespace, Resolution resolution, Set<String> concerned) {
        Consumer<String> remove = mesh -> {
            concerned.add(mesh);
            reports.computeIfPresent(mesh, (_, of) -> {
                of.conflicts().remove(namespace);
                of.missing().remove(namespace);
                of.refused().remove(namespace);
                return of.isEmpty() ? null : of;
            });
        };
        resolution.lost().keySet().forEach(remove);
        resolution.missingIn().forEach(remove);
        resolution.refusedTo().keySet().forEach(remove);
    }

    private void report(String namespace, Resolution resolution, Set<String> concerned) {
        if (resolution.held() != null) {
            String holder = resolution.held().mesh();
            resolution.lost().forEach((mesh, claim) -> of(mesh, concerned).conflicts().put(namespace,
                    new Conflict(namespace, claim, holder)));
        }
        resolution.missingIn().forEach(mesh -> of(mesh, concerned).missing().add(namespace));
        resolution.refusedTo().forEach((mesh, reason) -> of(mesh, concerned).refused().put(namespace,
                new Refused(namespace, reason)));
    }

    private Reports of(String mesh, Set<String> concerned) {
        concerned.add(mesh);
        return reports.computeIfAbsent(mesh, _ -> new Reports());
    }
}
