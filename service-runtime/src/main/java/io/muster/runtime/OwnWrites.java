package io.muster.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A service's own writes that its watch has not shown yet, laid over what the watch shows: without them the service
 * would write again what it wrote a moment ago. They are forgotten as soon as the watch has caught up, and after a
 * while in any case, so that a watch that lost an event cannot hide the cluster's state for long.
 */
final class OwnWrites<T extends HasMetadata> {

    private static final Duration BOUND = Duration.ofSeconds(10);

    private record Write<T>(@Nullable T object, String uid, long resourceVersion, Instant at) {}

    private final Clock clock;
    private final Map<String, Map<String, Write<T>>> byNamespace = new ConcurrentHashMap<>();

    OwnWrites(Clock clock) {
        this.clock = clock;
    }

    void wrote(T object) {
        put(object, object, ResourceVersions.number(object.getMetadata().getResourceVersion()));
    }

    void deleted(T object) {
        put(object, null, 0);
    }

    /** Whether the watch shows the object just as this service wrote it; the write is forgotten then. */
    boolean takeEcho(T seen) {
        return forget(seen, write -> write.object != null
                && write.resourceVersion == ResourceVersions.number(seen.getMetadata().getResourceVersion()));
    }

    /** Whether what the watch shows to be gone was deleted by this service; that is forgotten then. */
    boolean takeEchoOfDeletion(T gone) {
        return forget(gone, write -> write.object == null);
    }

    private boolean forget(T shown, Predicate<Write<T>> own) {
        ObjectMeta metadata = shown.getMetadata();
        AtomicBoolean found = new AtomicBoolean();
        byNamespace.computeIfPresent(metadata.getNamespace(), (_, writes) -> {
            Write<T> write = writes.get(metadata.getName());
            if (write != null && write.uid.equals(metadata.getUid()) && own.test(write)) {
                found.set(true);
                writes.remove(metadata.getName());
            }
            return writes.isEmpty() ? null : writes;
        });
        return found.get();
    }

    /**
     * Lays the writes over what the watch shows.
     *
     * @param seen
     *            the namespace's objects by name; changed in place
     * @param watchVersion
     *            the resourceVersion up to which the watch is complete
     */
    void overlay(String namespace, Map<String, T> seen, long watchVersion) {
        byNamespace.computeIfPresent(namespace, (name, writes) -> {
            Instant oldest = clock.instant().minus(BOUND);
            writes.entrySet().removeIf(entry -> {
                Write<T> write = entry.getValue();
                T there = seen.get(entry.getKey());
                if (write.at.isBefore(oldest) || hasCaughtUp(write, there, watchVersion)) {
                    return true;
                }
                if (write.object == null) {
                    seen.remove(entry.getKey());
                } else {
                    seen.put(entry.getKey(), write.object);
                }
                return false;
            });
            return writes.isEmpty() ? null : writes;
        });
    }

    private boolean hasCaughtUp(Write<T> write, @Nullable T there, long watchVersion) {
        if (write.object == null) {
            return there == null || !write.uid.equals(there.getMetadata().getUid());
        }
        return there == null
                ? watchVersion >= write.resourceVersion
                : ResourceVersions.number(there.getMetadata().getResourceVersion()) >= write.resourceVersion;
    }

    private void put(T object, @Nullable T left, long resourceVersion) {
        byNamespace.compute(object.getMetadata().getNamespace(), (namespace, writes) -> {
            Map<String, Write<T>> changed = writes == null ? new ConcurrentHashMap<>(4) : writes;
            changed.put(object.getMetadata().getName(),
                    new Write<>(left, object.getMetadata().getUid(), resourceVersion, clock.instant()));
            return changed;
        });
    }
}
