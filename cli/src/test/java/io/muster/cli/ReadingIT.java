package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.events.Event;
import io.muster.events.EventType;
import io.muster.events.Outcome;
import io.muster.events.Topics;
import io.muster.testing.KafkaUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that read the topics, on a real broker. */
class ReadingIT {

    private static final String PREFIX = "reading";

    private static KafkaUnderTest kafka;
    private static Event shopJoined;

    @BeforeAll
    static void aShortHistory() {
        kafka = KafkaUnderTest.start();
        try (Published published = new Published(kafka, new Topics(PREFIX, 4))) {
            Event mesh = published.mesh("istio-system", "v2.5");
            published.census(0, 1);
            published.pass(10);
            shopJoined = published.member(EventType.MEMBER_JOINED, "shop", "istio-system");
            published.outcome(EventType.CONCERN_APPLIED, Outcome.State.APPLIED, shopJoined, mesh, "");
            published.pass(10);
            Event bank = published.member(EventType.MEMBER_JOINED, "bank", "istio-system");
            published.outcome(EventType.CONCERN_FAILED, Outcome.State.FAILED, bank, mesh, "bindings are forbidden");
            published.pass(10);
            Event left = published.member(EventType.MEMBER_JOINED, "gone", "istio-system");
            published.pass(10);
            assertThat(left.id()).isNotEqualTo(published.member(EventType.MEMBER_LEFT, "gone", "istio-system").id());
        }
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    private static Ran muster(String... args) {
        return muster(Map.of(), PREFIX, args);
    }

    private static Ran muster(Map<String, String> environment, String prefix, String... args) {
        Map<String, String> all = new HashMap<>(Map.of("HOME", "/nonexistent", "MUSTER_BOOTSTRAP_SERVERS",
                kafka.bootstrapServers(), "MUSTER_START_TIMEOUT", "20s"));
        all.putAll(environment);
        return Ran.muster(all, Stream.concat(Stream.of(args), Stream.of("--topic-prefix", prefix))
                .toArray(String[]::new));
    }

    @Test
    void statusCountsTheMembersOfEachMesh() {
        Ran ran = muster("status");

        assertThat(ran.status()).isZero();
        assertThat(ran.out().lines().map(line -> line.split("\\s{2,}", -1)).map(List::of)).satisfiesExactly(
                heading -> assertThat(heading).startsWith("MESH", "VERSION", "MEMBERS", "RBAC"),
                mesh -> assertThat(mesh).startsWith("istio-system", "v2.5", "2", "1/2, 1 failed"));
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void statusOfAMeshAndOfANamespaceSayWhy() {
        assertThat(muster("status", "istio-system").out()).containsPattern("bank +listed +failed.*are forbidden")
                .containsPattern("shop +listed +applied").doesNotContain("gone");
        assertThat(muster("status", "-n", "bank").out()).contains("bindings are forbidden",
                "bank is a member of istio-system (listed)", "by kubectl-edit");
        assertThat(muster("status", "-n", "shop", "-o", "json").out()).contains("\"event\" : \"" + shopJoined.id())
                .contains("\"state\" : \"applied\"");
        assertThat(muster("status", "-o", "yaml").out()).contains("cluster: \"test\"").contains("applied: 1");
    }

    @Test
    void anUnknownNameIsAnsweredWithTheClosest() {
        assertThat(muster("status", "istio-sytem")).satisfies(ran -> {
            assertThat(ran.status()).isEqualTo(6);
            assertThat(ran.err()).contains("there is no mesh istio-sytem: did you mean istio-system?");
        });
        assertThat(muster("status", "-n", "shp").err()).contains("did you mean shop?");
        assertThat(muster("history", "bnk").err()).contains("did you mean bank?");
    }

    @Test
    void historyTellsWhoCausedWhatAndHowLongItTook() {
        Ran ran = muster("history", "shop");

        assertThat(ran.out()).containsPattern("mesh changed +istio-system")
                .containsPattern("joined +istio-system +ServiceMeshMemberRoll istio-system/default by kubectl-edit")
                .containsPattern("rbac applied +istio-system +rbac-service +43 ms +create RoleBinding istiod");
        assertThat(muster("history", "--mesh", "istio-system").out().lines()).hasSize(8);
        assertThat(muster("history", "shop", "--since", "1m").err()).contains("nothing happened since");
        assertThat(muster("history").status()).isEqualTo(2);
    }

    @Test
    void atTellsThePastAndTheDifference() {
        assertThat(muster("at", "2026-11-01T10:00:15Z").out()).contains("shop").doesNotContain("bank");
        assertThat(muster("at", "2026-11-01T10:00:35Z").out()).contains("shop", "bank", "gone");
        assertThat(muster("at", "2026-11-01T10:00:15Z", "--diff", "now").out()).containsPattern("bank +joined")
                .doesNotContain("shop", "gone");
        assertThat(muster("at", "2026-10-01", "-o", "json")).satisfies(ran -> {
            assertThat(ran.out()).contains("\"members\" : [ ]");
            assertThat(ran.err()).isEmpty();
        });
    }

    @Test
    void eventsAreATableOrLinesForOtherTools() {
        assertThat(muster("events", "--type", "member").out()).containsPattern("member.joined +shop");
        Ran lines = muster("events", "--mesh", "istio-system", "-o", "json");
        assertThat(lines.out().lines()).hasSize(7).allMatch(line -> line.startsWith("{\"specversion\":\"1.0\""))
                .first().asString().contains("io.muster.mesh.changed.v1");
        assertThat(muster("events", "-n", "bank", "--since", "2026-11-01T10:00:20Z", "--follow", "--limit", "2").out()
                .lines()).hasSize(3);
    }

    @Test
    void aWholeLogVerifiesAndOneWithAGapDoesNot() {
        assertThat(muster("verify-log").err()).contains("7 events in", "none is broken");

        Topics gaps = new Topics("gaps", 4);
        try (Published published = new Published(kafka, gaps)) {
            Event joined = published.member(EventType.MEMBER_JOINED, "shop", "istio-system");
            published.pass(60);
            try (Published elsewhere = new Published(kafka, new Topics("elsewhere", 4))) {
                elsewhere.send(new Topics("elsewhere", 4).log(), joined);
                elsewhere.pass(60);
                elsewhere.member(EventType.MEMBER_LEFT, "shop", "istio-system");
                Event again = elsewhere.member(EventType.MEMBER_LEFT, "shop", "mesh-b");
                published.send(gaps.log(), again);
            }
        }
        Ran broken = muster(Map.of(), "gaps", "verify-log");
        assertThat(broken.status()).isEqualTo(7);
        assertThat(broken.out()).contains("gap");
        assertThat(muster(Map.of(), "gaps", "at", "2026-11-01T10:00:30Z").out()).contains("the log lacks what came");
        Ran history = muster(Map.of(), "gaps", "history", "shop");
        assertThat(history.out().lines()).as(history.out()).hasSize(3);
        assertThat(history.err()).contains("something is missing: the event before it", "muster verify-log");
        assertThat(muster(Map.of(), "gaps", "events").out().lines()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "verify-log", "events", "at now", "history shop"})
    void whereThereIsNothingYetThatIsSaid(String command) {
        Ran ran = muster(Map.of(), "nothing", command.split(" ", -1));

        assertThat(ran.status()).isEqualTo(3);
        assertThat(ran.err()).contains("there is no topic nothing.", "has a watcher run there");
        assertThat(ran.out()).isEmpty();
    }

    @Test
    void aBrokerThatDoesNotAnswerIsNamed() {
        Ran ran = muster(Map.of("MUSTER_BOOTSTRAP_SERVERS", "127.0.0.1:1", "MUSTER_START_TIMEOUT", "1s"), PREFIX,
                "status");

        assertThat(ran.status()).isEqualTo(3);
        assertThat(ran.err()).contains("the broker at 127.0.0.1:1 did not answer within 1 s");
    }

    @Test
    void anObjectIsExplainedAndSoIsOneThatIsNotThere() {
        assertThat(muster("explain", "rolebinding/istiod", "-n", "shop")).satisfies(ran -> {
            assertThat(ran.status()).isZero();
            assertThat(ran.out()).containsPattern("is +present").containsPattern("claim +listed since")
                    .contains(shopJoined.id(), "ServiceMeshMemberRoll istio-system/default by kubectl-edit");
        });
        assertThat(muster("explain", "RoleBinding/other", "-n", "shop")).satisfies(ran -> {
            assertThat(ran.status()).isEqualTo(7);
            assertThat(ran.out()).contains("mesh istio-system gives no RoleBinding of that name");
        });
        assertThat(muster("explain", "RoleBinding/istiod", "-n", "nowhere").out()).contains("is no member of any mesh");
    }

    @Test
    void aMeshThatGrantsNothingNeedsNoAllowing() {
        assertThat(muster("allow", "istio-system").err()).contains("there is nothing to allow");
        assertThat(AllowCommand.lines("m", new TreeSet<>(List.of("b", "a")), "ns", "account"))
                .containsSubsequence("  verbs: [bind]", "  resourceNames:", "  - \"a\"", "  - \"b\"", "---",
                        "  namespace: ns", "  name: account");
    }

    @Test
    void theDoctorFindsWhatIsWrongAndSaysWhatMendsIt(@TempDir Path directory) throws IOException {
        Path kubeconfig = directory.resolve("kubeconfig");
        Files.writeString(kubeconfig, """
                {"apiVersion": "v1", "kind": "Config", "current-context": "c",
                 "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
                 "users": [{"name": "u", "user": {}}],
                 "clusters": [{"name": "c", "cluster": {"server": "https://127.0.0.1:1"}}]}""");

        Ran ran = muster(Map.of("MUSTER_KUBECONFIG", kubeconfig.toString(), "MUSTER_PARTITIONS", "4",
                "MUSTER_START_TIMEOUT", "3s"), PREFIX, "doctor");

        assertThat(ran.status()).isEqualTo(7);
        assertThat(ran.out()).containsPattern("broker +ok +1 brokers").containsPattern("topic reading.log +ok")
                .containsPattern("watcher +ok").containsPattern("rbac-service +ok")
                .containsPattern("cni-service +warn +has published nothing yet +muster run cni-service")
                .containsPattern("mesh istio-system +warn").containsPattern("API server +fail");
    }

    @Test
    void aNarrowTerminalGetsNarrowLines() {
        assertThat(muster(Map.of("COLUMNS", "60"), PREFIX, "history", "shop").out().lines())
                .allMatch(line -> line.length() <= 60);
    }
}
