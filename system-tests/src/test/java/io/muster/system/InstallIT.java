package io.muster.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.muster.cli.Main;
import io.muster.mesh.Admission;
import io.muster.testing.ControlPlaneUnderTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code muster up --install} on a cluster that has nothing yet, and once more. */
class InstallIT {

    @Test
    void bringsThePoliciesOnceWaitsForThemAndLeavesWhatSomebodyElseChanged(@TempDir Path directory) {
        try (ControlPlaneUnderTest cluster = ControlPlaneUnderTest.start()) {
            String namespace = cluster.createNamespace("mesh");
            try (MusterProcess first = up(cluster, directory, "first.log")) {
                first.awaitReady();

                assertThat(first.output()).contains("installed servicemeshcontrolplanes.maistra.io",
                        "installed the admission policies").doesNotContain("no admission policy guards");
                assertThatThrownBy(() -> CustomObject.roll(cluster.admin(), namespace)
                        .tryToCreate("{members: [%s]}".formatted(namespace)))
                        .hasMessageContaining("muster-member-rolls-form");
                assertThat(first.metric("muster_watcher_unguarded_resources")).isZero();

                cluster.admin().resource(Admission.bindings().getFirst()).delete();
                await().until(() -> first.metric("muster_watcher_unguarded_resources") == 1);
                first.stop();
            }
            HasMetadata changed = exempted(cluster, "system:serviceaccount:mesh-system:muster-member-service");
            String before = version(cluster, Admission.policies().getLast());

            try (MusterProcess second = up(cluster, directory, "second.log")) {
                second.awaitReady();

                assertThat(second.output())
                        .contains("muster-member-rolls-rights was changed by somebody else and stays",
                                "installed the admission policies")
                        .doesNotContain("installed servicemesh");
                assertThat(cluster.admin().resource(Admission.bindings().getFirst()).get()).isNotNull();
                assertThat(version(cluster, Admission.policies().getLast())).isEqualTo(before);
                assertThat(version(cluster, changed)).isEqualTo(changed.getMetadata().getResourceVersion());
            }
        }
    }

    /** The policy about rights over rolls, in which an administrator has named another account of Muster's. */
    private static HasMetadata exempted(ControlPlaneUnderTest cluster, String account) {
        ValidatingAdmissionPolicy rights = Admission.policies().stream()
                .filter(policy -> policy.getMetadata().getName().equals("muster-member-rolls-rights")).findFirst()
                .orElseThrow();
        return cluster.admin().resource(rights).edit(policy -> {
            policy.getSpec().getMatchConditions().stream()
                    .filter(condition -> condition.getName().equals("is-not-member-service"))
                    .forEach(condition -> condition.setExpression("request.userInfo.username != '" + account + "'"));
            return policy;
        });
    }

    private static String version(ControlPlaneUnderTest cluster, HasMetadata object) {
        return cluster.admin().resource(object).get().getMetadata().getResourceVersion();
    }

    private static MusterProcess up(ControlPlaneUnderTest cluster, Path directory, String log) {
        return MusterProcess.start("muster up", Main.class,
                List.of("up", "--install", "--services", "watcher", "--data", directory.toString()),
                Map.of("MUSTER_KUBECONFIG", cluster.kubeconfig().toString(), "MUSTER_WATCHER_COMPARE_INTERVAL", "1s"),
                directory.resolve(log));
    }
}
