package io.muster.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventIdsTest {

    private static final Instant EIGHT = Instant.parse("2026-11-24T08:00:00Z");
    private static final Instant NINE = Instant.parse("2026-11-24T09:00:00Z");

    @Test
    void givesTheSameFactOneIdWhoeverSawItWhenever() {
        assertThat(id(null, EventType.MEMBER_JOINED, member("mesh-a", "41", NINE)))
                .isEqualTo(id(null, EventType.MEMBER_JOINED, member("mesh-a", "41", EIGHT)));
    }

    @Test
    void givesALaterEqualFactAnotherId() {
        MemberState member = member("mesh-a", "41", EIGHT);
        String first = id(null, EventType.MEMBER_JOINED, member);
        String left = id(first, EventType.MEMBER_LEFT, member);

        assertThat(id(left, EventType.MEMBER_JOINED, member)).isNotEqualTo(first);
    }

    @Test
    void givesWhatDiffersInAnythingAnotherId() {
        MemberState member = member("mesh-a", "41", EIGHT);

        assertThat(id(null, EventType.MEMBER_JOINED, member))
                .isNotEqualTo(id("previous", EventType.MEMBER_JOINED, member))
                .isNotEqualTo(id(null, EventType.MEMBER_CHANGED, member))
                .isNotEqualTo(EventIds.next(null, EventType.MEMBER_JOINED, "other", member))
                .isNotEqualTo(id(null, EventType.MEMBER_JOINED, member("mesh-b", "41", EIGHT)))
                .isNotEqualTo(id(null, EventType.MEMBER_JOINED, member("mesh-a", "42", EIGHT)));
    }

    @Test
    void givesARequestThatIsMadeTwiceTwoIds() {
        assertThat(id(null, EventType.REQUEST_RECONVERGE, request(EIGHT)))
                .isNotEqualTo(id(null, EventType.REQUEST_RECONVERGE, request(NINE)));
    }

    private static String id(@Nullable String previous, EventType type, Payload payload) {
        return EventIds.next(previous, type, "bookinfo", payload);
    }

    private static MemberState member(String mesh, String resourceVersion, Instant seen) {
        Cause cause = new Cause("ServiceMeshMemberRoll", "mesh-a", "default", "u1", resourceVersion, "kubectl", EIGHT);
        return new MemberState("bookinfo", "u2", mesh, Claim.LISTED, seen, null, cause, seen);
    }

    private static Request request(Instant made) {
        return new Request(Request.Action.RECONVERGE, null, null, null, null, "jane", made);
    }
}
