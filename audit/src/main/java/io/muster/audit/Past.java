package io.muster.audit;

import io.muster.events.EventType;
import io.muster.events.MemberState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The membership of every mesh as it was at a time, as the watcher had published it by then.
 *
 * <p>
 * An event tells the state after it, and, since each names the one before it, also what the state before it was: who
 * left was a member until then, who moved was the former mesh's. So a member whose last event before that time has been
 * removed by retention is placed by the first one after it, or by the present record. Where an event in between is
 * missing, that is said.
 */
public final class Past {

    /** The events about a key around the time: all that is kept of it. */
    private static final class Around {
        private @Nullable LogRecord before;
        private @Nullable LogRecord after;
    }

    private final Instant time;
    private final Map<String, Around> keys = new HashMap<>();
    /** When each partition begins; where nothing has been removed from it, long ago. */
    private final Map<Integer, Instant> begins = new HashMap<>();
    private final SortedMap<String, Placed> placed = new TreeMap<>();

    public Past(Instant time) {
        this.time = time;
    }

    /** The next record of the log; records of one partition in their order. */
    public void add(LogRecord record) {
        begins.computeIfAbsent(record.message().partition(),
                _ -> record.message().offset() == 0 && record.previous() == null ? Instant.MIN : record.published());
        if (!record.isOf(EventType.Family.MEMBER)) {
            return;
        }
        Around around = keys.computeIfAbsent(record.key(), _ -> new Around());
        if (!record.published().isAfter(time)) {
            around.before = record;
        } else if (around.after == null) {
            around.after = record;
        }
    }

    /**
     * To be called once after the last record of the log.
     *
     * @param present
     *            the last record of each key of the members topic
     * @param partitionOf
     *            the partition of a key
     */
    public void finish(Map<String, LogRecord> present, ToIntFunction<String> partitionOf) {
        TreeSet<String> names = new TreeSet<>(keys.keySet());
        names.addAll(present.keySet());
        for (String name : names) {
            place(name, keys.getOrDefault(name, new Around()), present.get(name),
                    begins.get(partitionOf.applyAsInt(name))).ifPresent(found -> placed.put(name, found));
        }
    }

    /** Where each namespace was that a mesh held then, or may have held. */
    public List<Placed> members() {
        return List.copyOf(placed.values());
    }

    /** When the log begins, if something has been removed from it: who left before then is on no topic any more. */
    public Optional<Instant> logBegins() {
        return begins.values().stream().filter(each -> each.isAfter(Instant.MIN)).max(Instant::compareTo);
    }

    /** Whether there is nothing on the log. */
    public boolean isLogEmpty() {
        return begins.isEmpty();
    }

    /** What is different in another's time, by namespace. */
    public List<MembershipChange> until(Past later) {
        TreeSet<String> names = new TreeSet<>(placed.keySet());
        names.addAll(later.placed.keySet());
        List<MembershipChange> changes = new ArrayList<>();
        for (String name : names) {
            MembershipChange.of(name, placed.get(name), later.placed.get(name)).ifPresent(changes::add);
        }
        return changes;
    }

    private Optional<Placed> place(String name, Around around, @Nullable LogRecord present, @Nullable Instant begin) {
        LogRecord next = around.after != null ? around.after : present;
        if (next == null) {
            return around.before == null ? Optional.empty() : after(name, around.before, "");
        }
        if (present != null && next.equals(present) && !present.published().isAfter(time)) {
            return after(name, present, around.before == null ? "by the present record" : "");
        }
        if (around.before == null) {
            return beforeFirst(name, next, around.after == null, begin);
        }
        Optional<Placed> told = after(name, around.before, "");
        if (follows(around.before, next)) {
            return told;
        }
        // Something is missing between the two; what comes after it may tell all the same.
        String gap = "the log lacks what came after " + around.before.id();
        return (around.after == null ? after(name, next, "by the present record") : before(name, next))
                .filter(this::wasSo).or(() -> told.map(each -> uncertain(each, gap)));
    }

    /** No event before that time is there: what comes after it tells, if nothing can have been between. */
    private Optional<Placed> beforeFirst(String name, LogRecord first, boolean isPresent, @Nullable Instant begin) {
        Optional<Placed> told = isPresent ? after(name, first, "by the present record") : before(name, first);
        boolean isWhole = Instant.MIN.equals(begin);
        boolean isCovered = !isPresent && begin != null && !time.isBefore(begin)
                && (!isWhole || first.previous() == null);
        if (isCovered || told.filter(this::wasSo).isPresent()) {
            return told;
        }
        Optional<Placed> former = told.filter(each -> each.since() == null);
        if (former.isPresent()) {
            return former.map(each -> uncertain(each, lost(begin)));
        }
        // What it was begins after that time; whether there was anything before it, only an earlier event would say.
        return first.previous() == null
                ? Optional.empty()
                : Optional.of(new Placed(name, null, null, null, false, lost(begin)));
    }

    private static String lost(@Nullable Instant begin) {
        return begin == null || begin.equals(Instant.MIN)
                ? "the log holds nothing of it"
                : "the log begins at " + begin;
    }

    private boolean wasSo(Placed each) {
        return each.since() != null && !each.since().isAfter(time);
    }

    private static boolean follows(LogRecord before, LogRecord after) {
        String previous = after.previous();
        return Objects.equals(before.id(), previous) || Objects.equals(before.id(), after.id())
                || (previous == null && before.type().filter(EventType::endsKey).isPresent());
    }

    private static Optional<Placed> after(String name, LogRecord record, String note) {
        return record.event().filter(event -> !event.type().endsKey()).map(event -> event.member())
                .map(member -> new Placed(name, member.mesh(), member.claim(), member.since(), true, note));
    }

    /** What an event says of the state before it. */
    private static Optional<Placed> before(String name, LogRecord record) {
        return record.event().flatMap(event -> {
            MemberState member = event.member();
            if (member == null) {
                return Optional.empty();
            }
            return switch (event.type()) {
                case MEMBER_LEFT -> Optional.of(new Placed(name, member.mesh(), member.claim(), member.since(), true,
                        "by the event of its leaving"));
                case MEMBER_CHANGED -> Optional.of(new Placed(name, member.mesh(), null, member.since(), true,
                        "by the next event"));
                case MEMBER_MOVED -> Optional.ofNullable(member.movedFrom())
                        .map(from -> new Placed(name, from, null, null, true, "by the event of its move"));
                default -> Optional.empty();
            };
        });
    }

    private static Placed uncertain(Placed each, String note) {
        return new Placed(each.namespace(), each.mesh(), each.claim(), each.since(), false, note);
    }
}
