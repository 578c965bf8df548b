package io.muster.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.muster.events.Claim;
import io.muster.events.MeshState;
import io.muster.events.Outcome.ObjectOutcome;
import io.muster.events.Outcome.Result;
import io.muster.member.ConcernStanding.Kind;
import io.muster.mesh.Conditions;
import io.muster.mesh.MemberNamespaceStatus;
import io.muster.mesh.ServiceMeshMemberRoll;
import io.muster.mesh.ServiceMeshMemberRollStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RollStatusesTest {

    private static final ObjectOutcome EVIL = new ObjectOutcome("RoleBinding", "evil", Result.REFUSED, "not owned");

    @Test
    void saysConfiguredWhenEveryMemberIsReady() {
        ServiceMeshMemberRollStatus status = draw(Samples.roll("b", "a"),
                Samples.view(Samples.mesh(), Samples.ready("a"), Samples.ready("b")));

        assertThat(status.getAnnotations()).containsEntry("configuredMemberCount", "2/2");
        assertThat(status.getObservedGeneration()).isEqualTo(7);
        assertThat(status.getMeshGeneration()).isEqualTo(3);
        assertThat(status.getMeshReconciledVersion()).isEqualTo("2.5.1-3");
        assertThat(status.getMembers()).containsExactly("a", "b");
        assertThat(status.getConfiguredMembers()).containsExactly("a", "b");
        assertThat(status.getPendingMembers()).isEmpty();
        assertThat(status.getTerminatingMembers()).isEmpty();
        assertThat(ready(status)).extracting(Condition::getStatus, Condition::getReason)
                .containsExactly("True", Conditions.CONFIGURED);
        assertThat(status.getMemberStatuses()).extracting(MemberNamespaceStatus::getNamespace)
                .containsExactly("a", "b");
    }

    @Test
    void namesThePendingOnesAndWhy() {
        ServiceMeshMemberRollStatus status = draw(Samples.roll("a", "b", "c", "d", "e"), Samples.view(
                Samples.mesh(List.of(new MeshState.Conflict("c", Claim.LISTED, "mesh-b")), List.of("d"),
                        List.of(), List.of()),
                Samples.ready("a"), Samples.held("b", Samples.closed(Kind.WAITING, "no source"), Kind.WAITING)));

        assertThat(status.getMembers()).containsExactly("a", "b", "c", "d", "e");
        assertThat(status.getConfiguredMembers()).containsExactly("a");
        assertThat(status.getPendingMembers()).containsExactly("b", "c", "d", "e");
        assertThat(status.getAnnotations()).containsEntry("configuredMemberCount", "1/5");
        assertThat(ready(status).getReason()).isEqualTo(Conditions.RECONCILE_ERROR);
        assertThat(ready(status).getMessage())
                .startsWith("The following namespaces are not yet configured: [b c d e]");
        assertThat(entry(status, "a")).extracting(Condition::getStatus, Condition::getReason)
                .containsExactly("True", "");
        assertThat(entry(status, "b")).extracting(Condition::getReason, Condition::getMessage)
                .containsExactly(Conditions.CONFIGURING_NAMESPACE, "cni: no source");
        assertThat(entry(status, "c").getReason()).isEqualTo(Conditions.REFERENCES_DIFFERENT_CONTROL_PLANE);
        assertThat(entry(status, "c").getMessage()).startsWith("mesh mesh-b holds it");
        assertThat(entry(status, "d").getReason()).isEqualTo(Conditions.NAMESPACE_NOT_EXISTS);
        assertThat(entry(status, "e").getMessage()).startsWith("the watcher has not made it a member yet");
    }

    @Test
    void reportsWhatAWildcardDoesNotGetWithoutWaitingForIt() {
        ServiceMeshMemberRollStatus status = draw(Samples.roll("*"), Samples.view(
                Samples.mesh(List.of(new MeshState.Conflict("c", Claim.WILDCARD, "mesh-b")), List.of(), List.of(),
                        List.of()),
                Samples.ready("a")));

        assertThat(status.getMembers()).containsExactly("a");
        assertThat(ready(status).getReason()).isEqualTo(Conditions.CONFIGURED);
        assertThat(entry(status, "c").getReason()).isEqualTo(Conditions.REFERENCES_DIFFERENT_CONTROL_PLANE);
    }

    @Test
    void keepsAMemberConfiguredWhileAChangeIsRolledOutAndReportsItAsNotReady() {
        ServiceMeshMemberRoll roll = Samples.roll("a");
        roll.setStatus(draw(roll, Samples.view(Samples.mesh(), Samples.ready("a"))));

        ServiceMeshMemberRollStatus status = draw(roll,
                Samples.view(Samples.mesh(), Samples.held("a", Samples.closed(Kind.BEHIND, "later"), Kind.APPLIED)));

        assertThat(status.getConfiguredMembers()).containsExactly("a");
        assertThat(status.getPendingMembers()).isEmpty();
        assertThat(ready(status).getReason()).isEqualTo(Conditions.RECONCILE_ERROR);
    }

    @Test
    void doesNotTakeANewMemberForConfiguredBecauseSomebodyLabelledIt() {
        ServiceMeshMemberRollStatus status = draw(Samples.roll("a"),
                Samples.view(Samples.mesh(), Samples.held("a", Samples.closed(Kind.BEHIND, "later"), Kind.APPLIED)));

        assertThat(status.getConfiguredMembers()).isEmpty();
        assertThat(status.getPendingMembers()).containsExactly("a");
    }

    @Test
    void loosesWhoLeavesAtOnceAndShowsItAsTerminatingUntilItIsCleanedUp() {
        ServiceMeshMemberRoll roll = Samples.roll("a", "b");
        roll.setStatus(draw(roll, Samples.view(Samples.mesh(), Samples.ready("a"), Samples.ready("b"))));
        roll.getSpec().setMembers(List.of("a"));

        ServiceMeshMemberRollStatus status = draw(roll,
                Samples.view(Samples.mesh(), Map.of("b", "rbac: no right to delete"), Samples.ready("a")));

        assertThat(status.getConfiguredMembers()).containsExactly("a");
        assertThat(status.getMembers()).containsExactly("a");
        assertThat(status.getTerminatingMembers()).containsExactly("b");
        assertThat(ready(status).getReason()).isEqualTo(Conditions.CONFIGURED);
        assertThat(entry(status, "b")).extracting(Condition::getReason, Condition::getMessage)
                .containsExactly(Conditions.REMOVING_NAMESPACE, "rbac: no right to delete");
    }

    @Test
    void saysWhatCanNeverBeAMember() {
        ServiceMeshMemberRollStatus status = draw(Samples.roll("a", "kube-system"), Samples.view(
                Samples.mesh(List.of(), List.of(), List.of(new MeshState.Refused("kube-system", "reserved")),
                        List.of()),
                Samples.ready("a")));

        assertThat(status.getMembers()).containsExactly("a");
        assertThat(status.getPendingMembers()).isEmpty();
        assertThat(ready(status).getReason()).isEqualTo(Conditions.RECONCILE_ERROR);
        assertThat(ready(status).getMessage()).contains("can never be members: [kube-system]", "reserved",
                "take it out of the roll");
    }

    @Test
    void warnsOfWhatIsRefusedInAReadyMember() {
        ServiceMeshMemberRollStatus status = draw(Samples.roll("a"),
                Samples.view(Samples.mesh(), Samples.held("a", Samples.open(EVIL), Kind.APPLIED)));

        assertThat(ready(status).getStatus()).isEqualTo("True");
        assertThat(ready(status).getMessage()).contains("a: refused: RoleBinding evil (not owned)");
        assertThat(entry(status, "a").getStatus()).isEqualTo("True");
    }

    @Test
    void saysThatThereIsNoControlPlaneOrMoreThanOne() {
        MeshView none = new MeshView(Samples.CP, new TreeMap<>(), null, new TreeMap<>(), new TreeMap<>());
        ServiceMeshMemberRollStatus status = draw(Samples.roll("a"), none);
        assertThat(ready(status).getReason()).isEqualTo(Conditions.SMCP_MISSING);
        assertThat(status.getMeshGeneration()).isZero();
        assertThat(status.getMeshReconciledVersion()).isEmpty();
        assertThat(status.getPendingMembers()).containsExactly("a");

        MeshView two = new MeshView(Samples.CP, new TreeMap<>(
                Map.of("basic", Samples.CONTROL_PLANE, "more", Samples.CONTROL_PLANE)), Samples.mesh(),
                Samples.byName(Samples.ready("a")), new TreeMap<>());
        assertThat(ready(draw(Samples.roll("a"), two))).satisfies(condition -> {
            assertThat(condition.getReason()).isEqualTo(Conditions.MULTIPLE_SMCPS);
            assertThat(condition.getMessage()).contains("basic, more");
        });
        assertThat(draw(Samples.roll("a"), two).getConfiguredMembers()).containsExactly("a");
    }

    @Test
    void saysThatANameOrASelectorIsInvalid() {
        ServiceMeshMemberRoll misnamed = Samples.roll("a");
        misnamed.getMetadata().setName("other");
        ServiceMeshMemberRollStatus status = draw(misnamed, Samples.view(Samples.mesh(), Samples.ready("a")));
        assertThat(ready(status).getReason()).isEqualTo(Conditions.ROLL_INVALID_NAME);
        assertThat(status.getConfiguredMembers()).isEmpty();

        ServiceMeshMemberRoll unreadable = Samples.roll();
        unreadable.getSpec().setUnknownField("memberSelectors", "text");
        status = draw(unreadable, Samples.view(Samples.mesh(), Samples.ready("a")));
        assertThat(ready(status).getReason()).isEqualTo(Conditions.ROLL_INVALID_SELECTOR);
        assertThat(status.getConfiguredMembers()).containsExactly("a");

        status = draw(Samples.roll("a", "a"), Samples.view(Samples.mesh(), Samples.ready("a")));
        assertThat(ready(status).getReason()).isEqualTo(Conditions.ROLL_INVALID_SELECTOR);
        assertThat(ready(status).getMessage()).contains("more than once");
    }

    @Test
    void isTheSameAgainIfNothingChanged() {
        ServiceMeshMemberRoll roll = Samples.roll("a", "b");
        MeshView view = Samples.view(Samples.mesh(), Samples.ready("a"),
                Samples.held("b", Samples.closed(Kind.FAILED, "quota"), Kind.WAITING));
        roll.setStatus(draw(roll, view));

        assertThat(RollStatuses.draw(roll, view, Samples.NOW.plusSeconds(60)).status()).isEqualTo(roll.getStatus());
    }

    @Test
    void keepsWhatOthersPutThereAndTheTimesOfWhatDidNotChange() {
        ServiceMeshMemberRoll roll = Samples.roll("a");
        ServiceMeshMemberRollStatus before = draw(roll, Samples.view(Samples.mesh(),
                Samples.held("a", Samples.closed(Kind.WAITING, "x"), Kind.WAITING)));
        before.setUnknownField("other", "kept");
        entries(before).getFirst().setUnknownField("mine", 1);
        List<Condition> conditions = new ArrayList<>(before.getConditions());
        Condition foreign = new ConditionBuilder().withType("Foreign").withStatus("True")
                .withLastTransitionTime("2020-01-01T00:00:00Z").build();
        conditions.addFirst(foreign);
        before.setConditions(conditions);
        roll.setStatus(before);

        ServiceMeshMemberRollStatus waiting = RollStatuses.draw(roll, Samples.view(Samples.mesh(),
                Samples.held("a", Samples.closed(Kind.FAILED, "y"), Kind.WAITING)), Samples.NOW.plusSeconds(60))
                .status();
        assertThat(waiting.getUnknownFields()).containsEntry("other", "kept");
        assertThat(entries(waiting).getFirst().getUnknownFields()).containsEntry("mine", 1);
        assertThat(waiting.getConditions()).contains(foreign);
        assertThat(ready(waiting).getLastTransitionTime()).isEqualTo("2026-11-24T12:00:00Z");

        ServiceMeshMemberRollStatus ready = RollStatuses
                .draw(roll, Samples.view(Samples.mesh(), Samples.ready("a")), Samples.NOW.plusSeconds(60)).status();
        assertThat(ready(ready).getLastTransitionTime()).isEqualTo("2026-11-24T12:01:00Z");
    }

    @Test
    void hasAnEntryForEachOfAFewAndInALargeMeshForThoseOfWhichThereIsSomethingToSay() {
        Held[] few = IntStream.range(0, 100).mapToObj(i -> Samples.ready("n" + i)).toArray(Held[]::new);
        assertThat(entries(draw(Samples.roll("*"), Samples.view(Samples.mesh(), few)))).hasSize(100);

        Held[] many = Stream.concat(Stream.of(few), Stream.of(
                Samples.held("failed", Samples.closed(Kind.FAILED, "quota"), Kind.WAITING),
                Samples.held("refused", Samples.open(EVIL), Kind.APPLIED))).toArray(Held[]::new);
        ServiceMeshMemberRollStatus status = draw(Samples.roll("*"), Samples.view(Samples.mesh(), many));
        assertThat(entries(status)).extracting(MemberNamespaceStatus::getNamespace)
                .containsExactly("failed", "refused");
        assertThat(status.getConfiguredMembers()).hasSize(101).contains("n0", "refused").doesNotContain("failed");
    }

    @Test
    void staysWithinWhatTheApiServerStoresForThousandsOfMembers() {
        Held[] many = IntStream.range(0, 5_000).mapToObj(i -> i % 100 == 0
                ? Samples.held("n" + i, Samples.closed(Kind.FAILED, "quota"), Kind.WAITING)
                : Samples.ready("n" + i)).toArray(Held[]::new);
        ServiceMeshMemberRollStatus status = draw(Samples.roll("*"), Samples.view(Samples.mesh(), many));

        assertThat(status.getConfiguredMembers()).hasSize(4_950);
        assertThat(status.getMemberStatuses()).hasSize(50);
        assertThat(ready(status).getMessage()).hasSizeLessThan(2_000);
    }

    private static ServiceMeshMemberRollStatus draw(ServiceMeshMemberRoll roll, MeshView view) {
        return RollStatuses.draw(roll, view, Samples.NOW).status();
    }

    private static Condition ready(ServiceMeshMemberRollStatus status) {
        return ConditionChanges.find(status.getConditions(), Conditions.READY).orElseThrow();
    }

    private static List<MemberNamespaceStatus> entries(ServiceMeshMemberRollStatus status) {
        return Objects.requireNonNull(status.getMemberStatuses());
    }

    private static Condition entry(ServiceMeshMemberRollStatus status, String namespace) {
        return entries(status).stream().filter(entry -> namespace.equals(entry.getNamespace())).findFirst()
                .flatMap(entry -> ConditionChanges.find(entry.getConditions(), Conditions.READY)).orElseThrow();
    }
}
