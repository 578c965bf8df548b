package io.muster.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StripRulesTest {

    @ParameterizedTest
    @ValueSource(strings = {"maistra.io/owner", "maistra.io/owner-name", "maistra.io/mesh-generation",
            "app.kubernetes.io/version", "app.kubernetes.io/instance", "app.kubernetes.io/managed-by",
            "kubectl.kubernetes.io/last-applied-configuration", "argocd.argoproj.io/tracking-id",
            "kustomize.toolkit.fluxcd.io/name", "helm.sh/chart", "meta.helm.sh/release-name", "olm.owner"})
    void stripsWhatBelongsToTheSourceAlone(String key) {
        assertThat(StripRules.DEFAULT.strips(key)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"app", "istio", "release", "app.kubernetes.io/name", "maistra.io/expose-route",
            "example.com/helm.sh", "toolkit.fluxcd.io.example.com/x"})
    void copiesEverythingElse(String key) {
        assertThat(StripRules.DEFAULT.strips(key)).isFalse();
    }

    @Test
    void copiesNothingFromAnObjectWithoutLabels() {
        assertThat(StripRules.DEFAULT.copied(null)).isEmpty();
        assertThat(StripRules.DEFAULT.copied(Map.of("app", "istiod", "helm.sh/chart", "x"))).containsOnlyKeys("app");
    }
}
