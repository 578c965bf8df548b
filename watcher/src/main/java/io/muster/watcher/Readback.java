package io.muster.watcher;

import io.muster.events.Census;
import io.muster.events.Event;
import io.muster.events.EventType.Family;
import io.muster.events.Sequence;
import io.muster.events.Topics;
import io.muster.runtime.Entry;
import io.muster.runtime.StateTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the topics say when the lead is taken.
 *
 * @param published
 *            what was published last
 * @param lost
 *            the keys whose record cannot be understood, so that it has to be put there again whatever comes of it
 * @param epoch
 *            the highest epoch of any leader; 0 if there was none
 * @param census
 *            the census that closed the last full publication; absent if there was none
 */
record Readback(Published published, List<LostKey> lost, long epoch, @Nullable Census census) {

    /** A key whose record cannot be understood. */
    record LostKey(Family family, String key) {}

    /**
     * Takes it from tables that have been read to the end.
     *
     * @param log
     *            asked only where the tables are empty or a record in them cannot be understood
     */
    static Readback of(StateTables tables, Topics topics, Supplier<LogHistory> log) {
        Published published = new Published();
        List<LostKey> lost = new ArrayList<>();
        long epoch = Optional.ofNullable(tables.census()).map(Census::epoch).orElse(0L);
        for (Family family : List.of(Family.MESH, Family.MEMBER)) {
            String topic = family == Family.MESH ? topics.meshes() : topics.members();
            for (Map.Entry<String, Entry> keyed : tables.table(topic).entrySet()) {
                switch (keyed.getValue()) {
                    case Entry.Live live -> published.put(live.event());
                    case Entry.Ended ended -> published.put(ended.event());
                    case Entry.Unreadable ignored when keyed.getKey().equals(Census.KEY) -> {
                        // the next one takes its place
                    }
                    case Entry.Unreadable ignored -> lost.add(new LostKey(family, keyed.getKey()));
                }
            }
        }
        for (Event event : published.events()) {
            epoch = Math.max(epoch, epoch(event));
        }
        if (published.isBlank() || !lost.isEmpty()) {
            LogHistory history = log.get();
            history.continueIn(published);
            lost.forEach(key -> Optional.ofNullable(history.last(key.family(), key.key())).ifPresent(published::put));
            epoch = Math.max(epoch, history.epoch());
        }
        return new Readback(published, List.copyOf(lost), epoch, tables.census());
    }

    private static long epoch(Event event) {
        return Optional.ofNullable(event.sequence()).flatMap(Sequence::parse).map(Sequence::epoch).orElse(0L);
    }

    /** Whether a census says already what one would say now. */
    boolean isClosed() {
        return census != null && census.members() == published.memberCount()
                && census.meshes() == published.meshCount();
    }
}
