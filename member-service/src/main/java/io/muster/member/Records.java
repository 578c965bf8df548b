package io.muster.member;

import io.muster.events.Concern;
import io.muster.events.Event;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.events.Outcome;
import io.muster.events.Topics;
import io.muster.runtime.Entry;
import io.muster.runtime.StateTables;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the state topics say, found by mesh as well as by namespace. */
final class Records {

    /** A live member record. */
    record Member(Event event, MemberState state) {}

    private final Topics topics;
    private final StateTables tables;
    private final Set<Concern> required;
    private final ByMesh members = new ByMesh();
    /** For each concern, the mesh that its last outcome is for. */
    private final Map<Concern, ByMesh> outcomes = new EnumMap<>(Concern.class);

    /**
     * @param required
     *            the concerns that a namespace waits for
     */
    Records(Topics topics, StateTables tables, Set<Concern> required) {
        this.topics = topics;
        this.tables = tables;
        this.required = required;
        Stream.concat(required.stream(), Stream.of(Concern.MEMBER)).forEach(concern -> outcomes.put(concern,
                new ByMesh()));
    }

    /** The tables were read anew. */
    synchronized void readAgain() {
        members.clear();
        outcomes.values().forEach(ByMesh::clear);
        tables.table(topics.members()).keySet().forEach(this::noteMember);
        outcomes.forEach((concern, byMesh) -> tables.table(topics.outcomes(concern)).keySet()
                .forEach(namespace -> noteOutcome(concern, byMesh, namespace)));
    }

    /**
     * A key of a topic says something else now.
     *
     * @return the meshes that it is and was about
     */
    synchronized Set<String> changed(String topic, String key) {
        Set<String> meshes = new HashSet<>();
        if (topic.equals(topics.meshes())) {
            meshes.add(key);
        } else if (topic.equals(topics.members())) {
            add(meshes, noteMember(key));
            add(meshes, members.mesh(key));
        } else {
            for (Map.Entry<Concern, ByMesh> said : outcomes.entrySet()) {
                if (topics.outcomes(said.getKey()).equals(topic)) {
                    add(meshes, noteOutcome(said.getKey(), said.getValue(), key));
                    add(meshes, said.getValue().mesh(key));
                    add(meshes, members.mesh(key));
                }
            }
        }
        return meshes;
    }

    /** The concern whose outcomes a topic carries, if it is one that matters here. */
    Optional<Concern> concern(String topic) {
        return outcomes.keySet().stream().filter(concern -> topics.outcomes(concern).equals(topic)).findFirst();
    }

    /** The record of a mesh; null if there is none that can be read. */
    @Nullable
    MeshState mesh(String cpNamespace) {
        return event(topics.meshes(), cpNamespace).map(Event::mesh).orElse(null);
    }

    /** The control-plane namespaces that the topics mention. */
    Set<String> meshes() {
        return Set.copyOf(tables.table(topics.meshes()).keySet());
    }

    /** Whether a namespace has a mesh's record, if only one that cannot be read. */
    boolean mentions(String cpNamespace) {
        Entry entry = tables.entry(topics.meshes(), cpNamespace);
        return entry != null && !(entry instanceof Entry.Ended);
    }

    /** Whether nothing can be said about who holds a namespace. */
    boolean isUnreadable(String namespace) {
        return tables.entry(topics.members(), namespace) instanceof Entry.Unreadable;
    }

    /** The record of a member. */
    Optional<Member> member(String namespace) {
        return event(topics.members(), namespace)
                .flatMap(event -> Optional.ofNullable(event.member()).map(state -> new Member(event, state)));
    }

    /** What a service said last about a namespace; null if nothing, or that it is released. */
    @Nullable
    Outcome outcome(Concern concern, String namespace) {
        return event(topics.outcomes(concern), namespace)
                .map(event -> event.payload() instanceof Outcome outcome ? outcome : null).orElse(null);
    }

    /** The namespaces that a mesh holds. */
    Set<String> heldBy(String cpNamespace) {
        return members.of(cpNamespace);
    }

    /** The namespaces that still have something of a mesh that does not hold them. */
    Set<String> leaving(String cpNamespace) {
        Set<String> leaving = new HashSet<>();
        outcomes.values().forEach(byMesh -> leaving.addAll(byMesh.of(cpNamespace)));
        leaving.removeIf(namespace -> cpNamespace.equals(members.mesh(namespace)));
        return leaving;
    }

    /** What keeps services from cleaning a namespace up that none or another mesh holds; empty if nothing does. */
    String unremoved(String namespace) {
        return outcomes.keySet().stream().map(concern -> {
            Outcome outcome = outcome(concern, namespace);
            return outcome != null && outcome.revision() == null && outcome.state() != Outcome.State.APPLIED
                    ? concern.id() + ": " + outcome.reason()
                    : "";
        }).filter(problem -> !problem.isEmpty()).findFirst().orElse("");
    }

    /** What a namespace must have passed. */
    Gate gate(Event event, MeshState mesh, String namespace) {
        return Gate.of(required, event, mesh, concern -> outcome(concern, namespace));
    }

    /** Whether a member has passed all that it must have. */
    boolean isLetThrough(Member member) {
        MeshState mesh = mesh(member.state().mesh());
        return mesh != null && gate(member.event(), mesh, member.state().namespace()).isOpen();
    }

    private static void add(Set<String> meshes, @Nullable String mesh) {
        if (mesh != null) {
            meshes.add(mesh);
        }
    }

    private @Nullable String noteMember(String namespace) {
        return members.put(namespace, member(namespace).map(member -> member.state().mesh()).orElse(null));
    }

    private @Nullable String noteOutcome(Concern concern, ByMesh byMesh, String namespace) {
        Outcome outcome = outcome(concern, namespace);
        return byMesh.put(namespace, outcome == null ? null : outcome.mesh());
    }

    private Optional<Event> event(String topic, String key) {
        return tables.entry(topic, key) instanceof Entry.Live live ? Optional.of(live.event()) : Optional.empty();
    }
}
