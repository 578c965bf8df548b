package io.muster.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.muster.events.Claim;
import io.muster.events.MeshState;
import io.muster.events.Outcome.ObjectOutcome;
import io.muster.events.Outcome.Result;
import io.muster.member.Announcement.Reason;
import io.muster.member.ConcernStanding.Kind;
import io.muster.mesh.ServiceMeshMemberRoll;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnnouncementsTest {

    private final ServiceMeshMemberRoll roll = Samples.roll("*");

    @Test
    void tellsOfWhoJoinedAndWhoLeftInOneSentenceEach() {
        was(Samples.view(Samples.mesh(), Samples.ready("old")));
        Held[] many = IntStream.range(0, 500).mapToObj(i -> Samples.ready("n%03d".formatted(i))).toArray(Held[]::new);

        assertThat(of(Samples.view(Samples.mesh(), many))).extracting(Announcement::reason, Announcement::note)
                .containsExactly(tuple(Reason.LEFT, "namespace old left"),
                        tuple(Reason.JOINED, "500 namespaces joined (n000, n001, n002, n003, n004, …)"));
    }

    @Test
    void tellsWhereFromAndWhereToSomethingMoved() {
        was(Samples.view(Samples.mesh(), Samples.ready("b")));
        Held moved = new Held("a", Claim.LISTED, "mesh-c", Samples.open(), Kind.APPLIED, "", true);
        RollStatuses.Drawn after = RollStatuses.draw(roll, Samples.view(Samples.mesh(), moved), Samples.NOW);

        assertThat(Announcements.of(roll.getStatus(), after, _ -> Optional.of("mesh-c"), _ -> Optional.of("mesh-b")))
                .extracting(Announcement::note)
                .containsExactly("namespace b moved to mesh mesh-b", "namespace a moved from mesh mesh-c");
    }

    @Test
    void tellsOfTroubleOnceAndNotAgain() {
        was(Samples.view(Samples.mesh()));
        MeshView troubled = Samples.view(
                Samples.mesh(List.of(new MeshState.Conflict("c", Claim.LISTED, "mesh-b")), List.of(),
                        List.of(new MeshState.Refused("kube-system", "reserved")), List.of()),
                Samples.held("f", Samples.closed(Kind.FAILED, "quota"), Kind.WAITING),
                Samples.held("o", Samples.closed(Kind.CONFLICT, "RoleBinding x: foreign"), Kind.WAITING));

        List<Announcement> told = of(troubled);
        assertThat(told).extracting(Announcement::reason).containsExactly(Reason.FAILED, Reason.CONFLICT,
                Reason.REFUSED);
        assertThat(told.get(0).note()).isEqualTo("namespace f: cni: quota");
        assertThat(told.get(1).note()).startsWith("2 namespaces are in conflict (c, o)");
        assertThat(told.get(2).note()).startsWith("namespace kube-system: reserved");

        was(troubled);
        assertThat(of(troubled)).isEmpty();
    }

    @Test
    void tellsOfARefusedSourceInAMemberThatIsReady() {
        was(Samples.view(Samples.mesh(), Samples.ready("a")));
        ObjectOutcome refused = new ObjectOutcome("RoleBinding", "evil", Result.REFUSED, "not owned");

        assertThat(of(Samples.view(Samples.mesh(), Samples.held("a", Samples.open(refused), Kind.APPLIED))))
                .extracting(Announcement::note)
                .containsExactly("namespace a: refused: RoleBinding evil (not owned)");
    }

    @Test
    void saysNothingOfASteadyStateOrOfOneThatIsOnItsWay() {
        was(Samples.view(Samples.mesh(), Samples.ready("a")));

        assertThat(of(Samples.view(Samples.mesh(), Samples.ready("a"),
                Samples.held("b", Samples.closed(Kind.BEHIND, "later"), Kind.BEHIND)))).isEmpty();
    }

    @Test
    void areLetOutOneASecondAndThoseThatWaitBecomeOne() {
        Announcer announcer = new Announcer();
        announcer.add(List.of(Announcement.of(Reason.JOINED, List.of("a"), ""),
                Announcement.of(Reason.FAILED, List.of("x"), "quota")));

        assertThat(announcer.next(Samples.NOW)).map(Announcement::note).hasValue("namespace x: quota");
        assertThat(announcer.next(Samples.NOW)).isEmpty();
        assertThat(announcer.beforeNext(Samples.NOW.plusMillis(400))).hasValue(Duration.ofMillis(600));
        announcer.add(List.of(Announcement.of(Reason.JOINED, List.of("b"), "")));
        assertThat(announcer.next(Samples.NOW.plusSeconds(1))).map(Announcement::note)
                .hasValue("2 namespaces joined (a, b)");
        assertThat(announcer.beforeNext(Samples.NOW.plusSeconds(1))).isEmpty();
    }

    private void was(MeshView view) {
        roll.setStatus(RollStatuses.draw(roll, view, Samples.NOW).status());
    }

    private List<Announcement> of(MeshView view) {
        return Announcements.of(roll.getStatus(), RollStatuses.draw(roll, view, Samples.NOW), _ -> Optional.empty(),
                _ -> Optional.empty());
    }
}
