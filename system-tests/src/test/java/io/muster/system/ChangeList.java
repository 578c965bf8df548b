package io.muster.system;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.muster.events.Claim;
import io.muster.events.EventType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * A numbered list of random changes of membership, and what the log has to say about each: exactly one event. Two
 * meshes claim the same namespaces in every way there is. Where a claim takes the place of another, the new one is
 * there before the old one goes, so that nothing in between could be seen.
 */
final class ChangeList {

    private static final String LABEL = "system-tests/mesh";

    /** Where a namespace can stand. */
    enum Standing {
        NOWHERE, LISTED_BY_FIRST, LISTED_BY_SECOND, OBJECT_FOR_FIRST, SELECTED_BY_SECOND
    }

    /** What a mesh and a claim come to on the members topic. */
    record Membership(String mesh, Claim claim) {}

    private final Mesh first;
    private final Mesh second;
    private final List<String> namespaces;
    private final Random random;
    private final Map<String, Standing> standings = new HashMap<>();
    private final Map<String, List<EventType>> history = new HashMap<>();
    private int changes;

    ChangeList(Mesh first, Mesh second, List<String> namespaces, Random random) {
        this.first = first;
        this.second = second;
        this.namespaces = List.copyOf(namespaces);
        this.random = random;
        namespaces.forEach(namespace -> {
            standings.put(namespace, Standing.NOWHERE);
            history.put(namespace, new ArrayList<>());
        });
        publishRolls();
    }

    /**
     * Changes some namespaces, each once.
     *
     * @param between
     *            run before each change, with its number in this round
     */
    void round(int number, IntConsumer between) {
        List<String> chosen = new ArrayList<>(namespaces);
        Collections.shuffle(chosen, random);
        for (int i = 0; i < number; i++) {
            between.accept(i);
            change(chosen.get(i));
        }
    }

    List<String> namespaces() {
        return namespaces;
    }

    List<Mesh> meshes() {
        return List.of(first, second);
    }

    int changes() {
        return changes;
    }

    /** Who is a member now, as the members topic should have it. */
    Map<String, Membership> members() {
        Map<String, Membership> members = new HashMap<>();
        standings.forEach((namespace, standing) -> {
            if (standing != Standing.NOWHERE) {
                members.put(namespace, membership(standing));
            }
        });
        return members;
    }

    /** The types of all events that the log should have of a namespace, in order. */
    List<EventType> history(String namespace) {
        return List.copyOf(history.getOrDefault(namespace, List.of()));
    }

    private void change(String namespace) {
        Standing before = standings.getOrDefault(namespace, Standing.NOWHERE);
        Standing after = before;
        while (after == before) {
            after = Standing.values()[random.nextInt(Standing.values().length)];
        }
        changes++;
        history.computeIfAbsent(namespace, _ -> new ArrayList<>()).add(event(before, after));
        standings.put(namespace, after);
        claim(namespace, after, before);
        unclaim(namespace, before);
    }

    private EventType event(Standing before, Standing after) {
        if (before == Standing.NOWHERE) {
            return EventType.MEMBER_JOINED;
        }
        if (after == Standing.NOWHERE) {
            return EventType.MEMBER_LEFT;
        }
        return membership(before).mesh().equals(membership(after).mesh())
                ? EventType.MEMBER_CHANGED
                : EventType.MEMBER_MOVED;
    }

    private Membership membership(Standing standing) {
        return switch (standing) {
            case NOWHERE -> throw new IllegalArgumentException("no membership");
            case LISTED_BY_FIRST -> new Membership(first.namespace(), Claim.LISTED);
            case LISTED_BY_SECOND -> new Membership(second.namespace(), Claim.LISTED);
            case OBJECT_FOR_FIRST -> new Membership(first.namespace(), Claim.MEMBER_OBJECT);
            case SELECTED_BY_SECOND -> new Membership(second.namespace(), Claim.SELECTOR);
        };
    }

    private void claim(String namespace, Standing standing, Standing former) {
        switch (standing) {
            case NOWHERE -> {
                // nothing to claim
            }
            case LISTED_BY_FIRST, LISTED_BY_SECOND -> publishRolls(Map.of(namespace, former));
            case OBJECT_FOR_FIRST -> first.memberObject(namespace);
            case SELECTED_BY_SECOND -> label(namespace, second.namespace());
        }
    }

    private void unclaim(String namespace, Standing standing) {
        switch (standing) {
            case NOWHERE -> {
                // nothing was claimed
            }
            case LISTED_BY_FIRST, LISTED_BY_SECOND -> publishRolls();
            case OBJECT_FOR_FIRST -> first.noMemberObject(namespace);
            case SELECTED_BY_SECOND -> label(namespace, "");
        }
    }

    private void publishRolls() {
        publishRolls(Map.of());
    }

    private void publishRolls(Map<String, Standing> also) {
        List<LabelSelector> selectors = List
                .of(new LabelSelectorBuilder().addToMatchLabels(LABEL, second.namespace()).build());
        first.roll(listed(Standing.LISTED_BY_FIRST, also), List.of());
        second.roll(listed(Standing.LISTED_BY_SECOND, also), selectors);
    }

    private List<String> listed(Standing by, Map<String, Standing> also) {
        return Stream.concat(standings.entrySet().stream(), also.entrySet().stream())
                .filter(entry -> entry.getValue() == by).map(Map.Entry::getKey).sorted().distinct().toList();
    }

    private void label(String namespace, String value) {
        first.admin().namespaces().withName(namespace).edit(live -> value.isEmpty()
                ? new NamespaceBuilder(live).editMetadata().removeFromLabels(LABEL).endMetadata().build()
                : new NamespaceBuilder(live).editMetadata().addToLabels(LABEL, value).endMetadata().build());
    }
}
