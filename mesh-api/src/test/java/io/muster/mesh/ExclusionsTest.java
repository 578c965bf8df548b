package io.muster.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExclusionsTest {

    private final Exclusions exclusions = new Exclusions(Set.of("muster", "muster-watch"));
    private final Set<String> controlPlaneNamespaces = Set.of("mesh-a");

    @ParameterizedTest
    @CsvSource({"kube,reserved for the cluster", "openshift,reserved for the cluster", "kube-system,starts with kube-",
            "openshift-monitoring,starts with openshift-", "ibm-common,starts with ibm-",
            "muster,Muster itself runs in",
            "muster-watch,Muster itself runs in", "mesh-a,control-plane namespace"})
    void reservedNamespacesAreNeverMembersAndItIsSaidWhy(String namespace, String reason) {
        assertThat(exclusions.reason(namespace, controlPlaneNamespaces::contains))
                .hasValueSatisfying(text -> assertThat(text).contains(reason));
    }

    @ParameterizedTest
    @ValueSource(strings = {"team-a", "kubernetes", "kubeflow", "openshiftish", "ibm", "my-kube-system", "muster-demo",
            "default"})
    void everyOtherNamespaceCanBeAMember(String namespace) {
        assertThat(exclusions.reason(namespace, controlPlaneNamespaces::contains)).isEmpty();
    }
}
