package io.muster.mesh;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The namespaces that are never members, by whatever claim: a sidecar or a network policy there could stop the cluster,
 * the mesh or Muster.
 *
 * @param musterNamespaces
 *            the namespaces that Muster runs in
 */
public record Exclusions(Set<String> musterNamespaces) {

    private static final Set<String> NAMES = Set.of("kube", "openshift");
    private static final List<String> PREFIXES = List.of("kube-", "openshift-", "ibm-");

    public Exclusions {
        musterNamespaces = Set.copyOf(musterNamespaces);
    }

    /**
     * Why the namespace can be no member, in words for a person; empty if it can be one.
     *
     * @param isControlPlaneNamespace
     *            whether a namespace has a control plane, of any mesh
     */
    public Optional<String> reason(String namespace, Predicate<String> isControlPlaneNamespace) {
        if (NAMES.contains(namespace)) {
            return Optional.of("namespace %s is reserved for the cluster itself".formatted(namespace));
        }
        for (String prefix : PREFIXES) {
            if (namespace.startsWith(prefix)) {
                return Optional.of(
                        "namespaces whose name starts with %s are reserved for the cluster itself".formatted(prefix));
            }
        }
        if (musterNamespaces.contains(namespace)) {
            return Optional.of("Muster itself runs in namespace %s".formatted(namespace));
        }
        if (isControlPlaneNamespace.test(namespace)) {
            return Optional.of("namespace %s is the control-plane namespace of a mesh".formatted(namespace));
        }
        return Optional.empty();
    }
}
