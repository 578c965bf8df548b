package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.cli.MembershipPlan.Change;
import io.muster.cli.MembershipPlan.Document;
import io.muster.cli.MembershipPlan.Holders;
import io.muster.cli.MembershipPlan.Member;
import io.muster.cli.MembershipPlan.Mesh;
import io.muster.cli.MembershipPlan.MeshChange;
import io.muster.cli.MembershipPlan.ObjectAction;
import io.muster.cli.MembershipPlan.Trouble;
import io.muster.cli.MembershipPlan.Verdict;
import io.muster.events.Claim;
import io.muster.events.Concern;
import io.muster.runtime.Foreseen.Action;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlanTablesTest {

    private static final MembershipPlan NOTHING = new MembershipPlan("c", Holders.TOPICS, 0,
            List.of(new Document("roll.yaml, document 1", "ServiceMeshMemberRoll mesh-a/default", Verdict.UNCHANGED,
                    true, "")),
            List.of(), List.of(), List.of(), List.of());

    private static final MembershipPlan PLAN = new MembershipPlan("4a1f", Holders.TOPICS, 0,
            List.of(new Document("mesh.yaml, document 1", "ServiceMeshMemberRoll mesh-a/default", Verdict.CHANGED, true,
                    ""),
                    new Document("mesh.yaml, document 2", "ServiceMeshMember shop/default", Verdict.CREATED, false,
                            "you may not write it"),
                    new Document("mesh.yaml, document 3", "ServiceMeshMemberRoll mesh-b/default", Verdict.REFUSED, true,
                            "a roll may not list its own namespace")),
            List.of(new Mesh("mesh-a", MeshChange.CHANGES, List.of(Concern.RBAC, Concern.CNI)),
                    new Mesh("mesh-c", MeshChange.APPEARS, List.of())),
            List.of(new Member("bank", Change.MOVES, "mesh-b", "mesh-a", Claim.LISTED, false),
                    new Member("gone", Change.LEAVES, "mesh-a", null, null, false),
                    new Member("shop", Change.JOINS, null, "mesh-a", Claim.MEMBER_OBJECT, true)),
            List.of(new Trouble("mesh-a", Trouble.Kind.CONFLICT, "cart",
                    "claimed (listed), but mesh-b holds it (member-object)"),
                    new Trouble("mesh-a", Trouble.Kind.REFUSED, "kube-system",
                            "namespaces whose name starts with kube- are reserved for the cluster itself")),
            List.of(new ObjectAction("gone", Concern.RBAC, Action.DELETE, "RoleBinding", "istiod", ""),
                    new ObjectAction("gone", Concern.MEMBER, Action.UPDATE, "Namespace", "gone",
                            "without label maistra.io/member-of"),
                    new ObjectAction("shop", Concern.RBAC, Action.CREATE, "RoleBinding", "istiod", ""),
                    new ObjectAction("shop", Concern.RBAC, Action.CREATE, "RoleBinding", "prometheus", ""),
                    new ObjectAction("shop", Concern.CNI, Action.CONFLICT, "NetworkAttachmentDefinition",
                            "v2-5-istio-cni", "one of this name is there that Muster did not make")));

    private static String text(boolean wide, int width) {
        Terminal terminal = new Terminal(new PrintWriter(new StringWriter()), 100, false);
        return PlanTables.of(PLAN, wide).stream().map(table -> String.join("\n", table.lines(width, wide, terminal)))
                .collect(Collectors.joining("\n\n")) + "\n";
    }

    private static String golden(String name) {
        try (InputStream in = PlanTablesTest.class.getResourceAsStream("/plan/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aTableHasALineForEachNamespace() {
        assertThat(text(false, 0)).isEqualTo(golden("table.txt"));
    }

    @Test
    void aWideTableHasALineForEachObject() {
        assertThat(text(true, 0)).isEqualTo(golden("wide.txt"));
    }

    @Test
    void aNarrowTerminalIsNotExceeded() {
        assertThat(text(false, 80).lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void jsonSaysAllOfIt() {
        assertThat(Documents.json(PLAN) + "\n").isEqualTo(golden("plan.json"));
    }

    @Test
    void theSummaryCountsAndSaysThatNothingWasChanged() {
        assertThat(PlanTables.summary(PLAN)).isEqualTo(
                "1 join, 1 move, 1 leave; 3 objects written, 1 deleted; nothing was changed by this look");
        assertThat(PlanTables.summary(NOTHING)).isEqualTo("there is nothing to do");
        assertThat(NOTHING.hasSomethingToDo()).isFalse();
        assertThat(PLAN.hasSomethingToDo()).isTrue();
    }
}
