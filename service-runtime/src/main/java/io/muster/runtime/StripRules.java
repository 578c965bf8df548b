package io.muster.runtime;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which labels and annotations belong to a source object alone and are not copied to members: those of the control
 * plane's installation, and whatever tracks a deployment tool, which would otherwise adopt or prune the copies.
 *
 * @param patterns
 *            a key; a prefix, which ends in {@code *}; or a suffix of the key's domain, which starts with {@code *} and
 *            ends in {@code /}
 */
public record StripRules(List<String> patterns) {

    /** What is left out unless settings say otherwise. */
    public static final StripRules DEFAULT = new StripRules(List.of(
            "maistra.io/owner", "maistra.io/owner-name", "maistra.io/mesh-generation", "maistra.io/member-of",
            "maistra.io/internal", "maistra-version", "app.kubernetes.io/version", "app.kubernetes.io/instance",
            "app.kubernetes.io/managed-by", "kubectl.kubernetes.io/*", "argocd.argoproj.io/*",
            "*.toolkit.fluxcd.io/", "helm.sh/*", "meta.helm.sh/*", "olm.*", "operators.coreos.com/*"));

    public StripRules {
        patterns = List.copyOf(patterns);
    }

    /** Whether a label or annotation of this key is left out. */
    public boolean strips(String key) {
        return patterns.stream().anyMatch(pattern -> matches(pattern, key));
    }

    /** What a copy gets, sorted by key. */
    public Map<String, String> copied(@org.jspecify.annotations.Nullable Map<String, String> ofSource) {
        Map<String, String> kept = new TreeMap<>();
        if (ofSource != null) {
            ofSource.forEach((key, value) -> {
                if (!strips(key)) {
                    kept.put(key, value);
                }
            });
        }
        return kept;
    }

    private static boolean matches(String pattern, String key) {
        if (pattern.startsWith("*") && pattern.endsWith("/")) {
            int slash = key.indexOf('/');
            return slash > 0 && key.substring(0, slash + 1).endsWith(pattern.substring(1));
        }
        return pattern.endsWith("*")
                ? key.startsWith(pattern.substring(0, pattern.length() - 1))
                : key.equals(pattern);
    }
}
