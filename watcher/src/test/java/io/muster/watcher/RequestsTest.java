package io.muster.watcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.events.Concern;
import io.muster.events.Request;
import io.muster.watcher.Requests.Wanted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequestsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final Wanted NOTHING = new Wanted(List.of(), false);

    private final Requests requests = new Requests();
    private final List<String> handled = new ArrayList<>();

    @Test
    void aConfirmationCountsOnce() {
        ask(Request.Action.CONFIRM, null, NOW);
        assertThat(requests.take(NOW).confirmations()).hasSize(1);
        assertThat(requests.take(NOW)).isEqualTo(NOTHING);
    }

    @Test
    void anOldConfirmationConfirmsNothing() {
        ask(Request.Action.CONFIRM, null, NOW.minus(Duration.ofMinutes(11)));
        assertThat(requests.take(NOW)).isEqualTo(NOTHING);
        requests.done();
        assertThat(handled).as("and is not read again").hasSize(1);
    }

    @Test
    void aRequestIsDealtWithOnlyWhenWhatItLedToIsPublished() {
        ask(Request.Action.CONFIRM, null, NOW);
        requests.take(NOW);
        requests.undone();
        assertThat(handled).isEmpty();
        assertThat(requests.take(NOW).confirmations()).hasSize(1);
        requests.done();
        assertThat(handled).hasSize(1);
    }

    @Test
    void reconvergingOneConcernIsNotTheWatchersBusiness() {
        ask(Request.Action.RECONVERGE, Concern.RBAC, NOW);
        assertThat(requests.take(NOW)).isEqualTo(NOTHING);
        ask(Request.Action.RECONVERGE, null, NOW);
        assertThat(requests.take(NOW)).isEqualTo(new Wanted(List.of(), true));
    }

    private void ask(Request.Action action, @Nullable Concern concern, Instant observed) {
        requests.add(new Message.Asked(new Request(action, concern, null, null, null, "test", observed),
                () -> handled.add(action.name())));
    }
}
