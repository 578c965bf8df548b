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
import java.util.Objects;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * A list of random changes of membership, and what the log has to say about each: exactly one event. Two meshes claim
 * namespaces in every way there is. Each namespace keeps to one kind of object that claims it: watches of different
 * kinds keep no order among them, so that of two claims of different kinds the end of the old one may be seen before
 * the beginning of the new one.
 */
final class ChangeList {

    private static final String MESH = "system-tests/mesh";
    private static final String POOL = "system-tests/pool";

    /** Where a namespace can stand. */
    private enum Standing {
        NOWHERE, LISTED_BY_FIRST, LISTED_BY_SECOND, OBJECT_FOR_FIRST, SELECTED_BY_FIRST, SELECTED_BY_SECOND,
        /** The second mesh selects all of its pool … */
        IN_POOL,
        /** … and lists some of it as well. */
        LISTED_IN_POOL
    }

    private static final List<List<Standing>> WAYS = List.of(
            List.of(Standing.NOWHERE, Standing.LISTED_BY_FIRST, Standing.LISTED_BY_SECOND),
            List.of(Standing.NOWHERE, Standing.OBJECT_FOR_FIRST),
            List.of(Standing.NOWHERE, Standing.SELECTED_BY_FIRST, Standing.SELECTED_BY_SECOND),
            List.of(Standing.IN_POOL, Standing.LISTED_IN_POOL));

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
        publishRolls(Map.of());
        for (String namespace : namespaces) {
            Standing standing = way(namespace).getFirst();
            standings.put(namespace, standing);
            history.put(namespace, new ArrayList<>());
            if (standing == Standing.IN_POOL) {
                label(namespace, POOL, second.namespace());
                history(namespace).add(EventType.MEMBER_JOINED);
            }
        }
    }

    private List<Standing> way(String namespace) {
        return WAYS.get(namespaces.indexOf(namespace) % WAYS.size());
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
        return Objects.requireNonNull(history.get(namespace));
    }

    private void change(String namespace) {
        Standing before = Objects.requireNonNull(standings.get(namespace));
        List<Standing> others = way(namespace).stream().filter(standing -> standing != before).toList();
        Standing after = others.get(random.nextInt(others.size()));
        changes++;
        history(namespace).add(event(before, after));
        standings.put(namespace, after);
        switch (after == Standing.NOWHERE ? before : after) {
            case NOWHERE -> throw new IllegalStateException("no change");
            case LISTED_BY_FIRST, LISTED_BY_SECOND, IN_POOL, LISTED_IN_POOL -> {
                // The one mesh first takes it in, then the other one lets go: it belongs to somebody all the time.
                publishRolls(Map.of(namespace, before));
                publishRolls(Map.of());
            }
            case OBJECT_FOR_FIRST -> {
                if (after == Standing.NOWHERE) {
                    first.noMemberObject(namespace);
                } else {
                    first.memberObject(namespace);
                }
            }
            case SELECTED_BY_FIRST, SELECTED_BY_SECOND -> label(namespace, MESH,
                    after == Standing.NOWHERE ? "none" : membership(after).mesh());
        }
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
            case LISTED_BY_SECOND, LISTED_IN_POOL -> new Membership(second.namespace(), Claim.LISTED);
            case OBJECT_FOR_FIRST -> new Membership(first.namespace(), Claim.MEMBER_OBJECT);
            case SELECTED_BY_FIRST -> new Membership(first.namespace(), Claim.SELECTOR);
            case SELECTED_BY_SECOND, IN_POOL -> new Membership(second.namespace(), Claim.SELECTOR);
        };
    }

    private void publishRolls(Map<String, Standing> also) {
        first.roll(listed(also, Standing.LISTED_BY_FIRST), List.of(selector(MESH, first)));
        second.roll(listed(also, Standing.LISTED_BY_SECOND, Standing.LISTED_IN_POOL),
                List.of(selector(MESH, second), selector(POOL, second)));
    }

    private List<String> listed(Map<String, Standing> also, Standing... by) {
        return Stream.concat(standings.entrySet().stream(), also.entrySet().stream())
                .filter(entry -> List.of(by).contains(entry.getValue())).map(Map.Entry::getKey).sorted().distinct()
                .toList();
    }

    private static LabelSelector selector(String label, Mesh mesh) {
        return new LabelSelectorBuilder().addToMatchLabels(label, mesh.namespace()).build();
    }

    private void label(String namespace, String key, String value) {
        first.admin().namespaces().withName(namespace).edit(live -> new NamespaceBuilder(live).editMetadata()
                .addToLabels(key, value).endMetadata().build());
    }
}
