package io.muster.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.muster.events.NetworkMode;
import io.muster.events.Outcome;
import io.muster.sandbox.SdnMaster;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.RealServers;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A cluster of its own, because what is there once for one test is there for all others. */
@ExtendWith(RealServers.class)
class ClusterWithoutSdnIT {

    @Test
    void waitsForTheKindInTheModeThatNeedsItAndIsNotHeldUpByItsAbsenceInAnother(KafkaUnderTest kafka) {
        try (ControlPlaneUnderTest cluster = ControlPlaneUnderTest.start();
                NetworkUnderTest network = new NetworkUnderTest(kafka, cluster, Map.of())) {
            network.watcher().mesh(network.state(NetworkMode.NETWORK_POLICY));
            String bookinfo = network.joined("bookinfo").namespace();
            network.watcher().census(1, 1);
            network.awaitOutcome(bookinfo, Outcome.State.APPLIED, "");
            network.awaitReady();

            network.watcher().mesh(network.state(NetworkMode.MULTITENANT));
            network.awaitOutcome(bookinfo, Outcome.State.WAITING, "does not know the kind NetNamespace");
            assertThat(cluster.admin().network().v1().networkPolicies().inNamespace(bookinfo).list().getItems())
                    .isEmpty();

            cluster.installCrd(SdnMaster.NET_NAMESPACES);
            try (SdnMaster sdn = SdnMaster.start(cluster.admin())) {
                sdn.treatRequests(SdnMaster.Manner.HONEST);
                await().atMost(NetworkUnderTest.LONG).untilAsserted(
                        () -> network.awaitOutcome(bookinfo, Outcome.State.APPLIED, ""));
            }
        }
    }
}
