package io.muster.watcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.events.Event;
import io.muster.events.EventType;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.events.NetworkMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random histories of a cluster, watched with interruptions, against the plain function of {@link World}. To see one
 * again, put its seed into the list of blocks and run with {@code -Dmuster.test.histories=1}; a large number there runs
 * more of them.
 */
class HistoryTest {

    private static final int HISTORIES = Integer.getInteger("muster.test.histories", 100);
    private static final int STEPS = 60;
    private static final List<String> MESHES = List.of("cp1", "cp2", "cp3");
    private static final List<String> SPACES = List.of("a", "b", "c", "d", "e", "kube-x", Scene.MUSTER, "cp1", "cp2");
    private static final List<String> LABELS = List.of("team=x", "team=y", "tier=1", "maistra.io/member-of=cp1",
            "maistra.io/member-of=cp2");

    private final World world = new World();
    private final Scene scene = new Scene(100);
    private Random random = new Random(0);
    private int uids;
    private final Map<String, MeshState> lastPublished = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void anyHistoryEndsInWhatThePlainFunctionSays(long block) {
        for (long seed = block * HISTORIES; seed < (block + 1) * HISTORIES; seed++) {
            try {
                new HistoryTest().run(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("history with seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private void run(long seed) {
        random = new Random(seed);
        boolean watching = true;
        for (int step = 0; step < STEPS; step++) {
            IntStream.rangeClosed(0, random.nextInt(3)).forEach(_ -> change());
            int next = random.nextInt(20);
            Map<String, World.Held> before = watching ? members() : known();
            if (watching && next == 0) {
                scene.stopWatching();
                watching = false;
            } else if (!watching && next < 10) {
                watching = true;
                boolean blank = scene.log().isEmpty();
                check(before, blank, scene.watchAgain());
            } else if (watching && next == 1) {
                check(Map.of(), true, scene.watchAgainWithEmptyTopics());
            } else if (watching && next < 12) {
                check(before, scene.published().isBlank(), scene.publish());
            }
        }
        chainsAreUnbroken();
    }

    private void change() {
        String space = pick(SPACES);
        String mesh = pick(MESHES);
        switch (random.nextInt(14)) {
            case 0, 1 -> space(space, new World.Space("uid-" + uids++, labels(), false));
            case 2 -> {
                World.Space is = world.spaces.get(space);
                if (is != null) {
                    space(space, new World.Space(is.uid(), is.labels(), true));
                }
            }
            case 3 -> {
                world.spaces.remove(space);
                scene.noNamespace(space);
            }
            case 4 -> {
                World.Space is = world.spaces.get(space);
                if (is != null && !is.terminating()) {
                    space(space, new World.Space(is.uid(), labels(), false));
                }
            }
            case 5, 6 -> plane(mesh, random.nextInt(4) == 0 ? "second" : "basic");
            case 7 -> noPlane(mesh, random.nextBoolean() ? "second" : "basic");
            case 8, 9 -> roll(mesh);
            case 10 -> {
                world.rolls.remove(mesh);
                scene.noRoll(mesh);
            }
            case 11 -> {
                World.Wish wish = new World.Wish(mesh, random.nextInt(4) == 0 ? "second" : "basic");
                world.wishes.put(space, wish);
                scene.memberObject(space, wish.mesh(), wish.controlPlane());
            }
            case 12 -> {
                world.wishes.remove(space);
                scene.noMemberObject(space);
            }
            default -> source(mesh);
        }
    }

    private void space(String name, World.Space space) {
        world.spaces.put(name, space);
        scene.namespace(name, space.uid(), space.terminating(), space.labels().entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue()).toArray(String[]::new));
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new TreeMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            String label = pick(LABELS);
            labels.put(label.substring(0, label.indexOf('=')), label.substring(label.indexOf('=') + 1));
        }
        return labels;
    }

    private void plane(String mesh, String name) {
        Map<String, World.Plane> here = world.planes.computeIfAbsent(mesh, _ -> new TreeMap<>());
        World.Plane is = here.get(name);
        World.Plane plane = is == null
                ? new World.Plane(random.nextInt(3), false)
                : new World.Plane(is.created(), is.deleting() || random.nextInt(3) == 0);
        here.put(name, plane);
        Content.OfControlPlane content = new Content.OfControlPlane("uid-" + mesh + name,
                Scene.START.plusSeconds(plane.created()), "v2.5", "2.5.1", random.nextBoolean(), false,
                plane.deleting(), true, false);
        scene.controlPlane(mesh, name, content);
    }

    private void noPlane(String mesh, String name) {
        Map<String, World.Plane> here = world.planes.get(mesh);
        if (here != null) {
            here.remove(name);
            if (here.isEmpty()) {
                world.planes.remove(mesh);
            }
        }
        scene.noControlPlane(mesh, name);
    }

    private void roll(String mesh) {
        switch (random.nextInt(8)) {
            case 0 -> {
                world.rolls.put(mesh, new World.Roll(List.of(), List.of(), true));
                scene.invalidRoll(mesh);
            }
            case 1 -> {
                world.rolls.put(mesh, new World.Roll(List.of("*"), List.of(), false));
                scene.roll(mesh, "*");
            }
            case 2, 3 -> {
                List<String> selectors = List.of(pick(LABELS), pick(LABELS));
                world.rolls.put(mesh, new World.Roll(List.of(), selectors, false));
                scene.rollSelecting(mesh, selectors.toArray(String[]::new));
            }
            default -> {
                List<String> members = SPACES.stream()
                        .filter(name -> !name.equals(mesh) && random.nextInt(3) == 0).toList();
                world.rolls.put(mesh, new World.Roll(members, List.of(), false));
                scene.roll(mesh, members.toArray(String[]::new));
            }
        }
    }

    private void source(String mesh) {
        switch (random.nextInt(4)) {
            case 0 -> scene.noBinding(mesh, "prometheus");
            case 1 -> scene.network(random.nextBoolean() ? NetworkMode.SUBNET : NetworkMode.NETWORK_POLICY);
            default -> scene.binding(mesh, "prometheus", "role-" + random.nextInt(2));
        }
    }

    private void check(Map<String, World.Held> before, boolean nothingKnown, List<Event> events) {
        Map<String, World.Held> expected = world.members(before, nothingKnown);
        assertThat(members()).isEqualTo(expected);
        meshesAreRight(expected);
        isInOrder(before, events);
        if (random.nextInt(3) == 0) {
            assertThat(scene.differenceFromScratch()).as("what a look at everything finds different").isEmpty();
        }
        assertThat(scene.held()).isEmpty();
    }

    private void meshesAreRight(Map<String, World.Held> members) {
        Set<String> expected = new TreeSet<>();
        world.planes.forEach((mesh, planes) -> {
            boolean frozen = planes.size() > 1;
            MeshState before = lastPublished.get(mesh);
            if (!frozen || (before != null && scene.published().mesh(mesh) != null)) {
                expected.add(mesh);
                MeshState is = scene.mesh(mesh);
                if (frozen) {
                    assertThat(is.problems()).extracting(MeshState.Problem::reason).contains("ErrMultipleSMCPs");
                    MeshState last = Objects.requireNonNull(before);
                    assertThat(is.conflicts()).isEqualTo(last.conflicts());
                    assertThat(is.roleBindings()).isEqualTo(last.roleBindings());
                    assertThat(is.uid()).isEqualTo(last.uid());
                } else {
                    World.Reports reports = world.reports(mesh, members);
                    assertThat(is.conflicts().stream().map(conflict -> conflict.namespace() + " " + conflict.claim()
                            + " " + conflict.holder()).toList()).isEqualTo(reports.conflicts());
                    assertThat(is.missing()).isEqualTo(reports.missing());
                    assertThat(is.refused().stream().map(MeshState.Refused::namespace).toList())
                            .isEqualTo(reports.refused());
                }
            }
        });
        assertThat(new TreeSet<>(scene.published().meshNames())).isEqualTo(expected);
        lastPublished.clear();
        expected.forEach(mesh -> lastPublished.put(mesh, scene.mesh(mesh)));
    }

    /** Whoever reads one event after the other never finds a member without its mesh. */
    private void isInOrder(Map<String, World.Held> before, List<Event> events) {
        Map<String, String> holders = new HashMap<>();
        before.forEach((name, held) -> holders.put(name, held.mesh()));
        Set<String> goneSoFar = new TreeSet<>();
        for (Event event : events) {
            MemberState member = event.member();
            if (event.type() == EventType.MESH_GONE) {
                assertThat(holders.values()).as("members of a mesh that is gone").doesNotContain(event.key());
                goneSoFar.add(event.key());
            } else if (event.type() == EventType.MEMBER_LEFT) {
                holders.remove(event.key());
            } else if (member != null) {
                holders.put(event.key(), member.mesh());
                assertThat(goneSoFar).doesNotContain(member.mesh());
            }
        }
    }

    private void chainsAreUnbroken() {
        Map<String, String> last = new HashMap<>();
        for (Event event : scene.log()) {
            String key = event.type().family() + event.key();
            assertThat(event.previous()).as("previous of %s", event).isEqualTo(last.put(key, event.id()));
        }
    }

    private Map<String, World.Held> members() {
        return held(scene.published());
    }

    private Map<String, World.Held> known() {
        Published known = new Published();
        scene.log().forEach(known::put);
        return held(known);
    }

    private static Map<String, World.Held> held(Published published) {
        return new TreeMap<>(published.memberNames().stream()
                .map(name -> Objects.requireNonNull(published.member(name)))
                .collect(Collectors.toMap(MemberState::namespace, member -> new World.Held(member.uid(), member.mesh(),
                        member.claim().name()))));
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
