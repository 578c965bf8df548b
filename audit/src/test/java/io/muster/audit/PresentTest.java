package io.muster.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.events.Concern;
import io.muster.events.EventType;
import io.muster.events.Outcome;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class PresentTest {

    private final Recorded log = new Recorded();
    private final Present present = new Present();

    @Test
    void countsHowMembersStandWithEachConcern() {
        LogRecord mesh = log.mesh("mesh-a", "v2.5");
        LogRecord shop = log.joined("shop", "mesh-a");
        LogRecord bank = log.joined("bank", "mesh-a");
        LogRecord late = log.joined("late", "mesh-a");
        present.meshes(Map.of("mesh-a", mesh));
        present.members(Map.of("shop", shop, "bank", bank, "late", late));
        present.outcomes(Concern.RBAC, Map.of("shop", log.outcome(EventType.CONCERN_APPLIED,
                log.outcome(Outcome.State.APPLIED, shop, mesh, "")), "bank",
                log.outcome(EventType.CONCERN_FAILED, log.outcome(Outcome.State.FAILED, bank, mesh, "forbidden"))));

        MeshStatus status = MeshStatus.all(present).getFirst();

        assertThat(status.members()).isEqualTo(3);
        assertThat(status.concerns()).containsEntry(Concern.RBAC, new Tally(1, 1, 1, 0, 0));
        assertThat(status.isSettled()).isFalse();
        assertThat(MemberStatus.of("bank", present)).get().satisfies(bankStatus -> {
            assertThat(bankStatus.concerns()).hasEntrySatisfying(Concern.RBAC,
                    standing -> assertThat(standing.reason()).isEqualTo("forbidden"));
            assertThat(bankStatus.isApplied()).isFalse();
        });
    }

    @Test
    void anAnswerToAnEarlierStateOfTheMeshIsPending() {
        LogRecord before = log.mesh("mesh-a", "v2.5");
        LogRecord shop = log.joined("shop", "mesh-a");
        LogRecord outcome = log.outcome(EventType.CONCERN_APPLIED,
                log.outcome(Outcome.State.APPLIED, shop, before, ""));
        present.meshes(Map.of("mesh-a", log.mesh("mesh-a", "v2.6")));
        present.members(Map.of("shop", shop));
        present.outcomes(Concern.RBAC, Map.of("shop", outcome));

        assertThat(Standing.of("shop", present)).hasEntrySatisfying(Concern.RBAC,
                standing -> assertThat(standing.state()).isEqualTo(Standing.State.PENDING));
    }

    @Test
    void whoIsNoMemberAndStillHasAnOutcomeIsLeaving() {
        LogRecord mesh = log.mesh("mesh-a", "v2.5");
        LogRecord shop = log.joined("shop", "mesh-a");
        present.outcomes(Concern.RBAC, Map.of("shop", log.outcome(EventType.CONCERN_APPLIED,
                log.outcome(Outcome.State.APPLIED, shop, mesh, ""))));

        assertThat(MemberStatus.of("shop", present)).get().satisfies(status -> {
            assertThat(status.isGone()).isFalse();
            assertThat(status.concerns()).hasEntrySatisfying(Concern.RBAC,
                    standing -> assertThat(standing.state()).isEqualTo(Standing.State.LEAVING));
        });
    }

    @Test
    void whatCannotBeReadIsNamedAndNothingIsSaidOfIt() {
        present.members(Map.of("shop", new LogRecord(new ConsumerRecord<>("members", 3, 7, new byte[]{1},
                new byte[]{2}))));

        assertThat(present.unreadable()).containsKey("members/3/7");
        assertThat(MemberStatus.of("shop", present)).isEqualTo(Optional.empty());
    }
}
