package io.muster.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.events.Concern;
import io.muster.events.Event;
import io.muster.events.MeshState;
import io.muster.events.Outcome;
import io.muster.events.Outcome.ObjectOutcome;
import io.muster.events.Outcome.Result;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GateTest {

    private static final Set<Concern> REQUIRED = Set.of(Concern.RBAC, Concern.CNI);

    private final MeshState mesh = Samples.mesh();
    private final Event event = Samples.joined("bookinfo", "e1");
    private final Map<Concern, Outcome> outcomes = new EnumMap<>(Concern.class);

    @Test
    void opensWhenEveryRequiredConcernIsAppliedForThePresentEventAndRevision() {
        say(Concern.RBAC, Outcome.State.APPLIED, "e1", mesh.revision(Concern.RBAC), "");
        say(Concern.CNI, Outcome.State.APPLIED, "e1", mesh.revision(Concern.CNI), "");

        assertThat(gate().isOpen()).isTrue();
        assertThat(gate().reason()).isEmpty();
    }

    @Test
    void staysClosedWhileAServiceSaysNothing() {
        say(Concern.RBAC, Outcome.State.APPLIED, "e1", mesh.revision(Concern.RBAC), "");

        assertThat(gate().isOpen()).isFalse();
        assertThat(gate().reason()).startsWith("cni: cni-service has not answered yet");
    }

    @Test
    void staysClosedOnAnAnswerToAnEarlierEventOrAnEarlierRevision() {
        say(Concern.RBAC, Outcome.State.APPLIED, "e0", mesh.revision(Concern.RBAC), "");
        say(Concern.CNI, Outcome.State.APPLIED, "e1", "of yesterday", "");

        assertThat(gate().standings()).extracting(ConcernStanding::kind)
                .containsExactly(ConcernStanding.Kind.BEHIND, ConcernStanding.Kind.BEHIND);
    }

    @Test
    void namesWhatEachConcernThatIsNotAppliedSays() {
        say(Concern.RBAC, Outcome.State.CONFLICT, "e1", mesh.revision(Concern.RBAC), "RoleBinding x: foreign");
        say(Concern.CNI, Outcome.State.FAILED, "e1", mesh.revision(Concern.CNI), "quota");

        assertThat(gate().reason()).isEqualTo("rbac: RoleBinding x: foreign; cni: quota");
        assertThat(gate().has(ConcernStanding.Kind.FAILED)).isTrue();
        assertThat(gate().has(ConcernStanding.Kind.CONFLICT)).isTrue();
    }

    @Test
    void opensAlthoughASourceIsRefused() {
        ObjectOutcome refused = new ObjectOutcome("RoleBinding", "evil", Result.REFUSED, "not owned");
        outcomes.put(Concern.RBAC, Samples.outcome("bookinfo", Concern.RBAC, Outcome.State.APPLIED, "e1",
                mesh.revision(Concern.RBAC), "", refused));
        say(Concern.CNI, Outcome.State.APPLIED, "e1", mesh.revision(Concern.CNI), "");

        assertThat(gate().isOpen()).isTrue();
        assertThat(gate().refused()).containsExactly(refused);
    }

    private void say(Concern concern, Outcome.State state, String of, String revision, String reason) {
        outcomes.put(concern, Samples.outcome("bookinfo", concern, state, of, revision, reason));
    }

    private Gate gate() {
        return Gate.of(REQUIRED, event, mesh, outcomes::get);
    }
}
