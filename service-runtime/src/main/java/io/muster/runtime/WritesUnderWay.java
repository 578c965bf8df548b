package io.muster.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a watch tells of objects that are being written at that moment. The watch is often faster than the answer
 * to the write, and only the answer says whether the watch told of this very write or of somebody else's.
 */
final class WritesUnderWay<T> {

    /** What a watch told of an object: as it was, as it is. */
    record Told<T>(@Nullable T before, @Nullable T after) {}

    private final Map<String, List<Told<T>>> told = new ConcurrentHashMap<>();

    /** A write begins; there is one at most of an object. */
    void begin(String key) {
        told.put(key, new ArrayList<>());
    }

    /** Keeps this until the write has ended; false if none is under way. */
    boolean keep(String key, Told<T> change) {
        return told.computeIfPresent(key, (_, changes) -> {
            changes.add(change);
            return changes;
        }) != null;
    }

    /** The write has ended, however: what was told meanwhile, in order. */
    List<Told<T>> end(String key) {
        List<Told<T>> meanwhile = told.remove(key);
        return meanwhile == null ? List.of() : meanwhile;
    }
}
