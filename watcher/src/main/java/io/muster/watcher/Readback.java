package io.muster.watcher;

import io.muster.events.Census;
import io.muster.events.Event;
import io.muster.events.Sequence;
import io.muster.events.Topics;
import io.muster.runtime.Entry;
import io.muster.runtime.StateTables;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the state topics say when the lead is taken.
 *
 * @param published
 *            what was published last
 * @param epoch
 *            the highest epoch of any leader; 0 if there was none
 * @param census
 *            the census that closed the last full publication; absent if there was none
 */
record Readback(Published published, long epoch, @Nullable Census census) {

    /** Takes it from tables that have been read to the end. */
    static Readback of(StateTables tables, Topics topics) {
        Published published = new Published();
        long epoch = Optional.ofNullable(tables.census()).map(Census::epoch).orElse(0L);
        for (String topic : List.of(topics.meshes(), topics.members())) {
            for (Map.Entry<String, Entry> keyed : tables.table(topic).entrySet()) {
                Event event = switch (keyed.getValue()) {
                    case Entry.Live live -> live.event();
                    case Entry.Ended ended -> ended.event();
                    case Entry.Unreadable ignored -> null;
                };
                if (event != null) {
                    published.put(event);
                    epoch = Math.max(epoch, epoch(event));
                }
            }
        }
        return new Readback(published, epoch, tables.census());
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
