package io.muster.system;

import static io.muster.system.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.events.Event;
import io.muster.events.EventType;
import io.muster.events.Sequence;
import io.muster.system.ChangeList.Membership;
import io.muster.system.MusterProcess.Kind;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.RealServers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two watchers, and a long list of changes during which the leader dies and sleeps: the log must be the list. */
@ExtendWith(RealServers.class)
class FailoverIT {

    private static final int NAMESPACES = 30;
    private static final int CHANGES_A_ROUND = 20;

    /** What happens to the leader in the middle of a round. */
    private enum Fault {
        /** SIGKILL. */
        KILLED,
        /** SIGSTOP for longer than its session lasts: it wakes up when another one leads. */
        SLEEPS,
        /** SIGSTOP for a moment: it wakes up and leads still. */
        NODS,
        /** SIGTERM. */
        STOPPED,
        /** SIGKILL, for the other one too. */
        ALL_KILLED
    }

    private final Scene scene;
    private final List<MusterProcess> watchers = new ArrayList<>();

    FailoverIT(KafkaUnderTest kafka, ControlPlaneUnderTest cluster) {
        scene = new Scene(kafka, cluster);
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    @Test
    void theLogTellsEveryChangeOnceWhateverBecomesOfTheLeaders() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        add();
        add();
        watchers.forEach(MusterProcess::awaitReady);
        List<String> namespaces = IntStream.range(0, NAMESPACES).mapToObj(_ -> scene.namespace("n")).toList();
        ChangeList changes = new ChangeList(scene.mesh(), scene.mesh(), namespaces, random);
        eventually(() -> assertThat(members(namespaces)).isEqualTo(changes.members()));
        List<Fault> faults = new ArrayList<>(Arrays.asList(Fault.values()));
        Collections.shuffle(faults, random);

        for (Fault fault : faults) {
            MusterProcess leader = leader();
            changes.round(CHANGES_A_ROUND, i -> {
                if (i == CHANGES_A_ROUND / 2) {
                    begin(fault, leader);
                }
            });
            if (fault == Fault.NODS) {
                leader.resume();
            }
            eventually(() -> assertThat(members(namespaces)).as("after %s", fault).isEqualTo(changes.members()));
            assertHistories(changes, namespaces, "after " + fault);
            if (fault == Fault.SLEEPS) {
                leader.resume();
                eventually(() -> assertThat(leader.metric("muster_watcher_leader")).isZero());
                eventually(() -> assertThat(leader.output()).contains("no longer leading"));
            }
            watchers.forEach(MusterProcess::awaitReady);
        }

        assertHistories(changes, namespaces, "at the end");
        assertThat(scene.reader().brokenChains()).isEmpty();
        assertSequencesGrow();
        System.out.println(changes.changes() + " changes, epoch of the last leader "
                + leader().metric("muster_watcher_epoch"));
    }

    private void begin(Fault fault, MusterProcess leader) {
        switch (fault) {
            case SLEEPS, NODS -> leader.pause();
            case KILLED -> {
                leader.kill();
                replace(leader);
            }
            case STOPPED -> {
                leader.stop();
                replace(leader);
            }
            case ALL_KILLED -> List.copyOf(watchers).forEach(watcher -> {
                watcher.kill();
                replace(watcher);
            });
        }
    }

    private void replace(MusterProcess gone) {
        watchers.remove(gone);
        add();
    }

    private void add() {
        watchers.add(scene.start(Kind.WATCHER));
    }

    private MusterProcess leader() {
        List<MusterProcess> leaders = new ArrayList<>();
        eventually(() -> {
            leaders.clear();
            watchers.stream().filter(watcher -> watcher.metric("muster_watcher_leader") == 1).forEach(leaders::add);
            assertThat(leaders).hasSize(1);
        });
        return leaders.getFirst();
    }

    private Map<String, Membership> members(List<String> namespaces) {
        Map<String, Membership> members = new HashMap<>();
        scene.reader().members().forEach((namespace, state) -> {
            if (namespaces.contains(namespace)) {
                members.put(namespace, new Membership(state.mesh(), state.claim()));
            }
        });
        return members;
    }

    private void assertHistories(ChangeList changes, List<String> namespaces, String when) {
        Map<String, List<EventType>> logged = scene.reader().events(scene.topics().log()).stream()
                .collect(Collectors.groupingBy(Event::key, Collectors.mapping(Event::type, Collectors.toList())));
        for (String namespace : namespaces) {
            assertThat(logged.getOrDefault(namespace, List.of())).as("log of %s %s", namespace, when)
                    .isEqualTo(changes.history(namespace));
        }
    }

    /** In the order of each partition, and no position is there twice. */
    private void assertSequencesGrow() {
        Map<Integer, List<Sequence>> byPartition = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> message : scene.reader().records(scene.topics().log())) {
            String sequence = new String(message.headers().lastHeader("ce_sequence").value(),
                    StandardCharsets.UTF_8);
            byPartition.computeIfAbsent(message.partition(), _ -> new ArrayList<>())
                    .add(Sequence.parse(sequence).orElseThrow());
        }
        byPartition.values().forEach(sequences -> assertThat(sequences).isSorted());
        assertThat(byPartition.values().stream().flatMap(List::stream).toList()).doesNotHaveDuplicates();
    }
}
