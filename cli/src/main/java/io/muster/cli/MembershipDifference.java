package io.muster.cli;

import io.muster.cli.MembershipPlan.Change;
import io.muster.cli.MembershipPlan.Member;
import io.muster.cli.MembershipPlan.Mesh;
import io.muster.cli.MembershipPlan.MeshChange;
import io.muster.cli.MembershipPlan.Trouble;
import io.muster.events.Concern;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.network.NetworkService;
import io.muster.watcher.Forecast;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the watcher would have to say about memberships and meshes, before and after. */
record MembershipDifference(Known before, Known after) {

    /** What the watcher would have published. */
    record Known(SortedMap<String, MemberState> members, SortedMap<String, MeshState> meshes) {

        static Known of(Forecast forecast) {
            return new Known(forecast.members(), forecast.meshes());
        }

        /** Whether a member's pods are reached only as the mesh's policies say. */
        boolean isRestricted(@Nullable MemberState member) {
            MeshState mesh = member == null ? null : meshes.get(member.mesh());
            return member != null && mesh != null && NetworkService.restrictsIngress(member, mesh);
        }
    }

    /** The meshes whose record would be another. */
    List<Mesh> meshes() {
        List<Mesh> changes = new ArrayList<>();
        for (String mesh : names(before.meshes, after.meshes)) {
            MeshState was = before.meshes.get(mesh);
            MeshState is = after.meshes.get(mesh);
            if (was == null) {
                changes.add(new Mesh(mesh, MeshChange.APPEARS, List.of()));
            } else if (is == null) {
                changes.add(new Mesh(mesh, MeshChange.GOES, List.of()));
            } else if (!revised(mesh).isEmpty()) {
                changes.add(new Mesh(mesh, MeshChange.CHANGES, revised(mesh)));
            }
        }
        return changes;
    }

    /** The concerns that would be another for the members of a mesh that there is before and after. */
    List<Concern> revised(String mesh) {
        MeshState was = before.meshes.get(mesh);
        MeshState is = after.meshes.get(mesh);
        return was == null || is == null
                ? List.of()
                : Arrays.stream(Concern.values()).filter(each -> !was.revision(each).equals(is.revision(each)))
                        .toList();
    }

    /** The namespaces that would be elsewhere. */
    List<Member> members() {
        List<Member> changes = new ArrayList<>();
        for (String namespace : names(before.members, after.members)) {
            MemberState was = before.members.get(namespace);
            MemberState is = after.members.get(namespace);
            if (was == null || is == null || !was.means(is)) {
                changes.add(new Member(namespace, change(was, is), was == null ? null : was.mesh(),
                        is == null ? null : is.mesh(), is == null ? null : is.claim(),
                        after.isRestricted(is) && !before.isRestricted(was)));
            }
        }
        return changes;
    }

    private static Change change(@Nullable MemberState was, @Nullable MemberState is) {
        if (was == null) {
            return Change.JOINS;
        }
        if (is == null) {
            return Change.LEAVES;
        }
        return was.mesh().equals(is.mesh()) ? Change.CHANGES : Change.MOVES;
    }

    /** What meshes would claim in vain, and what would be wrong with their rolls, that is not so before. */
    List<Trouble> troubles() {
        List<Trouble> troubles = new ArrayList<>();
        after.meshes.forEach((mesh, is) -> {
            MeshState was = before.meshes.get(mesh);
            news(is.problems(), was == null ? List.of() : was.problems()).forEach(each -> troubles
                    .add(new Trouble(mesh, Trouble.Kind.INVALID, null, each.message())));
            news(is.conflicts(), was == null ? List.of() : was.conflicts()).forEach(each -> troubles
                    .add(new Trouble(mesh, Trouble.Kind.CONFLICT, each.namespace(), conflict(each))));
            news(is.missing(), was == null ? List.of() : was.missing()).forEach(each -> troubles.add(new Trouble(mesh,
                    Trouble.Kind.MISSING, each, "it does not exist, or is being deleted: it joins when it is there")));
            news(is.refused(), was == null ? List.of() : was.refused()).forEach(each -> troubles
                    .add(new Trouble(mesh, Trouble.Kind.REFUSED, each.namespace(), each.reason())));
        });
        return troubles;
    }

    private String conflict(MeshState.Conflict conflict) {
        MemberState held = before.members.get(conflict.namespace());
        boolean already = held != null && held.mesh().equals(conflict.holder());
        MemberState wins = after.members.get(conflict.namespace());
        return "claimed (%s), but %s %s it%s".formatted(Texts.name(conflict.claim()), conflict.holder(),
                already ? "holds" : "gets", wins == null ? "" : " (" + Texts.name(wins.claim()) + ")");
    }

    boolean isNothing() {
        return meshes().isEmpty() && members().isEmpty();
    }

    private static <T> List<T> news(Collection<T> is, Collection<T> was) {
        return is.stream().filter(each -> !was.contains(each)).toList();
    }

    private static SortedSet<String> names(SortedMap<String, ?> one, SortedMap<String, ?> other) {
        SortedSet<String> names = new TreeSet<>(one.keySet());
        names.addAll(other.keySet());
        return names;
    }
}
