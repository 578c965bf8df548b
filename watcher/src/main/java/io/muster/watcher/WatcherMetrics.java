package io.muster.watcher;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.muster.events.Event;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The watcher's meters. */
final class WatcherMetrics {

    private final MeterRegistry registry;
    private final Timer transactions;
    private final Counter failures;
    private final AtomicLong leader = new AtomicLong();
    private final AtomicLong epoch = new AtomicLong();
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong members = new AtomicLong();
    private final AtomicLong meshes = new AtomicLong();

    WatcherMetrics(MeterRegistry registry) {
        this.registry = registry;
        transactions = Timer.builder("muster.watcher.transaction")
                .description("how long it takes to publish a batch").register(registry);
        failures = Counter.builder("muster.watcher.failed.transactions")
                .description("batches that could not be published and are tried again").register(registry);
        differences(new Leader.Differences(0, 0, 0));
        gauge("muster.watcher.leader", "1 while this replica leads", leader);
        gauge("muster.watcher.epoch", "epoch of this replica's lead, 0 while it does not lead", epoch);
        gauge("muster.watcher.held.removals", "removals held back until a person confirms them", held);
        gauge("muster.watcher.members", "members, as published", members);
        gauge("muster.watcher.meshes", "meshes, as published", meshes);
    }

    private void gauge(String name, String description, AtomicLong value) {
        Gauge.builder(name, value, AtomicLong::get).description(description).register(registry);
    }

    /** Where the length of the queue is read. */
    void queue(Supplier<Number> length) {
        Gauge.builder("muster.watcher.queue", length).description("changes waiting to be looked at")
                .register(registry);
    }

    /** Where the runtime's meters of every service are read: how far behind it is, and what it does not see. */
    void behind(Supplier<Number> lag, Supplier<Number> brokenWatches) {
        Gauge.builder("muster.lag.records", lag).description("committed records that have not been read")
                .register(registry);
        Gauge.builder("muster.broken.watches", brokenWatches).description("kinds that are not watched at this moment")
                .register(registry);
    }

    /** Where the number of resources without an admission policy is read. */
    void unguarded(Supplier<Number> count) {
        Gauge.builder("muster.watcher.unguarded.resources", count)
                .description("resources that decide about membership and that no admission policy guards")
                .register(registry);
    }

    /** Takes how long publishing lasts. */
    Timer transactions() {
        return transactions;
    }

    /** Counts a batch that could not be published. */
    void failed() {
        failures.increment();
    }

    /** Counts what was published. */
    void published(List<Event> events) {
        events.forEach(event -> registry.counter("muster.watcher.events", "type", event.type().base()).increment());
    }

    /** Counts what a look from outside found different. */
    void differences(Leader.Differences found) {
        differences("topics").increment(found.topics());
        differences("cluster").increment(found.cluster());
        differences("register").increment(found.register());
    }

    private Counter differences(String where) {
        return Counter.builder("muster.watcher.differences")
                .description("differences that a comparison from outside found and mended, by where")
                .tag("where", where).register(registry);
    }

    /** Shows where a replica stands; null while it does not lead. */
    void stands(@Nullable Leader leading) {
        leader.set(leading == null ? 0 : 1);
        epoch.set(leading == null ? 0 : leading.epoch());
        held.set(leading == null ? 0 : leading.held().size());
        members.set(leading == null ? 0 : leading.register().published().memberCount());
        meshes.set(leading == null ? 0 : leading.register().published().meshCount());
    }
}
