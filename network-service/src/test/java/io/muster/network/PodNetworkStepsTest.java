package io.muster.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.network.PodNetworkSteps.Company;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PodNetworkStepsTest {

    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    private static final Patience PATIENCE = new Patience(Duration.ofSeconds(30), 3, Duration.ofMinutes(1));
    private static final String JOIN = "join:mesh-a";

    private @Nullable Attempt attempt;

    @Test
    void asksTheSdnAndMarksInOneStep() {
        assertThat(towards(unmarked(7, null))).isEqualTo(new Step.Join("mesh-a", 5));
    }

    @Test
    void asksOverWhateverIsPendingButForWhatIsPendingAlready() {
        assertThat(towards(unmarked(7, "isolate"))).isEqualTo(new Step.Join("mesh-a", 5));
        assertThat(towards(unmarked(5, "isolate"))).isEqualTo(new Step.Join("mesh-a", 5));
        assertThat(towards(unmarked(7, "join:mesh-b"))).isEqualTo(new Step.Join("mesh-a", 5));
        assertThat(towards(marked(7, JOIN, 5))).isInstanceOf(Step.Pause.class);
        assertThat(towards(unmarked(7, JOIN))).isEqualTo(new Step.Mark("mesh-a", 5));
    }

    @Test
    void isThereOnlyWhenTheRequestIsGoneAndTheNetidsAreEqual() {
        assertThat(towards(marked(5, JOIN, 5))).isInstanceOf(Step.Pause.class);
        assertThat(towards(marked(7, null, 5))).isEqualTo(new Step.Join("mesh-a", 5));
        assertThat(towards(marked(5, null, 5))).isEqualTo(new Step.Settled());
    }

    @Test
    void onlyMarksWhatIsInTheMeshsNetworkAlready() {
        assertThat(towards(unmarked(5, null))).isEqualTo(new Step.Mark("mesh-a", 5));
        assertThat(towards(marked(5, null, 4))).isEqualTo(new Step.Mark("mesh-a", 5));
        assertThat(towards(new PodNetwork("bookinfo", 5L, null, "mesh-b", "5"))).isEqualTo(new Step.Mark("mesh-a", 5));
    }

    @Test
    void asksAgainAtEverLongerIntervalsWhenARequestIsTakenAway() {
        attempt = new Attempt(JOIN, 1, NOW.minusMillis(400), false);
        assertThat(towards(marked(7, null, 5))).isInstanceOfSatisfying(Step.Pause.class, pause -> {
            assertThat(pause.failed()).isFalse();
            assertThat(pause.again()).isEqualTo(Duration.ofMillis(600));
        });
        attempt = new Attempt(JOIN, 1, NOW.minusSeconds(1), false);
        assertThat(towards(marked(7, null, 5))).isEqualTo(new Step.Join("mesh-a", 5));
        attempt = new Attempt(JOIN, 3, NOW.minusSeconds(1), false);
        assertThat(towards(marked(7, null, 5))).isInstanceOfSatisfying(Step.Pause.class, pause -> {
            assertThat(pause.failed()).isTrue();
            assertThat(pause.again()).isEqualTo(Duration.ofSeconds(3));
            assertThat(pause.reason()).contains("taken off");
        });
    }

    @Test
    void reportsARequestThatStaysUnansweredForLong() {
        attempt = new Attempt(JOIN, 1, NOW.minusSeconds(29), false);
        assertThat(towards(marked(7, JOIN, 5)))
                .isInstanceOfSatisfying(Step.Pause.class, pause -> assertThat(pause.failed()).isFalse());
        attempt = new Attempt(JOIN, 1, NOW.minusSeconds(30), false);
        assertThat(towards(marked(7, JOIN, 5))).isInstanceOfSatisfying(Step.Pause.class, pause -> {
            assertThat(pause.failed()).isTrue();
            assertThat(pause.reason()).contains("waiting for the SDN", "bookinfo");
        });
    }

    @Test
    void writesNothingForAMeshThatEverybodyReaches() {
        assertThat(towards(unmarked(7, null), network("mesh-a", 0))).isEqualTo(new Step.Settled());
        assertThat(towards(unmarked(0, null), network("mesh-a", 0))).isEqualTo(new Step.Settled());
        assertThat(towards(marked(7, JOIN, 5), network("mesh-a", 0))).isEqualTo(new Step.Withdraw());
    }

    @Test
    void leavesAGlobalMemberAloneAndSaysSo() {
        assertThat(towards(unmarked(0, null))).isInstanceOf(Step.Conflict.class);
        assertThat(towards(marked(0, null, 5))).isInstanceOf(Step.Conflict.class);
    }

    @Test
    void waitsForANetNamespaceThatIsNotThereOrHasNoNetid() {
        assertThat(towards(null)).isInstanceOfSatisfying(Step.Wait.class,
                wait -> assertThat(wait.reason()).contains("bookinfo"));
        assertThat(towards(new PodNetwork("bookinfo", null, null, null, null))).isInstanceOf(Step.Wait.class);
        assertThat(towards(unmarked(7, null), null)).isInstanceOfSatisfying(Step.Wait.class,
                wait -> assertThat(wait.reason()).contains("mesh-a"));
    }

    @Test
    void joinsAMeshThatWasMadeAnew() {
        assertThat(towards(marked(5, null, 5), network("mesh-a", 9))).isEqualTo(new Step.Join("mesh-a", 9));
    }

    @Test
    void isolatesWhatIsMarkedAndStillInTheMeshsNetwork() {
        assertThat(apart(marked(5, null, 5), Company.MESH)).isEqualTo(new Step.Isolate());
        assertThat(apart(marked(7, JOIN, 5), Company.NOBODY)).isEqualTo(new Step.Isolate());
    }

    @Test
    void isolatesAlsoWhenTheMeshsNetworkIsGoneOrMadeAnew() {
        assertThat(apart(marked(5, null, 5), Company.NOBODY)).isEqualTo(new Step.Isolate());
        assertThat(apart(marked(5, null, 5), Company.OTHERS)).isEqualTo(new Step.Isolate());
        // the mesh got another netid while the join was pending, or a move was never carried out
        assertThat(apart(marked(9, null, 5), Company.MESH)).isEqualTo(new Step.Isolate());
    }

    @Test
    void onlyTakesTheMarkOffWhatIsApartAlready() {
        assertThat(apart(marked(8, null, 5), Company.NOBODY)).isEqualTo(new Step.Unmark(false));
        assertThat(apart(marked(8, null, 5), Company.OTHERS)).isEqualTo(new Step.Unmark(false));
        assertThat(apart(marked(0, null, 5), Company.OTHERS)).isEqualTo(new Step.Unmark(false));
        assertThat(apart(marked(0, JOIN, 5), Company.OTHERS)).isEqualTo(new Step.Unmark(true));
    }

    @Test
    void isApartWhenNobodyElseHasTheNetidOnceTheSdnHasAnswered() {
        attempt = new Attempt("isolate", 1, NOW.minusSeconds(1), false);
        assertThat(apart(marked(5, null, 5), Company.NOBODY)).isEqualTo(new Step.Unmark(false));
        assertThat(apart(marked(5, null, 5), Company.OTHERS)).isEqualTo(new Step.Isolate());
    }

    @Test
    void waitsForTheSdnToIsolate() {
        assertThat(apart(marked(5, "isolate", 5), Company.MESH)).isInstanceOf(Step.Pause.class);
        attempt = new Attempt("isolate", 1, NOW.minusSeconds(31), false);
        assertThat(apart(marked(5, "isolate", 5), Company.MESH))
                .isInstanceOfSatisfying(Step.Pause.class, pause -> assertThat(pause.failed()).isTrue());
    }

    @Test
    void hasNothingToDoWithWhatIsNotMarked() {
        assertThat(apart(unmarked(5, null), Company.MESH)).isEqualTo(new Step.Settled());
        assertThat(apart(null, Company.NOBODY)).isEqualTo(new Step.Settled());
    }

    @Test
    void findsAMarkThatLostHalfOfItself() {
        assertThat(apart(new PodNetwork("bookinfo", 5L, null, null, "5"), Company.OTHERS))
                .isEqualTo(new Step.Isolate());
        assertThat(apart(new PodNetwork("bookinfo", 5L, null, "mesh-a", null), Company.OTHERS))
                .isEqualTo(new Step.Isolate());
        assertThat(apart(new PodNetwork("bookinfo", 5L, null, "mesh-a", null), Company.NOBODY))
                .isEqualTo(new Step.Unmark(false));
    }

    @Test
    void givesUpOnAnSdnOfAnotherKind() {
        attempt = new Attempt("isolate", 1, NOW.minusSeconds(1), false);
        assertThat(elsewhere(marked(5, "isolate", 5))).isInstanceOf(Step.Pause.class);
        assertThat(elsewhere(marked(5, null, 5))).isEqualTo(new Step.Unmark(false));
        attempt = new Attempt("isolate", 1, NOW.minusSeconds(30), false);
        assertThat(elsewhere(marked(5, "isolate", 5))).isEqualTo(new Step.Unmark(true));
        attempt = null;
        assertThat(elsewhere(marked(5, null, 5))).isEqualTo(new Step.Isolate());
    }

    @Test
    void countsTriesForAsLongAsTheyAreNotFarApart() {
        Attempt first = Attempt.asked(null, JOIN, NOW);
        Attempt second = Attempt.asked(first, JOIN, NOW.plusSeconds(1));

        assertThat(first).isEqualTo(new Attempt(JOIN, 1, NOW, false));
        assertThat(second.tries()).isEqualTo(2);
        assertThat(Attempt.asked(second, "isolate", NOW.plusSeconds(2)).tries()).isEqualTo(1);
        assertThat(Attempt.asked(second, JOIN, NOW.plusSeconds(600)).tries()).isEqualTo(1);
        assertThat(Attempt.seen(second, null, NOW.plusSeconds(600))).isNull();
    }

    @Test
    void isPatientAnewWithARequestThatSomebodyElseMade() {
        Attempt answered = Attempt.seen(Attempt.asked(null, JOIN, NOW), null, NOW.plusSeconds(1));

        assertThat(Attempt.seen(answered, JOIN, NOW.plusSeconds(40)))
                .isEqualTo(new Attempt(JOIN, 1, NOW.plusSeconds(40), false));
        assertThat(Attempt.seen(null, "isolate", NOW)).isEqualTo(new Attempt("isolate", 1, NOW, false));
    }

    private Step towards(@Nullable PodNetwork own) {
        return towards(own, network("mesh-a", 5));
    }

    private Step towards(@Nullable PodNetwork own, @Nullable PodNetwork target) {
        return PodNetworkSteps.towards(found(own), "mesh-a", target, NOW, PATIENCE);
    }

    private Step apart(@Nullable PodNetwork own, Company company) {
        return PodNetworkSteps.apart(found(own), company, true, NOW, PATIENCE);
    }

    private Step elsewhere(PodNetwork own) {
        return PodNetworkSteps.apart(found(own), Company.MESH, false, NOW, PATIENCE);
    }

    private PodNetworkSteps.Found found(@Nullable PodNetwork own) {
        return new PodNetworkSteps.Found("bookinfo", own,
                Attempt.seen(attempt, own == null ? null : own.pending(), NOW));
    }

    private static PodNetwork unmarked(long netid, @Nullable String pending) {
        return new PodNetwork("bookinfo", netid, pending, null, null);
    }

    private static PodNetwork marked(long netid, @Nullable String pending, long joined) {
        return new PodNetwork("bookinfo", netid, pending, "mesh-a", String.valueOf(joined));
    }

    private static PodNetwork network(String namespace, long netid) {
        return new PodNetwork(namespace, netid, null, null, null);
    }
}
