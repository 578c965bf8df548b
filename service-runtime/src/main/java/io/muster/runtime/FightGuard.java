package io.muster.runtime;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps two controllers that both want an object their own way from undoing each other as fast as they can: the first
 * few repairs are made at once, the following ones after ever longer waits.
 */
final class FightGuard {

    private static final int AT_ONCE = 5;
    private static final Duration QUIET = Duration.ofMinutes(1);

    private record Fight(int repairs, Instant last) {}

    private final Clock clock;
    private final Duration limit;
    private final Map<String, Fight> fights = new ConcurrentHashMap<>();

    FightGuard(Clock clock, Duration limit) {
        this.clock = clock;
        this.limit = limit;
    }

    /** An object was repaired. */
    void repaired(String namespace, String kind, String name) {
        String object = key(namespace, kind, name);
        Instant now = clock.instant();
        fights.merge(object, new Fight(1, now), (before, one) -> isOver(before, now)
                ? one
                : new Fight(before.repairs + 1, now));
        if (fights.size() > 10_000) {
            fights.values().removeIf(fight -> isOver(fight, now));
        }
    }

    /** How long to leave the object as it is; zero: repair it now. */
    Duration hold(String namespace, String kind, String name) {
        Fight fight = fights.get(key(namespace, kind, name));
        Instant now = clock.instant();
        if (fight == null || fight.repairs < AT_ONCE || isOver(fight, now)) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(now, fight.last.plus(pause(fight)));
        return left.isNegative() ? Duration.ZERO : left;
    }

    private Duration pause(Fight fight) {
        long seconds = 1L << Math.min(fight.repairs - AT_ONCE, 20);
        return seconds > limit.toSeconds() ? limit : Duration.ofSeconds(seconds);
    }

    private boolean isOver(Fight fight, Instant now) {
        return fight.last.plus(pauseOrZero(fight)).plus(QUIET).isBefore(now);
    }

    private static String key(String namespace, String kind, String name) {
        return namespace + "/" + kind + "/" + name;
    }

    private Duration pauseOrZero(Fight fight) {
        return fight.repairs < AT_ONCE ? Duration.ZERO : pause(fight);
    }
}
