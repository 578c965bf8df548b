package io.muster.watcher;

import io.muster.events.Cause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the cluster, listed anew, is not what the watches made of it. A watch may be a little late, or the listing may
 * be: only what is found twice in the same form is believed.
 */
final class Suspicions {

    private static final String ABSENT = "absent";

    private final Map<FactKey, String> before = new HashMap<>();

    /** The changes that no watch told of; the others are remembered until the next time. */
    List<Change> confirmed(Listing listing, ClusterState state) {
        Map<FactKey, String> suspected = new HashMap<>();
        List<Change> confirmed = new ArrayList<>();
        Map<FactKey, Content> unlisted = state.contents();
        for (Change.Seen seen : listing.objects()) {
            Content known = unlisted.remove(seen.key());
            if (!seen.content().equals(known)) {
                String version = String.valueOf(seen.cause().resourceVersion());
                if (version.equals(before.get(seen.key()))) {
                    confirmed.add(seen);
                } else {
                    suspected.put(seen.key(), version);
                }
            }
        }
        for (FactKey key : unlisted.keySet()) {
            if (ABSENT.equals(before.get(key))) {
                Fact<?> fact = state.fact(key);
                Cause last = fact == null ? null : fact.cause();
                confirmed.add(new Change.Gone(key, last == null
                        ? new Cause(key.kind().name(), key.namespace(), key.name(), null, null, null, null)
                        : new Cause(last.kind(), last.namespace(), last.name(), last.uid(), null, null, null)));
            } else {
                suspected.put(key, ABSENT);
            }
        }
        before.clear();
        before.putAll(suspected);
        return confirmed;
    }

    /** Whether another look is wanted soon. */
    boolean isEmpty() {
        return before.isEmpty();
    }
}
