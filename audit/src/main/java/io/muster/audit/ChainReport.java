package io.muster.audit;

import io.muster.events.Event;
import io.muster.events.EventChain;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Walks the chain of every key of a log and says where it breaks. Records of one partition are added in their order;
 * after each partition {@link #endOfPartition()} forgets what it took to verify it, so that a log need not fit into
 * memory.
 */
public final class ChainReport {

    /**
     * A place where a chain is broken, or a record that cannot be read.
     *
     * @param record
     *            topic/partition/offset
     * @param published
     *            when it was written, in milliseconds
     * @param chain
     *            the publisher, the kind of data and the key
     * @param kind
     *            how it is broken: {@code changed}, {@code gap}, {@code reordered}, {@code forked} or
     *            {@code unreadable}
     * @param message
     *            what is wrong, in words
     */
    public record Finding(String record, Instant published, String chain, String kind, String message) {}

    private final Map<String, List<LogRecord>> chains = new HashMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private int verified;
    private int chainCount;
    private int cut;

    /** The next record. */
    public void add(LogRecord record) {
        record.event().ifPresentOrElse(
                event -> chains.computeIfAbsent(EventChain.name(event), _ -> new ArrayList<>()).add(record),
                () -> findings.add(new Finding(record.toString(), record.published(), record.key(), "unreadable",
                        record.decoded().toString())));
    }

    /** To be called after the last record of a partition. */
    public void endOfPartition() {
        chains.forEach(this::verify);
        chains.clear();
    }

    private void verify(String name, List<LogRecord> records) {
        List<Event> events = records.stream().map(each -> each.event().orElse(null)).filter(Objects::nonNull).toList();
        chainCount++;
        verified += events.size();
        cut += events.getFirst().previous() != null ? 1 : 0;
        EventChain.verify(events).forEach(each -> {
            LogRecord record = records.get(each.position());
            findings.add(new Finding(record.toString(), record.published(), name,
                    each.kind().name().toLowerCase(Locale.ROOT), each.message()));
        });
    }

    /** Where chains are broken. */
    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** How many events were verified. */
    public int events() {
        return verified;
    }

    /** How many chains there are. */
    public int chains() {
        return chainCount;
    }

    /** How many chains begin before the log does: retention has removed their first events. */
    public int cut() {
        return cut;
    }
}
