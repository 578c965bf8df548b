package io.muster.cli;

import io.muster.cli.MembershipPlan.Change;
import io.muster.cli.MembershipPlan.Document;
import io.muster.cli.MembershipPlan.Member;
import io.muster.cli.MembershipPlan.ObjectAction;
import io.muster.cli.MembershipPlan.Verdict;
import io.muster.runtime.Foreseen.Action;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A plan as tables, those without rows left out, and as a sentence. */
final class PlanTables {

    private PlanTables() {}

    /**
     * The tables.
     *
     * @param wide
     *            whether each object has a line, and not each namespace
     */
    static List<Table> of(MembershipPlan plan, boolean wide) {
        return List.of(documents(plan), meshes(plan), members(plan), troubles(plan),
                wide ? objects(plan) : objectsByNamespace(plan)).stream()
                .filter(table -> !table.rows().isEmpty()).toList();
    }

    private static Table documents(MembershipPlan plan) {
        return new Table(Table.columns("OBJECT", "IS", "DOCUMENT?", "WHY>"), plan.documents().stream()
                .map(each -> row(each.verdict() == Verdict.REFUSED ? Terminal.Style.BAD : Terminal.Style.PLAIN,
                        each.object(), Texts.name(each.verdict()), each.place(), why(each)))
                .toList());
    }

    private static String why(Document document) {
        return document.checked() ? document.reason() : "not checked: " + document.reason();
    }

    private static Table meshes(MembershipPlan plan) {
        return new Table(Table.columns("MESH", "CHANGE", "FOR ITS MEMBERS…"), plan.meshes().stream()
                .map(each -> row(Terminal.Style.PLAIN, each.mesh(), Texts.name(each.change()),
                        each.concerns().stream().map(concern -> concern.id()).collect(Collectors.joining(", "))))
                .toList());
    }

    private static Table members(MembershipPlan plan) {
        return new Table(Table.columns("NAMESPACE", "CHANGE", "FROM", "TO", "CLAIM?", "BESIDE…"), plan.members()
                .stream().map(each -> row(style(each), each.namespace(), Texts.name(each.change()),
                        Texts.text(each.from()), Texts.text(each.to()), Texts.name(each.claim()),
                        each.restrictsIngress() ? "its ingress becomes restricted to the mesh" : ""))
                .toList());
    }

    private static Terminal.Style style(Member member) {
        return switch (member.change()) {
            case JOINS -> Terminal.Style.GOOD;
            case MOVES, CHANGES -> Terminal.Style.DID;
            case LEAVES -> Terminal.Style.BAD;
        };
    }

    private static Table troubles(MembershipPlan plan) {
        return new Table(Table.columns("MESH", "TROUBLE", "NAMESPACE", "WHY>"), plan.troubles().stream()
                .map(each -> row(Terminal.Style.BAD, each.mesh(), Texts.name(each.kind()),
                        Texts.text(each.namespace()), each.reason()))
                .toList());
    }

    private static Table objects(MembershipPlan plan) {
        return new Table(Table.columns("NAMESPACE", "ACTION", "OBJECT", "BY?", "WHAT>"), plan.objects().stream()
                .map(each -> row(each.action().isWrite() ? Terminal.Style.PLAIN : Terminal.Style.BAD,
                        each.namespace(), Texts.name(each.action()), (each.kind() + " " + each.name()).strip(),
                        each.concern().id(), each.reason()))
                .toList());
    }

    private static Table objectsByNamespace(MembershipPlan plan) {
        Map<String, List<ObjectAction>> byNamespace = plan.objects().stream()
                .collect(Collectors.groupingBy(ObjectAction::namespace, LinkedHashMap::new, Collectors.toList()));
        return new Table(Table.columns("NAMESPACE", "WRITTEN>", "DELETED>", "NOT DONE>"),
                byNamespace.entrySet().stream().map(each -> {
                    String notDone = each.getValue().stream().filter(action -> !action.action().isWrite())
                            .map(PlanTables::notDone).collect(Collectors.joining("; "));
                    return row(notDone.isEmpty() ? Terminal.Style.PLAIN : Terminal.Style.BAD, each.getKey(),
                            kinds(each.getValue(), PlanTables::isWritten),
                            kinds(each.getValue(), action -> action.action() == Action.DELETE), notDone);
                }).toList());
    }

    private static String notDone(ObjectAction action) {
        return "%s (%s): %s".formatted((action.kind() + " " + action.name()).strip(), Texts.name(action.action()),
                action.reason());
    }

    private static boolean isWritten(ObjectAction action) {
        return action.action().isWrite() && action.action() != Action.DELETE;
    }

    /** {@code Namespace, 2 NetworkPolicy}. */
    private static String kinds(List<ObjectAction> actions, Predicate<ObjectAction> which) {
        Map<String, Long> counts = actions.stream().filter(which)
                .collect(Collectors.groupingBy(ObjectAction::kind, TreeMap::new, Collectors.counting()));
        List<String> kinds = new ArrayList<>();
        counts.forEach((kind, count) -> kinds.add(count == 1 ? kind : count + " " + kind));
        return kinds.isEmpty() ? "-" : String.join(", ", kinds);
    }

    /** The plan in one sentence. */
    static String summary(MembershipPlan plan) {
        if (!plan.hasSomethingToDo()) {
            return "there is nothing to do";
        }
        long written = plan.objects().stream().filter(PlanTables::isWritten).count();
        long deleted = plan.objects().stream().filter(each -> each.action() == Action.DELETE).count();
        return "%d join, %d move, %d leave; %d objects written, %d deleted; nothing was changed by this look"
                .formatted(count(plan, Change.JOINS), count(plan, Change.MOVES), count(plan, Change.LEAVES), written,
                        deleted);
    }

    private static long count(MembershipPlan plan, Change change) {
        return plan.members().stream().filter(each -> each.change() == change).count();
    }

    private static Table.Row row(Terminal.Style style, String... cells) {
        return new Table.Row(style, List.of(cells));
    }
}
