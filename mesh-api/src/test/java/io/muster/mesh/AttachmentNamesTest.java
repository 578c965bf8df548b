package io.muster.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttachmentNamesTest {

    @ParameterizedTest
    @CsvSource({"v1.0,1.0.2,istio-cni", "v1.1,1.1.18,v1-1-istio-cni", "v2.0,2.0.11,v2-0-istio-cni",
            "v2.5,2.5.1-3,v2-5-istio-cni",
            "v2.5,,v2-5-istio-cni", ",2.4.0,v2-4-istio-cni", "latest,2.4.0,v2-4-istio-cni", "v2.10,,v2-10-istio-cni"})
    void theNameFollowsTheVersion(@Nullable String version, @Nullable String chartVersion, String name) {
        assertThat(AttachmentNames.of(version, chartVersion)).containsExactly(name);
    }

    @ParameterizedTest
    @CsvSource({"v2.6,2.5.4,v2-5-istio-cni v2-6-istio-cni", "v1.1,1.0.0,istio-cni v1-1-istio-cni"})
    void bothAreNeededWhileAnUpgradeIsUnderWay(String version, String chartVersion, String names) {
        assertThat(AttachmentNames.of(version, chartVersion)).containsExactly(names.split(" "));
    }

    @ParameterizedTest
    @CsvSource({",", "'',''", "latest,", "v2,2"})
    void nothingIsKnownWithoutAVersion(@Nullable String version, @Nullable String chartVersion) {
        assertThat(AttachmentNames.of(version, chartVersion)).isEmpty();
    }
}
