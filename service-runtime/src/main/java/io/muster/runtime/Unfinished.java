package io.muster.runtime;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The account of the namespaces that are not as they should be yet, or have not been looked at. */
final class Unfinished {

    private final Clock clock;
    private final Map<String, Unsettled> unsettled = new ConcurrentHashMap<>();
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();
    private final Set<String> unseen = ConcurrentHashMap.newKeySet();

    Unfinished(Clock clock) {
        this.clock = clock;
    }

    /** A record says how the namespace should be. */
    void due(String namespace, long offset) {
        unsettled.put(namespace, Unsettled.untried(clock.instant(), offset));
    }

    /** The namespaces have to be looked at once. */
    void unseen(Collection<String> namespaces) {
        unseen.addAll(namespaces);
    }

    /**
     * A look at the namespace begins. From now on, not from its end, it is woken by whatever it may wait for: a change
     * in between must not be missed.
     *
     * @return what is known of its being unsettled
     */
    @Nullable
    Unsettled begin(String namespace) {
        waiting.add(namespace);
        return unsettled.get(namespace);
    }

    /** The namespace is as it should be; unless a record has come since the look began. */
    void settled(String namespace, @Nullable Unsettled asItBegan) {
        waiting.remove(namespace);
        unseen.remove(namespace);
        if (asItBegan != null) {
            unsettled.remove(namespace, asItBegan);
        }
    }

    /**
     * The namespace is not as it should be.
     *
     * @param reason
     *            why
     * @param wakes
     *            whether a change in the cluster may help, so that it is to be looked at again then
     * @return the account, this failure included
     */
    Unsettled failed(String namespace, String reason, boolean wakes) {
        unseen.remove(namespace);
        if (!wakes) {
            waiting.remove(namespace);
        }
        Instant now = clock.instant();
        return unsettled.compute(namespace,
                (_, before) -> (before == null ? Unsettled.untried(now, Long.MAX_VALUE) : before).failed(reason, now));
    }

    /** Forgets namespaces that are another instance's now. */
    void forget(Predicate<String> namespaces) {
        unsettled.keySet().removeIf(namespaces);
        waiting.removeIf(namespaces);
        unseen.removeIf(namespaces);
    }

    /** Namespaces that a change in the cluster may help. */
    void forEachWaiting(Consumer<String> action) {
        waiting.forEach(action);
    }

    boolean isWaiting(String namespace) {
        return waiting.contains(namespace);
    }

    void forEachUnsettled(BiConsumer<String, Unsettled> action) {
        unsettled.forEach(action);
    }

    /** How many have not been looked at. */
    int unseen() {
        return unseen.size();
    }

    /** How many are not as they should be. */
    int size() {
        return unsettled.size();
    }

    /** For how long the oldest has not been as it should be, in seconds. */
    double oldestSeconds() {
        Instant now = clock.instant();
        return unsettled.values().stream().map(Unsettled::since).min(Instant::compareTo)
                .map(since -> Duration.between(since, now).toMillis() / 1000.0).orElse(0.0);
    }
}
