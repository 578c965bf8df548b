package io.muster.watcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A cluster and who is a member of what, in the plainest form there is: everything is looked at anew, nothing is
 * remembered but who held a namespace before. What the product computes bit by bit must come to the same.
 */
final class World {

    record Space(String uid, Map<String, String> labels, boolean terminating) {}

    record Plane(int created, boolean deleting) {}

    /** Members by name, by wildcard, by labels written {@code key=value}; unreadable means that nobody can tell. */
    record Roll(List<String> members, List<String> selectors, boolean unreadable) {}

    record Wish(String mesh, String controlPlane) {}

    /** A membership; claims are the names of their enum constants. */
    record Held(String uid, String mesh, String claim) {}

    final Map<String, Space> spaces = new TreeMap<>();
    final Map<String, Map<String, Plane>> planes = new TreeMap<>();
    final Map<String, Roll> rolls = new TreeMap<>();
    final Map<String, Wish> wishes = new TreeMap<>();

    /** Why somebody cannot be a member although wanted. */
    record Reports(List<String> conflicts, List<String> missing, List<String> refused) {}

    /** Who is a member of what, given who was; nothing known of that means that the labels tell. */
    Map<String, Held> members(Map<String, Held> before, boolean nothingKnown) {
        Map<String, Held> members = new TreeMap<>();
        for (Map.Entry<String, Space> entry : spaces.entrySet()) {
            Held held = member(entry.getKey(), entry.getValue(), before.get(entry.getKey()), nothingKnown);
            if (held != null) {
                members.put(entry.getKey(), held);
            }
        }
        return members;
    }

    private @Nullable Held member(String name, Space space, @Nullable Held before, boolean nothingKnown) {
        if (space.terminating || isExcluded(name)) {
            return null;
        }
        Held holder = before != null && before.uid.equals(space.uid) ? before : null;
        String label = nothingKnown ? space.labels.get("maistra.io/member-of") : null;
        Held best = null;
        for (String mesh : planes.keySet()) {
            boolean holds = holder != null ? holder.mesh.equals(mesh) : mesh.equals(label);
            String claim = claim(mesh, name, space.labels, holds, holder == null ? null : holder.claim);
            if (claim != null && holds) {
                return new Held(space.uid, mesh, claim);
            }
            if (claim != null && (best == null || isBetter(mesh, claim, best))) {
                best = new Held(space.uid, mesh, claim);
            }
        }
        return best;
    }

    private boolean isBetter(String mesh, String claim, Held than) {
        int strength = Integer.compare(strength(claim), strength(than.claim));
        int age = Integer.compare(created(mesh), created(than.mesh));
        return strength != 0 ? strength < 0 : age != 0 ? age < 0 : mesh.compareTo(than.mesh) < 0;
    }

    private int created(String mesh) {
        return planes.getOrDefault(mesh, Map.of()).values().stream().mapToInt(Plane::created).min().orElseThrow();
    }

    private static int strength(String claim) {
        return switch (claim) {
            case "MEMBER_OBJECT" -> 1;
            case "LISTED" -> 2;
            default -> 3;
        };
    }

    /** How a mesh claims a namespace; null if it does not. */
    private @Nullable String claim(String mesh, String name, Map<String, String> labels, boolean holds,
            @Nullable String heldBy) {
        Map<String, Plane> here = planes.getOrDefault(mesh, Map.of());
        Roll roll = rolls.getOrDefault(mesh, new Roll(List.of(), List.of(), false));
        Wish wish = wishes.get(name);
        boolean wished = wish != null && wish.mesh.equals(mesh) && here.containsKey(wish.controlPlane);
        boolean frozen = here.size() > 1;
        if (frozen && !holds) {
            return null;
        }
        if (wished) {
            return "MEMBER_OBJECT";
        }
        String byRoll = roll.unreadable ? null : byRoll(roll, name, labels);
        if (!frozen && !roll.unreadable) {
            return byRoll;
        }
        if (!holds) {
            return null;
        }
        if (heldBy == null) {
            return roll.unreadable ? "SELECTOR" : byRoll;
        }
        return heldBy.equals("MEMBER_OBJECT") ? byRoll : heldBy;
    }

    private static @Nullable String byRoll(Roll roll, String name, Map<String, String> labels) {
        if (roll.members.contains(name)) {
            return "LISTED";
        }
        if (roll.members.equals(List.of("*"))) {
            return "WILDCARD";
        }
        for (String selector : roll.selectors) {
            int equals = selector.indexOf('=');
            if (selector.substring(equals + 1).equals(labels.get(selector.substring(0, equals)))) {
                return "SELECTOR";
            }
        }
        return null;
    }

    boolean isExcluded(String name) {
        return name.startsWith("kube-") || name.equals(Scene.MUSTER) || planes.containsKey(name);
    }

    /** What a mesh with one control plane reports, given who is a member. */
    Reports reports(String mesh, Map<String, Held> members) {
        Reports reports = new Reports(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Map<String, Boolean> names = new TreeMap<>();
        spaces.keySet().forEach(name -> names.put(name, true));
        wishes.keySet().forEach(name -> names.put(name, true));
        rolls.values().forEach(roll -> roll.members.forEach(name -> names.put(name, true)));
        names.remove("*");
        for (String name : names.keySet()) {
            Space space = spaces.get(name);
            Map<String, String> labels = space == null || space.terminating ? Map.of() : space.labels;
            boolean exists = space != null && !space.terminating;
            Held held = members.get(name);
            String claim = claim(mesh, name, labels, held != null && held.mesh.equals(mesh),
                    held == null ? null : held.claim);
            boolean named = "MEMBER_OBJECT".equals(claim) || "LISTED".equals(claim);
            if (isExcluded(name)) {
                if (named) {
                    reports.refused.add(name);
                }
            } else if (!exists) {
                if (named) {
                    reports.missing.add(name);
                }
            } else if (claim != null && held != null && !held.mesh.equals(mesh)) {
                reports.conflicts.add(name + " " + claim + " " + held.mesh);
            }
        }
        return reports;
    }
}
