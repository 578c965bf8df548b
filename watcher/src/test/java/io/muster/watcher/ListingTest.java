package io.muster.watcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.events.Cause;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ListingTest {

    private static final FactKey KEY = FactKey.namespace("a");
    private static final Content CONTENT = new Content.OfNamespace("uid", Map.of(), false);

    private final Listing listing = new Listing(Map.of(FactKey.Kind.NAMESPACE, 100L),
            List.of(new Change.Seen(KEY, CONTENT, cause("uid", "50"))));
    private final ClusterState state = listing.state();

    @Test
    void aChangeThatTheListingHasAlreadyIsNoNews() {
        assertThat(listing.isBefore(new Change.Seen(KEY, CONTENT, cause("uid", "50")), state)).isFalse();
        assertThat(listing.isBefore(new Change.Seen(FactKey.namespace("gone"), CONTENT, cause("other", "100")), state))
                .as("seen late, and deleted before the listing").isFalse();
    }

    @Test
    void aLaterChangeIsNews() {
        assertThat(listing.isBefore(new Change.Seen(KEY, CONTENT, cause("uid", "101")), state)).isTrue();
    }

    @Test
    void theDeletionOfWhatIsThereIsNews() {
        assertThat(listing.isBefore(new Change.Gone(KEY, cause("uid", null)), state)).isTrue();
    }

    @Test
    void theDeletionOfAFormerObjectOfTheNameIsNoNews() {
        assertThat(listing.isBefore(new Change.Gone(KEY, cause("former", null)), state)).isFalse();
        assertThat(listing.isBefore(new Change.Gone(FactKey.namespace("b"), cause("uid", null)), state)).isFalse();
    }

    private static Cause cause(String uid, @Nullable String version) {
        return new Cause("Namespace", null, "a", uid, version, null, null);
    }
}
