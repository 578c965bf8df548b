package io.muster.cli;

import io.muster.audit.Author;
import io.muster.audit.MemberStatus;
import io.muster.audit.MeshStatus;
import io.muster.audit.Standing;
import io.muster.audit.Tally;
import io.muster.events.Concern;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Statuses as tables. */
final class StatusTables {

    private StatusTables() {}

    static Table meshes(List<MeshStatus> meshes, Collection<Concern> concerns, Map<Concern, Long> lag, Instant now) {
        List<String> names = new ArrayList<>(List.of("MESH", "VERSION?", "MEMBERS"));
        concerns.forEach(concern -> names.add(concern.id().toUpperCase(Locale.ROOT) + "…"));
        names.addAll(List.of("LAG?", "TROUBLE…", "CHANGED?", "CONTROL-PLANE+"));
        String behind = String.valueOf(lag.values().stream().mapToLong(Long::longValue).sum());
        return new Table(Table.columns(names.toArray(String[]::new)), meshes.stream().map(mesh -> {
            List<String> cells = new ArrayList<>(
                    List.of(mesh.mesh(), Texts.text(mesh.version()), String.valueOf(mesh.members())));
            concerns.forEach(concern -> {
                Tally tally = mesh.concerns().get(concern);
                cells.add(tally == null ? "-" : tally.text());
            });
            cells.addAll(List.of(lag.isEmpty() ? "-" : behind, trouble(mesh), Texts.ago(mesh.lastChange(), now),
                    Texts.text(mesh.controlPlane())));
            return new Table.Row(mesh.isSettled() ? Terminal.Style.PLAIN : Terminal.Style.BAD, cells);
        }).toList());
    }

    private static String trouble(MeshStatus mesh) {
        List<String> troubles = new ArrayList<>();
        mesh.problems().forEach(each -> troubles.add(each.reason()));
        count(troubles, mesh.conflicts().size(), "held by another mesh");
        count(troubles, mesh.missing().size(), "missing");
        count(troubles, mesh.refused().size(), "refused");
        return troubles.isEmpty() ? "-" : String.join(", ", troubles);
    }

    private static void count(List<String> troubles, int count, String what) {
        if (count > 0) {
            troubles.add(count + " " + what);
        }
    }

    /** What is wrong with a mesh, a line each. */
    static List<String> troubles(MeshStatus mesh) {
        List<String> lines = new ArrayList<>();
        mesh.problems().forEach(each -> lines.add(each.reason() + ": " + each.message()));
        mesh.conflicts().forEach(each -> lines.add("%s is claimed (%s), but %s holds it".formatted(each.namespace(),
                Texts.name(each.claim()), each.holder())));
        mesh.missing().forEach(each -> lines.add(each + " is claimed, but does not exist or is being deleted"));
        mesh.refused().forEach(each -> lines.add(each.namespace() + " is refused: " + each.reason()));
        return lines;
    }

    static Table members(List<MemberStatus> members, Collection<Concern> concerns, Instant now) {
        List<String> names = new ArrayList<>(List.of("NAMESPACE", "CLAIM?"));
        concerns.forEach(concern -> names.add(concern.id().toUpperCase(Locale.ROOT)));
        names.addAll(List.of("SINCE?", "REASON…", "CAUSE+"));
        return new Table(Table.columns(names.toArray(String[]::new)), members.stream().map(member -> {
            List<String> cells = new ArrayList<>(List.of(member.namespace(), Texts.name(member.claim())));
            concerns.forEach(concern -> {
                Standing standing = member.concerns().get(concern);
                cells.add(standing == null ? "-" : Texts.name(standing.state()));
            });
            cells.addAll(List.of(Texts.ago(member.since(), now), reasons(member),
                    member.cause() == null ? "-" : Author.of(member.cause())));
            return new Table.Row(member.isApplied() ? Terminal.Style.PLAIN : Terminal.Style.BAD, cells);
        }).toList());
    }

    private static String reasons(MemberStatus member) {
        List<String> reasons = member.concerns().values().stream().map(Standing::reason)
                .filter(reason -> !reason.isEmpty()).distinct().toList();
        return reasons.isEmpty() ? "-" : String.join("; ", reasons);
    }

    /** One namespace: a line for each object, or for the concern where there is none. */
    static Table concerns(MemberStatus member) {
        List<Table.Row> rows = new ArrayList<>();
        member.concerns().forEach((concern, standing) -> {
            Terminal.Style style = standing.state() == Standing.State.APPLIED
                    ? Terminal.Style.PLAIN
                    : Terminal.Style.BAD;
            if (standing.objects().isEmpty()) {
                rows.add(new Table.Row(style, List.of(concern.id(), Texts.name(standing.state()), "-", "-",
                        standing.reason(), Texts.time(standing.observed()))));
            }
            standing.objects().forEach(each -> rows.add(new Table.Row(style, List.of(concern.id(),
                    Texts.name(standing.state()), each.kind() + " " + each.name(), Texts.name(each.result()),
                    each.reason(), Texts.time(standing.observed())))));
        });
        return new Table(Table.columns("CONCERN", "STATE", "OBJECT…", "IS", "REASON…", "SAID?"), rows);
    }

    /** The membership of one namespace in sentences. */
    static List<String> about(MemberStatus member) {
        List<String> lines = new ArrayList<>();
        if (member.mesh() == null) {
            lines.add(member.namespace() + " is no member of any mesh");
        } else {
            lines.add("%s is a member of %s (%s) since %s".formatted(member.namespace(), member.mesh(),
                    Texts.name(member.claim()), Texts.time(member.since())));
        }
        if (member.cause() != null) {
            lines.add("caused by %s, event %s".formatted(Author.of(member.cause()), member.event()));
        }
        member.concerns().forEach((concern, standing) -> {
            if (!standing.reason().isEmpty()) {
                lines.add("%s is %s: %s".formatted(concern.id(), Texts.name(standing.state()), standing.reason()));
            }
        });
        lines.addAll(member.otherClaims());
        return lines;
    }
}
