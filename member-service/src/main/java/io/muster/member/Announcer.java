package io.muster.member;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Lets one mesh's announcements out one at a time; those that wait and are of one kind become one. */
final class Announcer {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private record Subject(Announcement.Reason reason, String detail) implements Comparable<Subject> {

        private static final Comparator<Subject> ORDER = Comparator.comparing(Subject::reason)
                .thenComparing(Subject::detail);

        /** Troubles of one kind go together whatever their words; of moves, those from and to the same mesh do. */
        static Subject of(Announcement announcement) {
            return new Subject(announcement.reason(),
                    announcement.reason() == Announcement.Reason.MOVED ? announcement.detail() : "");
        }

        @Override
        public int compareTo(Subject other) {
            return ORDER.compare(this, other);
        }
    }

    private final SortedMap<Subject, Announcement> waiting = new TreeMap<>();
    private @Nullable Instant last;

    /** Takes them in. */
    synchronized void add(Collection<Announcement> announcements) {
        announcements.forEach(announcement -> waiting
                .merge(Subject.of(announcement), announcement, Announcement::and));
    }

    /** The next one, if it is time for one. */
    synchronized Optional<Announcement> next(Instant now) {
        if (waiting.isEmpty() || !beforeNext(now).orElse(Duration.ZERO).isZero()) {
            return Optional.empty();
        }
        last = now;
        return Optional.ofNullable(waiting.remove(waiting.firstKey()));
    }

    /** How long until there is a next one; empty if there is none. */
    synchronized Optional<Duration> beforeNext(Instant now) {
        if (waiting.isEmpty()) {
            return Optional.empty();
        }
        Instant due = last == null ? now : last.plus(INTERVAL);
        return Optional.of(due.isAfter(now) ? Duration.between(now, due) : Duration.ZERO);
    }
}
