package io.muster.audit;

import io.muster.events.Concern;
import io.muster.events.Event;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.events.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who caused what, when, and what each service made of it. Events are added in order; the same fact, which may be there
 * twice, is told once.
 */
public final class History {

    private record Answered(@Nullable String event, @Nullable String revision) {}

    private final List<HistoryEntry> entries = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    /** When the watcher saw what led to an event, by the event's id. */
    private final Map<String, Instant> seen = new HashMap<>();
    /** When the watcher saw what led to a mesh's revision of a concern. */
    private final Map<String, Instant> revised = new HashMap<>();
    private final Map<String, MeshState> meshes = new HashMap<>();
    private final Map<String, Answered> answered = new HashMap<>();

    /** The next event. */
    public void add(LogRecord record) {
        record.event().filter(event -> ids.add(event.id())).ifPresent(event -> {
            switch (event.payload()) {
                case MemberState member -> add(record, event, member);
                case MeshState mesh -> add(record, event, mesh);
                case Outcome outcome -> add(record, event, outcome);
                case null, default -> {
                    // Neither a census nor a request happened to a member.
                }
            }
        });
    }

    /** What happened, oldest first. */
    public List<HistoryEntry> entries() {
        return List.copyOf(entries);
    }

    private void add(LogRecord record, Event event, MemberState member) {
        seen.put(event.id(), member.observed());
        List<String> details = new ArrayList<>();
        if (member.movedFrom() != null) {
            details.add("from " + member.movedFrom());
        }
        details.add(claim(member));
        if (member.cause().time() != null) {
            details.add("edited " + member.cause().time());
        }
        entries.add(new HistoryEntry(record.published(), event.type(), event.key(), member.mesh(), null,
                member.cause(), Author.of(member.cause()), null, details, event.id(), null));
    }

    private static String claim(MemberState member) {
        return switch (member.claim()) {
            case MEMBER_OBJECT -> "by member object";
            case LISTED -> "listed";
            case WILDCARD -> "by wildcard";
            case SELECTOR -> "by selector";
        };
    }

    private void add(LogRecord record, Event event, MeshState mesh) {
        for (Concern concern : Concern.values()) {
            revised.putIfAbsent(revisionKey(mesh.namespace(), concern, mesh.revision(concern)), mesh.observed());
        }
        MeshState before = meshes.put(mesh.namespace(), mesh);
        List<String> details = before == null ? List.of() : MeshChanges.between(before, mesh);
        entries.add(new HistoryEntry(record.published(), event.type(), event.key(), mesh.namespace(), null,
                mesh.cause(), Author.of(mesh.cause()), null, details, event.id(), null));
    }

    private void add(LogRecord record, Event event, Outcome outcome) {
        String chain = outcome.concern() + "/" + outcome.namespace();
        Answered before = answered.put(chain, new Answered(outcome.event(), outcome.revision()));
        entries.add(new HistoryEntry(record.published(), event.type(), event.key(), outcome.mesh(), outcome.concern(),
                null, event.source().service(), took(outcome, before), details(outcome), event.id(),
                event.causationId()));
    }

    /** A repair answers nobody; a second answer to one membership answers what changed in the mesh. */
    private @Nullable Duration took(Outcome outcome, @Nullable Answered before) {
        Answered now = new Answered(outcome.event(), outcome.revision());
        if (now.equals(before)) {
            return null;
        }
        boolean sameMembership = before != null && outcome.event() != null && outcome.event().equals(before.event);
        Instant start = sameMembership && outcome.mesh() != null
                ? revised.get(revisionKey(outcome.mesh(), outcome.concern(), String.valueOf(outcome.revision())))
                : seen.get(String.valueOf(outcome.event()));
        return start == null || start.isAfter(outcome.observed()) ? null : Duration.between(start, outcome.observed());
    }

    private static String revisionKey(String mesh, Concern concern, String revision) {
        return mesh + "/" + concern.id() + "/" + revision;
    }

    private static List<String> details(Outcome outcome) {
        List<String> details = new ArrayList<>();
        outcome.repaired().forEach(each -> details.add("repaired %s %s: %s, by %s".formatted(each.kind(), each.name(),
                each.change(), Author.manager(each.fieldManager()))));
        Map<String, List<String>> written = new HashMap<>();
        outcome.written().forEach(each -> written.computeIfAbsent(each.verb() + " " + each.kind(),
                _ -> new ArrayList<>()).add(each.name()));
        written.keySet().stream().sorted()
                .forEach(verb -> details.add(verb + " " + String.join(", ", written.getOrDefault(verb, List.of()))));
        outcome.objects().stream().filter(each -> each.result() != Outcome.Result.PRESENT)
                .forEach(each -> details.add("%s %s %s: %s".formatted(each.result().name().toLowerCase(
                        Locale.ROOT), each.kind(), each.name(), each.reason())));
        if (!outcome.reason().isEmpty()) {
            details.add(outcome.reason());
        }
        return details;
    }
}
