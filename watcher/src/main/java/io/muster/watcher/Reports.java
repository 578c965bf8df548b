package io.muster.watcher;

import io.muster.events.MeshState.Conflict;
import io.muster.events.MeshState.Refused;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a mesh has to say about the namespaces that it claims and does not get, sorted by namespace. */
record Reports(SortedMap<String, Conflict> conflicts, SortedSet<String> missing, SortedMap<String, Refused> refused) {

    Reports() {
        this(new TreeMap<>(), new TreeSet<>(), new TreeMap<>());
    }

    boolean isEmpty() {
        return conflicts.isEmpty() && missing.isEmpty() && refused.isEmpty();
    }
}
