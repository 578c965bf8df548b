package io.muster.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceMeshControlPlaneTest {

    @Test
    void readsWhatMembershipDependsOn() {
        ServiceMeshControlPlane controlPlane = controlPlane("{version: v2.5}",
                "{observedGeneration: 3, operatorVersion: 2.5.0-1, chartVersion: 2.4.6}");

        assertThat(controlPlane.version()).isEqualTo("v2.5");
        assertThat(controlPlane.chartVersion()).isEqualTo("2.4.6");
        assertThat(controlPlane.operatorVersion()).isEqualTo("2.5.0-1");
        assertThat(controlPlane.observedGeneration()).isEqualTo(3);
        assertThat(controlPlane.createdAt()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "{version: '', mode: '', techPreview: null, security: null, istio: 5}",
            "{version: 2, mode: [ClusterWide], techPreview: x, security: {manageNetworkPolicy: 'no'}}",
            "{security: [], istio: {sidecarInjectorWebhook: []}}"})
    void whatIsAbsentOrOfTheWrongTypeReadsAsAbsent(String spec) {
        ServiceMeshControlPlane controlPlane = controlPlane(spec, "{observedGeneration: three, chartVersion: 5}");

        assertThat(controlPlane.version()).isNull();
        assertThat(controlPlane.chartVersion()).isNull();
        assertThat(controlPlane.observedGeneration()).isZero();
        assertThat(controlPlane.mode()).isEqualTo(ServiceMeshControlPlane.Mode.MULTI_TENANT);
        assertThat(controlPlane.managesNetworkPolicy()).isTrue();
        assertThat(controlPlane.injectPodRedirectAnnot()).isFalse();
        assertThat(controlPlane.isReconciled()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {observedGeneration: 3}                                                  | true
            {observedGeneration: 2}                                                  | false
            null                                                                     | false
            {observedGeneration: 3, conditions: [{type: Reconciled, status: 'True'}]} | true
            {observedGeneration: 3, conditions: [{type: Reconciled, status: 'False'}]} | false
            {observedGeneration: 3, conditions: [{type: Reconciled, status: Unknown}]} | false
            {observedGeneration: 3, conditions: [{type: Ready, status: 'False'}]}    | true
            {observedGeneration: 2, conditions: [{type: Reconciled, status: 'True'}]} | false
            """)
    void isReconciledWhenItsOperatorHasDealtWithThisGeneration(String status, boolean reconciled) {
        assertThat(controlPlane("{}", status).isReconciled()).isEqualTo(reconciled);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {version: v2.5, mode: ClusterWide}                              | CLUSTER_WIDE
            {version: v2.5, mode: MultiTenant}                              | MULTI_TENANT
            {version: v2.5}                                                 | MULTI_TENANT
            {version: v2.3, techPreview: {controlPlaneMode: ClusterScoped}} | CLUSTER_WIDE
            {version: v2.3, techPreview: {controlPlaneMode: MultiTenant}}   | MULTI_TENANT
            {version: v2.4, techPreview: {controlPlaneMode: ClusterScoped}} | MULTI_TENANT
            {version: v2.2, techPreview: {controlPlaneMode: ClusterScoped}} | MULTI_TENANT
            {techPreview: {controlPlaneMode: ClusterScoped}}                | MULTI_TENANT
            """)
    void theTechnicalPreviewOfClusterWideCountsInItsVersionOnly(String spec, ServiceMeshControlPlane.Mode mode) {
        assertThat(controlPlane(spec, "{}").mode()).isEqualTo(mode);
    }

    @Test
    void switchesAreReadWhereTheyAreSet() {
        assertThat(controlPlane("{security: {manageNetworkPolicy: false}}", "{}").managesNetworkPolicy()).isFalse();
        assertThat(controlPlane("{security: {manageNetworkPolicy: true}}", "{}").managesNetworkPolicy()).isTrue();
        assertThat(controlPlane("{istio: {sidecarInjectorWebhook: {injectPodRedirectAnnot: true}}}", "{}")
                .injectPodRedirectAnnot()).isTrue();
    }

    @Test
    void isTheSameResourceThroughEitherVersion() {
        assertThat(new ServiceMeshControlPlane().getCRDName()).isEqualTo("servicemeshcontrolplanes.maistra.io");
        assertThat(new ServiceMeshControlPlaneV1().getCRDName()).isEqualTo("servicemeshcontrolplanes.maistra.io");
        assertThat(new ServiceMeshControlPlane().getApiVersion()).isEqualTo("maistra.io/v2");
        assertThat(new ServiceMeshControlPlaneV1().getApiVersion()).isEqualTo("maistra.io/v1");
        assertThat(new ServiceMeshControlPlaneV1().getKind()).isEqualTo(new ServiceMeshControlPlane().getKind());
    }

    private static ServiceMeshControlPlane controlPlane(String spec, String status) {
        return Yaml.read(ServiceMeshControlPlane.class, """
                apiVersion: maistra.io/v2
                kind: ServiceMeshControlPlane
                metadata: {name: basic, namespace: mesh-a, generation: 3, creationTimestamp: "2026-01-01T00:00:00Z"}
                spec: %s
                status: %s
                """.formatted(spec, status));
    }
}
