package io.muster.cni;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.events.Cause;
import io.muster.events.Claim;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.events.NetworkMode;
import io.muster.mesh.MeshKeys;
import io.muster.runtime.Desired;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AttachmentsTest {

    private static final Cause CAUSE = new Cause("ServiceMeshMemberRoll", "mesh-a", "default", null, null, null, null);

    @Test
    void givesOneOfEachNameWithAnEmptySpecAndOurLabels() {
        Desired<NetworkAttachmentDefinition> desired = Attachments.desired(member(), mesh("v2-4-istio-cni",
                "v2-5-istio-cni"), true);

        assertThat(wanted(desired)).hasSize(2).allSatisfy(attachment -> {
            assertThat(attachment.getMetadata().getNamespace()).isEqualTo("bookinfo");
            assertThat(attachment.getSpec()).isEmpty();
            assertThat(attachment.getMetadata().getLabels()).isEqualTo(Map.of(MeshKeys.MEMBER_OF, "mesh-a",
                    MeshKeys.MANAGED_BY, "muster", MeshKeys.MAISTRA_VERSION, "2.4.1"));
        }).extracting(attachment -> attachment.getMetadata().getName())
                .containsExactly("v2-4-istio-cni", "v2-5-istio-cni");
    }

    @Test
    void wantsNoneWhereTheSwitchIsOff() {
        assertThat(wanted(Attachments.desired(member(), mesh("v2-5-istio-cni"), false))).isEmpty();
    }

    @Test
    void leavesWhatIsThereWhenTheControlPlaneNamesNoVersion() {
        assertThat(Attachments.desired(member(), mesh(), true))
                .isInstanceOfSatisfying(Desired.Waiting.class,
                        waiting -> assertThat(waiting.reason()).contains("mesh-a/basic", "set its spec.version"));
    }

    private static List<NetworkAttachmentDefinition> wanted(Desired<NetworkAttachmentDefinition> desired) {
        return switch (desired) {
            case Desired.Objects<NetworkAttachmentDefinition> objects -> objects.wanted();
            case Desired.Waiting<NetworkAttachmentDefinition> waiting -> throw new AssertionError(waiting.reason());
        };
    }

    private static MemberState member() {
        return new MemberState("bookinfo", "uid", "mesh-a", Claim.LISTED, Instant.EPOCH, null, CAUSE, Instant.EPOCH);
    }

    private static MeshState mesh(String... attachments) {
        return new MeshState("mesh-a", "basic", "uid", "v2.5", "2.4.1", true, false, false, List.of(), true, List.of(),
                List.of(), NetworkMode.NETWORK_POLICY, null, List.of(attachments), new TreeMap<>(), false, List.of(),
                List.of(), List.of(), List.of(), Map.of(), CAUSE, Instant.EPOCH);
    }
}
