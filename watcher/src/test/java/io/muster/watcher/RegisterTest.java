package io.muster.watcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.events.Claim;
import io.muster.events.Event;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegisterTest {

    private final Scene scene = new Scene();

    @BeforeEach
    void aMesh() {
        scene.namespaces("cp", "a", "b");
        scene.controlPlane("cp");
        scene.publish();
    }

    @Test
    void aListedNamespaceJoins() {
        scene.roll("cp", "a");
        List<Event> events = scene.publish();
        assertThat(Scene.brief(events)).containsExactly("member.joined a");
        MemberState member = scene.member("a");
        assertThat(member.mesh()).isEqualTo("cp");
        assertThat(member.claim()).isEqualTo(Claim.LISTED);
        assertThat(member.uid()).isEqualTo("uid-a");
        assertThat(member.cause().kind()).isEqualTo("ServiceMeshMemberRoll");
        assertThat(member.cause().fieldManager()).isEqualTo("kubectl");
        assertThat(member.since()).isEqualTo(member.cause().time()).isEqualTo(events.getFirst().time());
    }

    @Test
    void aNamespaceThatIsListedNoMoreLeaves() {
        scene.roll("cp", "a", "b");
        scene.publish();
        scene.roll("cp", "b");
        List<Event> events = scene.publish();
        assertThat(Scene.brief(events)).containsExactly("member.left a");
        assertThat(events.getFirst().member()).isNotNull().extracting(MemberState::mesh).isEqualTo("cp");
    }

    @Test
    void theSameRollWrittenAgainPublishesNothing() {
        scene.roll("cp", "a");
        scene.publish();
        scene.roll("cp", "a");
        assertThat(scene.publish()).isEmpty();
    }

    @Test
    void aListedNamespaceThatDoesNotExistIsMissingAndJoinsWhenItAppears() {
        scene.roll("cp", "later");
        assertThat(Scene.brief(scene.publish())).containsExactly("mesh.changed cp");
        assertThat(scene.mesh("cp").missing()).containsExactly("later");
        scene.namespace("later");
        assertThat(Scene.brief(scene.publish())).containsExactly("mesh.changed cp", "member.joined later");
        assertThat(scene.mesh("cp").missing()).isEmpty();
        assertThat(scene.member("later").cause().kind()).isEqualTo("Namespace");
    }

    @Test
    void aNamespaceBeingDeletedLeavesAndIsMissing() {
        scene.roll("cp", "a");
        scene.publish();
        scene.namespace("a", "uid-a", true);
        assertThat(Scene.brief(scene.publish())).containsExactly("mesh.changed cp", "member.left a");
        assertThat(scene.mesh("cp").missing()).containsExactly("a");
    }

    @Test
    void aNamespaceMadeAnewUnderTheSameNameLeavesAndJoins() {
        scene.roll("cp", "a");
        scene.publish();
        scene.noNamespace("a");
        scene.namespace("a", "uid-another", false);
        assertThat(Scene.brief(scene.publish())).containsExactly("member.left a", "member.joined a");
        assertThat(scene.member("a").uid()).isEqualTo("uid-another");
    }

    @Test
    void aSelectedNamespaceFollowsItsLabels() {
        scene.rollSelecting("cp", "team=x", "team=y");
        scene.publish();
        scene.namespace("a", "team=y");
        assertThat(Scene.brief(scene.publish())).containsExactly("member.joined a");
        assertThat(scene.member("a").claim()).isEqualTo(Claim.SELECTOR);
        scene.namespace("a", "team=z");
        assertThat(Scene.brief(scene.publish())).containsExactly("member.left a");
    }

    @Test
    void aWildcardLeavesOutWhatCanNeverBeAMemberWithoutAWord() {
        scene.namespaces("kube-system", "openshift-x", Scene.MUSTER);
        scene.roll("cp", "*");
        assertThat(Scene.brief(scene.publish())).containsExactly("member.joined a", "member.joined b");
        assertThat(scene.mesh("cp").refused()).isEmpty();
    }

    @Test
    void namingWhatCanNeverBeAMemberIsRefused() {
        scene.namespaces("kube-system", "other");
        scene.controlPlane("other");
        scene.memberObject(Scene.MUSTER, "cp");
        scene.roll("cp", "kube-system", "other");
        scene.publish();
        assertThat(scene.published().memberNames()).isEmpty();
        assertThat(scene.mesh("cp").refused()).extracting(MeshState.Refused::namespace)
                .containsExactly("kube-system", Scene.MUSTER, "other");
    }

    @Test
    void aMemberThatGetsAControlPlaneOfItsOwnLeaves() {
        scene.roll("cp", "a");
        scene.publish();
        scene.controlPlane("a");
        assertThat(Scene.brief(scene.publish())).containsExactly("mesh.appeared a", "mesh.changed cp", "member.left a");
    }

    @Test
    void aMemberObjectIsTheStrongestClaim() {
        scene.roll("cp", "a");
        scene.publish();
        scene.memberObject("a", "cp");
        List<Event> events = scene.publish();
        assertThat(Scene.brief(events)).containsExactly("member.changed a");
        assertThat(scene.member("a").claim()).isEqualTo(Claim.MEMBER_OBJECT);
        scene.noMemberObject("a");
        assertThat(Scene.brief(scene.publish())).containsExactly("member.changed a");
        assertThat(scene.member("a").claim()).isEqualTo(Claim.LISTED);
        assertThat(scene.member("a").cause().kind()).isEqualTo("ServiceMeshMember");
    }

    @Test
    void aMemberObjectThatNamesAnotherControlPlaneIsNoClaim() {
        scene.memberObject("a", "cp", "other");
        assertThat(scene.publish()).isEmpty();
    }

    @Test
    void thePresentHolderKeepsANamespaceThatAStrongerClaimWants() {
        scene.controlPlane("cp2");
        scene.rollSelecting("cp2", "team=x");
        scene.namespace("a", "team=x");
        scene.publish();
        scene.roll("cp", "a");
        assertThat(Scene.brief(scene.publish())).containsExactly("mesh.changed cp");
        assertThat(scene.member("a").mesh()).isEqualTo("cp2");
        assertThat(scene.mesh("cp").conflicts())
                .containsExactly(new MeshState.Conflict("a", Claim.LISTED, "cp2"));
    }

    @Test
    void theNextWinnerTakesOverWhenTheHoldersClaimEnds() {
        scene.controlPlane("cp2");
        scene.roll("cp", "a");
        scene.publish();
        scene.roll("cp2", "a");
        scene.publish();
        scene.roll("cp");
        assertThat(Scene.brief(scene.publish())).containsExactly("mesh.changed cp2", "member.moved a");
        assertThat(scene.member("a").mesh()).isEqualTo("cp2");
        assertThat(scene.member("a").movedFrom()).isEqualTo("cp");
        assertThat(scene.mesh("cp2").conflicts()).isEmpty();
    }

    @Test
    void amongNewClaimsTheStrongestThenTheOldestControlPlaneWins() {
        scene.controlPlane("older");
        scene.controlPlane("younger");
        scene.roll("younger", "a", "b");
        scene.rollSelecting("older", "team=x");
        scene.roll("cp", "*");
        scene.memberObject("b", "older");
        scene.publish();
        assertThat(scene.member("a").mesh()).isEqualTo("younger");
        assertThat(scene.member("b").mesh()).isEqualTo("older");
        scene.namespace("c", "team=x");
        scene.publish();
        assertThat(scene.member("c").mesh()).isEqualTo("cp");
    }

    @Test
    void membersLeaveBeforeTheirMeshIsGoneAndComeBackWithIt() {
        scene.roll("cp", "a", "b");
        scene.publish();
        scene.noControlPlane("cp");
        assertThat(Scene.brief(scene.publish())).containsExactly("member.left a", "member.left b", "mesh.gone cp");
        scene.controlPlane("cp");
        assertThat(Scene.brief(scene.publish())).containsExactly("mesh.appeared cp", "member.joined a",
                "member.joined b");
    }

    @Test
    void aSecondControlPlaneFreezesWhatTheRollSays() {
        scene.namespace("c");
        scene.roll("cp", "a");
        scene.memberObject("b", "cp");
        scene.publish();
        scene.controlPlane("cp", "second");
        assertThat(Scene.brief(scene.publish())).containsExactly("mesh.changed cp");
        assertThat(scene.mesh("cp").problems()).extracting(MeshState.Problem::reason)
                .containsExactly("ErrMultipleSMCPs");
        assertThat(scene.mesh("cp").name()).isEqualTo("basic");

        scene.roll("cp", "c");
        scene.memberObject("c", "cp");
        assertThat(scene.publish()).as("neither leaves nor joins").isEmpty();
        scene.noMemberObject("b");
        assertThat(Scene.brief(scene.publish())).as("its own claim is withdrawn").containsExactly("member.left b");

        scene.noControlPlane("cp", "second");
        assertThat(Scene.brief(scene.publish())).containsExactly("mesh.changed cp", "member.left a", "member.joined c");
        assertThat(scene.mesh("cp").problems()).isEmpty();
    }

    @Test
    void anUnreadableRollLosesAndGainsNothing() {
        scene.roll("cp", "a");
        scene.publish();
        scene.invalidRoll("cp");
        assertThat(Scene.brief(scene.publish())).containsExactly("mesh.changed cp");
        assertThat(scene.mesh("cp").problems()).extracting(MeshState.Problem::reason)
                .containsExactly("ErrInvalidSelector");
        scene.memberObject("b", "cp");
        assertThat(Scene.brief(scene.publish())).as("member objects count").containsExactly("member.joined b");
        scene.roll("cp");
        assertThat(Scene.brief(scene.publish())).containsExactly("mesh.changed cp", "member.left a");
    }

    @Test
    void entriesThatCountForNothingAreReported() {
        scene.roll("cp", "a", "*");
        assertThat(Scene.brief(scene.publish())).containsExactly("mesh.changed cp", "member.joined a");
        assertThat(scene.mesh("cp").problems()).singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("'*' among"));
    }

    @Test
    void deletingARollEndsItsClaims() {
        scene.roll("cp", "a");
        scene.publish();
        scene.noRoll("cp");
        List<Event> events = scene.publish();
        assertThat(Scene.brief(events)).containsExactly("member.left a");
        assertThat(events.getFirst().time()).as("the API does not tell when a deletion happened")
                .isEqualTo(scene.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
    }
}
