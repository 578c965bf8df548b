package io.muster.watcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RemovalGuardTest {

    private final Scene scene = new Scene();
    private final String[] twelve = IntStream.range(10, 22).mapToObj(i -> "n" + i).toArray(String[]::new);

    @BeforeEach
    void twelveMembers() {
        scene.namespaces(twelve);
        scene.namespace("other");
        scene.controlPlane("cp");
        scene.controlPlane("cp2");
        scene.roll("cp", twelve);
        scene.roll("cp2", "other");
        scene.publish();
    }

    @Test
    void holdsManyRemovalsThatFollowOnlyFromAbsenceAndTheEndOfTheirMesh() {
        scene.stopWatching();
        scene.noControlPlane("cp");
        assertThat(scene.watchAgain()).isEmpty();
        assertThat(scene.held()).containsExactlyInAnyOrder(twelve);
        assertThat(scene.published().meshNames()).contains("cp");
    }

    @Test
    void publishesWhatWasHeldOnceAPersonConfirmsIt() {
        scene.stopWatching();
        scene.noControlPlane("cp");
        scene.watchAgain();
        assertThat(Scene.brief(scene.confirm())).hasSize(13).startsWith("member.left n10").endsWith("mesh.gone cp");
        assertThat(scene.held()).isEmpty();
        assertThat(scene.confirm()).isEmpty();
    }

    @Test
    void publishesOnlyThoseThatThePersonSpokeOf() {
        scene.stopWatching();
        scene.noControlPlane("cp");
        scene.watchAgain();
        assertThat(Scene.brief(scene.confirm(member -> member.namespace().equals("n11"))))
                .containsExactly("member.left n11");
        assertThat(scene.held()).hasSize(11).doesNotContain("n11");
        assertThat(scene.published().meshNames()).as("members are left").contains("cp");
        assertThat(scene.confirm(member -> member.mesh().equals("cp2"))).isEmpty();
        assertThat(Scene.brief(scene.confirm(member -> member.mesh().equals("cp")))).hasSize(12)
                .endsWith("mesh.gone cp");
    }

    @Test
    void letsEverythingElseFlowMeanwhile() {
        scene.stopWatching();
        scene.noControlPlane("cp");
        scene.noNamespace("other");
        scene.namespace("new");
        scene.roll("cp2", "new");
        assertThat(Scene.brief(scene.watchAgain())).containsExactly("member.joined new");
        assertThat(scene.held()).as("other is gone too, and by absence").contains("other");
        scene.namespace("later");
        scene.roll("cp2", "new", "later");
        assertThat(Scene.brief(scene.publish())).containsExactly("member.joined later");
    }

    @Test
    void forgetsAboutItWhenTheClusterTurnsOutToBeComplete() {
        scene.stopWatching();
        scene.noControlPlane("cp");
        scene.watchAgain();
        scene.controlPlane("cp");
        assertThat(scene.publish()).extracting(event -> event.type().base()).doesNotContain("io.muster.member.left");
        assertThat(scene.held()).isEmpty();
        assertThat(scene.published().memberCount()).isEqualTo(13);
    }

    @Test
    void letsGoOfAMemberWhoseRemovalTurnsOutToBeMeant() {
        scene.stopWatching();
        scene.noRoll("cp");
        scene.watchAgain();
        assertThat(scene.held()).hasSize(12);
        scene.roll("cp", "n10");
        assertThat(Scene.brief(scene.publish())).hasSize(11).doesNotContain("member.left n10");
        assertThat(scene.held()).isEmpty();
    }

    @Test
    void doesNotHoldWhatFollowsFromALiveRoll() {
        scene.stopWatching();
        scene.roll("cp");
        assertThat(scene.watchAgain()).hasSize(12);
    }

    @Test
    void doesNotHoldWhatWasSeenToHappen() {
        scene.noControlPlane("cp");
        assertThat(scene.publish()).hasSize(13);
    }

    @Test
    void doesNotHoldTenOrFewer() {
        scene.roll("cp", "n10", "n11");
        scene.publish();
        scene.stopWatching();
        scene.noControlPlane("cp");
        assertThat(Scene.brief(scene.watchAgain())).containsExactly("member.left n10", "member.left n11",
                "mesh.gone cp");
    }

    @Test
    void holdsAgainAfterAnotherRestart() {
        scene.stopWatching();
        scene.noControlPlane("cp");
        scene.watchAgain();
        assertThat(scene.watchAgain()).isEmpty();
        assertThat(scene.held()).hasSize(12);
    }
}
