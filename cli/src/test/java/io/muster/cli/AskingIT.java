package io.muster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.muster.audit.LogRecord;
import io.muster.events.Event;
import io.muster.events.EventType;
import io.muster.events.Outcome;
import io.muster.events.Topics;
import io.muster.testing.KafkaUnderTest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The commands that replay, wait and ask, on a real broker. */
class AskingIT {

    private static final Topics TOPICS = new Topics("asking", 4);

    private static KafkaUnderTest kafka;
    private static Published published;

    @BeforeAll
    static void aMesh() {
        kafka = KafkaUnderTest.start();
        published = new Published(kafka, TOPICS);
        Event mesh = published.mesh("istio-system", "v2.5");
        published.census(0, 1);
        Event shop = published.member(EventType.MEMBER_JOINED, "shop", "istio-system");
        published.outcome(EventType.CONCERN_APPLIED, Outcome.State.APPLIED, shop, mesh, "");
        for (int i = 0; i < 20; i++) {
            published.pass(1);
            published.member(EventType.MEMBER_JOINED, "other-" + i, i < 10 ? "istio-system" : "elsewhere");
        }
    }

    @AfterAll
    static void stop() {
        published.close();
        kafka.close();
    }

    private static Ran muster(String... args) {
        return Ran.muster(Map.of("HOME", "/nonexistent", "MUSTER_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
                "MUSTER_TOPIC_PREFIX", "asking"), args);
    }

    /** What is in a topic, in order. */
    private static List<LogRecord> records(String topic) {
        KafkaOptions options = new KafkaOptions();
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        try (TopicReader reader = options.reader(new Surroundings(
                Map.of("HOME", "/nonexistent", "MUSTER_BOOTSTRAP_SERVERS", kafka.bootstrapServers()), nowhere,
                nowhere))) {
            List<LogRecord> records = new ArrayList<>();
            reader.inOrder(reader.stretch(reader.partitions(topic), null, null), records::add);
            return records;
        }
    }

    @Test
    void aReplayIsTheLogAgainAndGoesOnWhereItEnded() {
        Ran first = muster("replay", "--since", "2026-11-01", "--mesh", "istio-system", "--until",
                "2026-11-01T10:00:06Z", "--to", "mine");
        Ran second = muster("replay", "--since", "2026-11-01", "--mesh", "istio-system", "--until",
                "2026-11-01T10:00:11Z", "--to", "mine", "--rate", "100");

        assertThat(first.err()).contains("7 events written to mine");
        assertThat(second.err()).contains("5 events written to mine", "7 were there already");
        List<LogRecord> copies = records("mine");
        assertThat(copies).hasSize(12).extracting(LogRecord::id).containsExactlyElementsOf(
                records(TOPICS.log()).stream().limit(12).map(LogRecord::id).toList());
        assertThat(copies).allSatisfy(each -> assertThat(each.event().orElseThrow().extensions())
                .containsEntry("replayof", String.valueOf(each.header("ce_replayof"))));
    }

    @Test
    void ofTwoReplaysIntoOneTopicTheFirstEndsAndTheSecondGoesOn() {
        String[] command = {"replay", "--since", "2026-11-01", "--to", "contested"};
        CompletableFuture<Ran> slow = CompletableFuture
                .supplyAsync(() -> muster("replay", "--since", "2026-11-01", "--to", "contested", "--rate", "1"));
        await().until(() -> records("contested").size() > 1);

        Ran second = muster(command);

        assertThat(second.status()).isZero();
        assertThat(slow.join()).satisfies(ran -> {
            assertThat(ran.status()).isEqualTo(3);
            assertThat(ran.err()).contains("topic contested cannot be written: ",
                    "the same command goes on where this ended");
        });
        assertThat(muster(command).err()).contains("0 events written to contested");
        assertThat(records("contested")).extracting(LogRecord::id).doesNotHaveDuplicates()
                .hasSameSizeAs(records(TOPICS.log()));
    }

    @Test
    void aReplayIntoOneOfMustersOwnTopicsIsRefused() {
        assertThat(muster("replay", "--since", "1d", "--to", "asking.members")).satisfies(ran -> {
            assertThat(ran.status()).isEqualTo(2);
            assertThat(ran.err()).contains("asking.members is Muster's own");
        });
    }

    @Test
    void waitsAndSaysWhatIsMissing() {
        assertThat(muster("wait", "member/shop").status()).isZero();
        assertThat(muster("wait", "member/nobody", "--for", "gone").status()).isZero();
        assertThat(muster("wait", "member/other-1", "--timeout", "1s")).satisfies(ran -> {
            assertThat(ran.status()).isEqualTo(7);
            assertThat(ran.err()).contains("not so after 1 s: rbac is pending");
        });
        assertThat(muster("wait", "mesh/istio-system", "--for", "gone", "--timeout", "1s").err())
                .contains("mesh istio-system is there, with ");
        assertThat(muster("wait", "shop").status()).isEqualTo(2);
    }

    @Test
    void whatIsAskedForIsOnTheRequestsTopic() {
        assertThat(muster("reconverge", "--concern", "rbac", "--namespace", "shop").status()).isZero();
        assertThat(muster("reconverge", "--mesh", "istio").err()).contains("did you mean istio-system?");
    }

    @Test
    void deadLettersAreListedShownRetriedAndDropped() {
        published.raw(new ProducerRecord<>(TOPICS.members(), "broken".getBytes(UTF_8), "no event".getBytes(UTF_8)));
        String broken = published.deadLetter("broken", 0, new byte[]{1, 2});
        String dropped = published.deadLetter("dropped", 1, "no event".getBytes(UTF_8));

        assertThat(muster("dead-letters", "list").out()).contains(broken, dropped, "not a CloudEvent");
        assertThat(muster("dead-letters", "show", broken, "-o", "json").out()).contains("\"encoding\" : \"base64\"",
                "\"value\" : \"AQI=\"");
        assertThat(muster("dead-letters", "show", dropped).out()).containsPattern("value \\(text\\) +no event");
        assertThat(muster("dead-letters", "drop", dropped).status()).isZero();
        assertThat(muster("dead-letters", "drop", dropped).status()).isEqualTo(6);
        assertThat(muster("dead-letters", "retry", broken, "--timeout", "1s")).satisfies(ran -> {
            assertThat(ran.status()).isEqualTo(7);
            assertThat(ran.err()).contains("no newer record of its key can be read");
        });

        published.member(EventType.MEMBER_JOINED, "broken", "elsewhere");
        assertThat(muster("dead-letters", "retry", broken).err()).contains("is dropped");
        assertThat(muster("dead-letters", "list").out().lines()).hasSize(1);
        assertThat(muster("dead-letters").status()).isEqualTo(2);
    }
}
