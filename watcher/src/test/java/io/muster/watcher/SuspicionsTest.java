package io.muster.watcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.events.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SuspicionsTest {

    private final Suspicions suspicions = new Suspicions();
    private final ClusterState state = new ClusterState();

    @Test
    void whatIsTheSameIsNotSuspected() {
        state.apply(namespace("a", 1, "x"));
        assertThat(suspicions.confirmed(listing(namespace("a", 7, "x")), state)).isEmpty();
        assertThat(suspicions.isEmpty()).isTrue();
    }

    @Test
    void whatNoWatchToldOfIsBelievedTheSecondTime() {
        Change.Seen missed = namespace("a", 1, "x");
        assertThat(suspicions.confirmed(listing(missed), state)).isEmpty();
        assertThat(suspicions.isEmpty()).isFalse();
        assertThat(suspicions.confirmed(listing(missed), state)).containsExactly(missed);
        assertThat(suspicions.isEmpty()).isTrue();
    }

    @Test
    void whatChangedInBetweenIsSuspectedAnew() {
        suspicions.confirmed(listing(namespace("a", 1, "x")), state);
        assertThat(suspicions.confirmed(listing(namespace("a", 2, "y")), state)).isEmpty();
    }

    @Test
    void whatAWatchToldOfInTheMeantimeIsForgotten() {
        suspicions.confirmed(listing(namespace("a", 1, "x")), state);
        state.apply(namespace("a", 1, "x"));
        assertThat(suspicions.confirmed(listing(namespace("a", 1, "x")), state)).isEmpty();
        assertThat(suspicions.isEmpty()).isTrue();
    }

    @Test
    void whatIsAbsentTwiceIsGone() {
        state.apply(namespace("a", 1, "x"));
        assertThat(suspicions.confirmed(listing(), state)).isEmpty();
        assertThat(suspicions.confirmed(listing(), state)).singleElement()
                .isInstanceOfSatisfying(Change.Gone.class, gone -> {
                    assertThat(gone.key()).isEqualTo(FactKey.namespace("a"));
                    assertThat(gone.cause().uid()).isEqualTo("uid-a");
                    assertThat(gone.cause().resourceVersion()).isNull();
                });
    }

    private static Listing listing(Change.Seen... objects) {
        return new Listing(Map.of(), new ArrayList<>(List.of(objects)));
    }

    private static Change.Seen namespace(String name, int version, String team) {
        return new Change.Seen(FactKey.namespace(name), new Content.OfNamespace("uid-" + name, Map.of("team", team),
                false), new Cause("Namespace", null, name, "uid-" + name, String.valueOf(version), null, null));
    }
}
