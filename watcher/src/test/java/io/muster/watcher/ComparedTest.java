package io.muster.watcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.events.Cause;
import io.muster.events.Claim;
import io.muster.events.Event;
import io.muster.events.EventType;
import io.muster.events.MemberState;
import io.muster.events.Sequence;
import io.muster.runtime.Entry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparedTest {

    private static final Sequence UP_TO = new Sequence(3, 10);

    private final Published published = new Published();

    @Test
    void aTopicThatSaysWhatWasPublishedHasLostNothing() {
        Event joined = published(EventType.MEMBER_JOINED, "a", new Sequence(3, 9));
        assertThat(lost(Map.of("a", new Entry.Live(joined, 0))).again()).isEmpty();
    }

    @Test
    void aRecordThatIsGoneOrAnotherIsLost() {
        Event a = published(EventType.MEMBER_JOINED, "a", new Sequence(3, 9));
        Event b = published(EventType.MEMBER_JOINED, "b", new Sequence(2, 1));
        Event c = published(EventType.MEMBER_JOINED, "c", new Sequence(2, 2));
        assertThat(lost(Map.of("b", new Entry.Live(a, 0), "c", new Entry.Unreadable("garbage", 1))).again())
                .containsExactlyInAnyOrder(a.asState(), b.asState(), c.asState());
    }

    @Test
    void whatWasPublishedAfterTheLookBeganIsNotMissed() {
        published(EventType.MEMBER_JOINED, "a", new Sequence(3, 11));
        assertThat(lost(Map.of()).again()).isEmpty();
    }

    @Test
    void aTombstoneThatWasCompactedAwayIsNotMissed() {
        Event left = published(EventType.MEMBER_LEFT, "a", new Sequence(3, 1));
        assertThat(lost(Map.of()).again()).isEmpty();
        assertThat(lost(Map.of("a", new Entry.Ended(left, 0))).again()).isEmpty();
    }

    @Test
    void aMemberThatIsBackAfterItLeftIsEndedAgain() {
        Event joined = event(EventType.MEMBER_JOINED, "a", new Sequence(2, 1));
        Event left = published(EventType.MEMBER_LEFT, "a", new Sequence(3, 1));
        assertThat(lost(Map.of("a", new Entry.Live(joined, 0))).again()).containsExactly(left.asState());
    }

    @Test
    void recordsOfKeysThatWereNeverPublishedAreStrange() {
        Event strange = event(EventType.MEMBER_JOINED, "x", new Sequence(1, 1));
        Compared.Lost lost = lost(Map.of("x", new Entry.Live(strange, 0), "y", new Entry.Unreadable("garbage", 1)));
        assertThat(lost.strange()).containsExactly(strange);
        assertThat(lost.unreadable()).containsExactly(new Readback.LostKey(EventType.Family.MEMBER, "y"));
    }

    private Compared.Lost lost(Map<String, Entry> members) {
        return new Compared(UP_TO, members, Map.of(), true, new Listing(Map.of(), List.of())).lost(published);
    }

    private Event published(EventType type, String key, Sequence sequence) {
        Event event = event(type, key, sequence);
        published.put(event);
        return event;
    }

    private static Event event(EventType type, String key, Sequence sequence) {
        MemberState state = new MemberState(key, "uid", "cp", Claim.LISTED, Scene.START, null,
                new Cause("Namespace", null, key, null, null, null, null), Scene.START);
        return Scene.EVENTS.next(null, type, key, state, Scene.START, sequence.text(), null);
    }
}
