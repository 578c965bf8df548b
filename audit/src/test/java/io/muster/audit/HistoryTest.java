package io.muster.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.events.Concern;
import io.muster.events.EventType;
import io.muster.events.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTest {

    private final Recorded log = new Recorded();
    private final History history = new History();

    @Test
    void tellsWhoCausedItAndHowLongTheServiceTook() {
        LogRecord mesh = log.mesh("mesh-a", "v2.5");
        LogRecord joined = log.joined("shop", "mesh-a");
        List.of(mesh, joined, log.outcome(EventType.CONCERN_APPLIED,
                log.outcome(Outcome.State.APPLIED, joined, mesh, ""))).forEach(history::add);

        assertThat(history.entries()).extracting(HistoryEntry::what)
                .containsExactly("mesh changed", "joined", "rbac applied");
        assertThat(history.entries()).extracting(HistoryEntry::by).containsExactly(
                "ServiceMeshMemberRoll mesh-a/default by unknown",
                "ServiceMeshMemberRoll mesh-a/default by kubectl-edit", "rbac-service");
        assertThat(history.entries().getLast().took()).isEqualTo(Duration.ofMillis(1500));
    }

    @Test
    void aSecondAnswerIsTimedFromTheChangeOfTheMesh() {
        LogRecord mesh = log.mesh("mesh-a", "v2.5");
        LogRecord joined = log.joined("shop", "mesh-a");
        LogRecord first = log.outcome(EventType.CONCERN_APPLIED,
                log.outcome(Outcome.State.APPLIED, joined, mesh, ""));
        LogRecord upgraded = log.mesh("mesh-a", "v2.6");
        LogRecord second = log.outcome(EventType.CONCERN_APPLIED,
                log.outcome(Outcome.State.APPLIED, joined, upgraded, ""));
        List.of(mesh, joined, first, upgraded, second).forEach(history::add);

        assertThat(history.entries().get(3).details()).containsExactly("version v2.5 → v2.6");
        assertThat(history.entries().getLast().took()).isEqualTo(Duration.ofMillis(1500));
    }

    @Test
    void aRepairNamesTheObjectTheChangeAndWhoseEditItWas() {
        LogRecord joined = log.joined("shop", "mesh-a");
        history.add(joined);
        history.add(log.outcome(EventType.CONCERN_REPAIRED, new Outcome("shop", Concern.RBAC, Outcome.State.APPLIED,
                "mesh-a", joined.id(), "r", "", List.of(),
                List.of(new Outcome.Written("update", "RoleBinding", "istiod")),
                List.of(new Outcome.Repair("RoleBinding", "istiod", "subjects", "kubectl-edit"),
                        new Outcome.Repair("RoleBinding", "prometheus", "deleted", null)),
                Recorded.at(3))));

        assertThat(history.entries().getLast().details()).containsExactly(
                "repaired RoleBinding istiod: subjects, by kubectl-edit",
                "repaired RoleBinding prometheus: deleted, by unknown", "update RoleBinding istiod");
    }

    @Test
    void theSameFactIsToldOnce() {
        LogRecord joined = log.joined("shop", "mesh-a");
        history.add(joined);
        history.add(log.record(joined.event().orElseThrow()));

        assertThat(history.entries()).hasSize(1);
    }
}
