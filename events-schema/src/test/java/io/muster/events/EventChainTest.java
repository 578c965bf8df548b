package io.muster.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import io.muster.events.EventChain.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventChainTest {

    private static final Instant TIME = Instant.parse("2026-11-24T08:00:00Z");
    private static final EventFactory WATCHER = new EventFactory(new EventSource("c1", "watcher"));

    private final Event joined = event(null, EventType.MEMBER_JOINED, "mesh-a");
    private final Event changed = event(joined, EventType.MEMBER_CHANGED, "mesh-a");
    private final Event moved = event(changed, EventType.MEMBER_MOVED, "mesh-b");
    private final Event left = event(moved, EventType.MEMBER_LEFT, "mesh-b");
    private final List<Event> history = List.of(joined, changed, moved, left);

    @Test
    void findsNothingInAWholeHistory() {
        assertThat(EventChain.verify(history)).isEmpty();
        assertThat(EventChain.verify(List.of())).isEmpty();
    }

    @Test
    void takesAnEventThatIsThereAgainForTheSameFact() {
        assertThat(EventChain.verify(List.of(joined, joined, changed, joined, moved, moved))).isEmpty();
    }

    @Test
    void doesNotMissWhatRetentionRemoved() {
        assertThat(EventChain.verify(history.subList(2, 4))).isEmpty();
    }

    @Test
    void letsAKeyBeginAnewAfterItsEnd() {
        Event again = event(null, EventType.MEMBER_JOINED, "mesh-c");

        assertThat(EventChain.verify(List.of(joined, changed, moved, left, again))).isEmpty();
    }

    @Test
    void saysWhereAKeyBeginsAnewWithoutEnd() {
        Event again = event(null, EventType.MEMBER_JOINED, "mesh-c");

        assertBreaks(List.of(joined, changed, again), tuple(2, Kind.GAP));
    }

    @Test
    void saysWhereAnEventIsNotThere() {
        assertBreaks(List.of(joined, moved, left), tuple(1, Kind.GAP));
    }

    @Test
    void saysWhichEventWasChanged() {
        List<Event> forged = new ArrayList<>(history);
        forged.set(1, new Event(changed.type(), changed.id(), changed.previous(), changed.source(), changed.key(),
                changed.sequence(), changed.time(), null, Map.of(), state("mesh-x")));

        assertBreaks(forged, tuple(1, Kind.CHANGED));
    }

    @Test
    void saysWhichEventLostItsData() {
        assertBreaks(List.of(joined, changed, moved, left.asState()), tuple(3, Kind.CHANGED));
    }

    @Test
    void seesThatAChangedEventWithAFittingIdIsNotTheOneThatWasFollowed() {
        Event forged = event(joined, EventType.MEMBER_CHANGED, "mesh-x");

        assertBreaks(List.of(joined, forged, moved, left), tuple(2, Kind.GAP));
    }

    @Test
    void saysWhereEventsWereSwapped() {
        assertThat(EventChain.verify(List.of(joined, moved, changed, left)))
                .isNotEmpty().first().satisfies(found -> {
                    assertThat(found.position()).isEqualTo(1);
                    assertThat(found.kind()).isEqualTo(Kind.REORDERED);
                });
    }

    @Test
    void saysWhereTwoPublishersWroteAtOnce() {
        Event other = event(joined, EventType.MEMBER_MOVED, "mesh-c");

        assertBreaks(List.of(joined, changed, other), tuple(2, Kind.FORKED));
    }

    @Test
    void refusesEventsOfSeveralChains() {
        Event mesh = new EventFactory(new EventSource("c1", "other")).next(null, EventType.MEMBER_JOINED, "bookinfo",
                state("mesh-a"), TIME, null, null);

        assertThatIllegalArgumentException().isThrownBy(() -> EventChain.verify(List.of(joined, mesh)))
                .withMessageContaining("/clusters/c1/other/member-state/bookinfo");
    }

    private static void assertBreaks(List<Event> events, Tuple... expected) {
        assertThat(EventChain.verify(events)).extracting(EventChain.Break::position, EventChain.Break::kind)
                .containsExactly(expected);
    }

    private static Event event(@Nullable Event before, EventType type, String mesh) {
        return WATCHER.next(before == null ? null : before.id(), type, "bookinfo", state(mesh), TIME, null, null);
    }

    private static MemberState state(String mesh) {
        Cause cause = new Cause("ServiceMeshMemberRoll", mesh, "default", "u1", "41", "kubectl", TIME);
        return new MemberState("bookinfo", "u2", mesh, Claim.LISTED, TIME, null, cause, TIME);
    }
}
