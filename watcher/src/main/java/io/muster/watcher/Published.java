package io.muster.watcher;

import io.muster.events.Event;
import io.muster.events.EventType;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What was published last, by key: the state that services act on, and the end of each key's chain of events. */
final class Published {

    private final Map<String, Event> members = new HashMap<>();
    private final Map<String, Event> meshes = new HashMap<>();
    private final Map<String, String> olderMembers = new HashMap<>();
    private final Map<String, String> olderMeshes = new HashMap<>();
    private final Set<String> liveMembers = new TreeSet<>();
    private final Set<String> liveMeshes = new TreeSet<>();

    /** Takes note of a key's latest event. */
    void put(Event event) {
        switch (event.type().family()) {
            case MEMBER -> put(members, liveMembers, event);
            case MESH -> put(meshes, liveMeshes, event);
            case CENSUS, CONCERN, REQUEST ->
                throw new IllegalArgumentException(event.type().typeName() + " is no state of a member or mesh");
        }
    }

    private static void put(Map<String, Event> table, Set<String> live, Event event) {
        table.put(event.key(), event.asState());
        if (event.type().endsKey()) {
            live.remove(event.key());
        } else {
            live.add(event.key());
        }
    }

    /** Takes note of an event whose state is lost, so that its key's chain goes on from there. */
    void continueFrom(Event event) {
        (event.type().family() == EventType.Family.MEMBER ? olderMembers : olderMeshes).put(event.key(), event.id());
    }

    /** The membership of a namespace; null if it is no member. */
    @Nullable
    MemberState member(String namespace) {
        Event event = members.get(namespace);
        return event == null ? null : event.member();
    }

    /** The record of a mesh; null if there is none. */
    @Nullable
    MeshState mesh(String cpNamespace) {
        Event event = meshes.get(cpNamespace);
        return event == null ? null : event.mesh();
    }

    /** Id of the key's last event, which its next one names as its previous; null before its first. */
    @Nullable
    String lastId(EventType.Family family, String key) {
        Event event = last(family, key);
        return event != null
                ? event.id()
                : (family == EventType.Family.MEMBER ? olderMembers : olderMeshes).get(key);
    }

    /** The key's last event; null before its first. */
    @Nullable
    Event last(EventType.Family family, String key) {
        return (family == EventType.Family.MEMBER ? members : meshes).get(key);
    }

    /** The namespaces that are members. */
    Set<String> memberNames() {
        return Set.copyOf(liveMembers);
    }

    /** The control-plane namespaces whose mesh has a record. */
    Set<String> meshNames() {
        return Set.copyOf(liveMeshes);
    }

    int memberCount() {
        return liveMembers.size();
    }

    int meshCount() {
        return liveMeshes.size();
    }

    /** The last event of every member and mesh, those that ended included: meshes first. */
    Collection<Event> events() {
        List<Event> events = new ArrayList<>(meshes.values());
        events.addAll(members.values());
        return events;
    }

    /** What it comes to once these events are published too. */
    Published after(Collection<Event> further) {
        Published after = new Published();
        events().forEach(after::put);
        further.forEach(after::put);
        return after;
    }

    /** Whether nothing was ever published, so that only the cluster itself can tell who held what. */
    boolean isBlank() {
        return members.isEmpty() && meshes.isEmpty();
    }
}
