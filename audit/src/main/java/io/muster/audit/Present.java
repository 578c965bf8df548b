package io.muster.audit;

import io.muster.events.Census;
import io.muster.events.Concern;
import io.muster.events.Event;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.events.Outcome;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How things stand, from the state topics: the last record of each key. Records are added in the order of their
 * partitions. What cannot be read leaves its key unknown.
 */
public final class Present {

    private final SortedMap<String, Event> members = new TreeMap<>();
    private final SortedMap<String, Event> meshes = new TreeMap<>();
    private final Map<Concern, SortedMap<String, Event>> outcomes = new EnumMap<>(Concern.class);
    private final SortedMap<String, String> unreadable = new TreeMap<>();
    private @Nullable Event census;

    /** Takes the last record of each key of the members topic. */
    public void members(Map<String, LogRecord> last) {
        take(last, members);
    }

    /** Takes the last record of each key of the meshes topic. */
    public void meshes(Map<String, LogRecord> last) {
        take(last, meshes);
        census = meshes.remove(Census.KEY);
    }

    /** Takes the last record of each key of a concern's outcomes topic; call it only where a service published. */
    public void outcomes(Concern concern, Map<String, LogRecord> last) {
        take(last, outcomes.computeIfAbsent(concern, _ -> new TreeMap<>()));
    }

    private void take(Map<String, LogRecord> last, Map<String, Event> into) {
        // Reading the data is most of what a status takes, and there is more than one core.
        last.values().parallelStream().filter(record -> record.message().value() != null).forEach(LogRecord::decoded);
        last.forEach((key, record) -> {
            if (record.message().value() == null) {
                return;
            }
            record.event().ifPresentOrElse(event -> into.put(key, event),
                    () -> unreadable.put(record.toString(), record.decoded().toString()));
        });
    }

    /** The events that made the members what they are, by namespace. */
    public SortedMap<String, Event> members() {
        return Collections.unmodifiableSortedMap(members);
    }

    /** The events that made the meshes what they are, by control-plane namespace. */
    public SortedMap<String, Event> meshes() {
        return Collections.unmodifiableSortedMap(meshes);
    }

    /** The concerns that a service publishes outcomes of. */
    public Map<Concern, SortedMap<String, Event>> outcomes() {
        return Collections.unmodifiableMap(outcomes);
    }

    /** What could not be read, by topic/partition/offset. */
    public SortedMap<String, String> unreadable() {
        return Collections.unmodifiableSortedMap(unreadable);
    }

    /** The cluster that the topics are about, once a census says so. */
    public Optional<String> clusterId() {
        return Optional.ofNullable(census).map(event -> event.source().clusterId());
    }

    /** A namespace's membership. */
    public Optional<MemberState> member(String namespace) {
        return Optional.ofNullable(members.get(namespace)).map(Event::member);
    }

    /** A mesh. */
    public Optional<MeshState> mesh(String namespace) {
        return Optional.ofNullable(meshes.get(namespace)).map(Event::mesh);
    }

    /** What a service said last about a namespace. */
    public Optional<Outcome> outcome(Concern concern, String namespace) {
        return Optional.ofNullable(outcomes.get(concern)).map(said -> said.get(namespace))
                .map(event -> event.payload() instanceof Outcome outcome ? outcome : null);
    }
}
