package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.events.Event;
import io.muster.events.EventType;
import io.muster.events.Outcome;
import io.muster.events.Topics;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.KafkaUser;
import io.muster.testing.RealServers;
import io.muster.testing.SecuredKafka;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command that reads or writes topics, where something is not as it hopes. */
@ExtendWith(RealServers.class)
class EveryCommandIT {

    private static final Topics TOPICS = new Topics("every", 4);
    private static final String ROLL = """
            {"apiVersion": "maistra.io/v1", "kind": "ServiceMeshMemberRoll",
             "metadata": {"name": "default", "namespace": "istio-system"}}
            """;

    private static KafkaUnderTest kafka;
    private static SecuredKafka secured;
    private static KafkaUser nobody;
    private static KafkaUser reader;
    private static String deadLetter;

    @BeforeAll
    static void aMeshAndABrokerThatLetsInKnownUsersOnly(KafkaUnderTest broker) {
        kafka = broker;
        try (Published published = new Published(kafka, TOPICS)) {
            Event mesh = published.mesh("istio-system", "v2.5");
            published.census(0, 1);
            Event shop = published.member(EventType.MEMBER_JOINED, "a-shop-with-quite-a-long-name", "istio-system");
            published.outcome(EventType.CONCERN_FAILED, Outcome.State.FAILED, shop, mesh,
                    "a reason that is longer than a narrow terminal is wide, and then some more of it");
            deadLetter = published.deadLetter("broken", 0, new byte[]{1, 2});
        }
        secured = SecuredKafka.start();
        nobody = secured.withPassword("nobody");
        reader = secured.withCertificate("reader");
        try (Published published = new Published(KafkaOptions.settings(settings(secured.superuser())))) {
            published.mesh("istio-system", "v2.5");
            published.census(1, 1);
            published.member(EventType.MEMBER_JOINED, "shop", "istio-system");
            published.deadLetter("broken", 0, new byte[]{1, 2});
        }
        secured.grant(List.of(AclOperation.READ, AclOperation.DESCRIBE).stream()
                .map(operation -> new AclBinding(
                        new ResourcePattern(ResourceType.TOPIC, TOPICS.prefix() + ".", PatternType.PREFIXED),
                        new AccessControlEntry(reader.principal(), "*", operation, AclPermissionType.ALLOW)))
                .toList());
    }

    @AfterAll
    static void stop() {
        secured.close();
    }

    private static Map<String, String> settings(KafkaUser user) {
        return new HashMap<>(Map.of("HOME", "/nonexistent", "MUSTER_BOOTSTRAP_SERVERS", user.bootstrapServers(),
                "MUSTER_KAFKA_PROPERTIES", user.propertiesFile().toString(), "MUSTER_TOPIC_PREFIX", TOPICS.prefix(),
                "MUSTER_PARTITIONS", "4", "MUSTER_START_TIMEOUT", "10s"));
    }

    private static Map<String, String> settings(String servers, String prefix) {
        return new HashMap<>(Map.of("HOME", "/nonexistent", "MUSTER_BOOTSTRAP_SERVERS", servers,
                "MUSTER_TOPIC_PREFIX", prefix, "MUSTER_PARTITIONS", "4", "MUSTER_START_TIMEOUT", "2s"));
    }

    private static Ran muster(Map<String, String> environment, String command) {
        return Ran.muster(environment, new ByteArrayInputStream(ROLL.getBytes(StandardCharsets.UTF_8)),
                command.split(" ", -1));
    }

    static List<String> commands() {
        return List.of("status", "status istio-system", "status -n shop", "history shop", "history --mesh istio-system",
                "events", "at now", "at 1h --diff now", "verify-log", "replay --since 1d --to mine",
                "wait member/shop --timeout 1s", "wait mesh/istio-system --timeout 1s", "reconverge",
                "reconverge --namespace shop", "dead-letters list", "dead-letters show a/0/0",
                "dead-letters retry a/0/0", "dead-letters drop a/0/0", "explain RoleBinding/istiod -n shop",
                "allow istio-system", "confirm --yes", "plan -f -");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void whereThereIsNothingYetThatIsSaid(String command) {
        Ran ran = muster(settings(kafka.bootstrapServers(), "nothing-yet"), command);

        assertThat(ran.status()).isEqualTo(3);
        assertThat(ran.err()).contains("there is no topic nothing-yet.", "has a watcher run there");
        assertThat(ran.out()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aBrokerThatDoesNotAnswerIsNamed(String command) {
        Ran ran = muster(settings("127.0.0.1:1", TOPICS.prefix()), command);

        assertThat(ran.status()).isEqualTo(3);
        assertThat(ran.err()).contains("the broker at 127.0.0.1:1 did not answer within 2 s");
        assertThat(ran.out()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void whoMayNotReadIsToldWhatTheyNeed(String command) {
        Ran ran = muster(settings(nobody), command);

        assertThat(ran.status()).as(ran.err()).isEqualTo(3);
        assertThat(ran.err()).contains("not allowed to read topic every.", "READ and DESCRIBE");
        assertThat(ran.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"replay --since 2026-11-01T00:00:00Z --to mine", "reconverge",
            "reconverge --namespace shop",
            "reconverge --mesh istio-system", "dead-letters retry DEAD", "dead-letters drop DEAD"})
    void whoMayOnlyReadIsToldWhichTopicTheyMayNotWrite(String command) {
        Ran ran = muster(settings(reader), command.replace("DEAD", deadLetter));

        assertThat(ran.status()).as(ran.err()).isEqualTo(3);
        assertThat(ran.err()).containsPattern("topic (mine|every.requests|every.dead-letters)")
                .contains("uthoriz").doesNotContain("fault in Muster");
        assertThat(ran.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "history shop", "events", "at now", "verify-log", "dead-letters list",
            "dead-letters show DEAD", "allow istio-system", "explain RoleBinding/istiod -n shop",
            "wait member/shop --timeout 1s"})
    void whoMayOnlyReadMayAskWhatIsThere(String command) {
        Ran ran = muster(settings(reader), command.replace("DEAD", deadLetter));

        assertThat(ran.err()).doesNotContain("uthoriz");
        assertThat(ran.status()).as(ran.err()).isIn(0, 7);
    }

    @Test
    void doctorSaysWhatTheBrokerLetsOneDo() {
        assertThat(muster(settings("127.0.0.1:1", TOPICS.prefix()), "doctor").out())
                .containsPattern("broker +fail +the one at 127.0.0.1:1 does not answer");
        assertThat(muster(settings(reader), "doctor").out())
                .containsPattern("topic every.log +warn +you may not see how it is set")
                .containsPattern("your ACLs +warn +you may read all topics, and not write every.requests")
                .containsPattern("ACLs +warn +you may not see them");
        Ran all = muster(settings(secured.superuser()), "doctor --principal watcher=User:nobody");
        assertThat(all.out()).containsPattern("your ACLs +ok")
                .containsPattern("ACLs of every.members +ok +nobody but superusers may write it")
                .containsPattern("ACLs of watcher +fail +User:nobody lacks .*write on topic every.members")
                .contains("--add --allow-principal 'User:nobody' --operation Describe")
                .containsPattern("broker version +ok +metadata.version level \\d+");
        assertThat(muster(settings(kafka.bootstrapServers(), TOPICS.prefix()), "doctor").out())
                .containsPattern("ACLs +warn +the broker has no authorizer");
        assertThat(muster(settings(reader), "doctor --principal watchr=User:x").status()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "status istio-system", "history a-shop-with-quite-a-long-name", "events",
            "at now",
            "status -n a-shop-with-quite-a-long-name", "verify-log", "dead-letters list",
            "explain RoleBinding/istiod -n a-shop-with-quite-a-long-name", "dead-letters show DEAD",
            "wait member/a-shop-with-quite-a-long-name --timeout 1s", "history --mesh istio-system",
            "at 1h --diff now"})
    void aNarrowTerminalGetsNarrowLinesAndAPipeAllOfIt(String template) {
        String command = template.replace("DEAD", deadLetter);
        Map<String, String> narrow = settings(kafka.bootstrapServers(), TOPICS.prefix());
        narrow.put("COLUMNS", "60");

        Ran piped = muster(settings(kafka.bootstrapServers(), TOPICS.prefix()), command);
        Ran shown = muster(narrow, command);

        assertThat(piped.out()).doesNotContain("…", "\033");
        assertThat(shown.out().lines()).allMatch(line -> line.length() <= 60);
        assertThat(shown.status()).isEqualTo(piped.status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"status istio-systm", "history --mesh istio-systm", "allow istio-systm",
            "reconverge --mesh istio-systm"})
    void anUnknownMeshIsAnsweredWithTheClosest(String command) {
        Ran ran = muster(settings(kafka.bootstrapServers(), TOPICS.prefix()), command);

        assertThat(ran.status()).isEqualTo(6);
        assertThat(ran.err()).contains("did you mean istio-system?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status -n a-shop-with-quite-a-long-nam", "history a-shop-with-quite-a-long-nam"})
    void anUnknownNamespaceIsAnsweredWithTheClosest(String command) {
        Ran ran = muster(settings(kafka.bootstrapServers(), TOPICS.prefix()), command);

        assertThat(ran.status()).isEqualTo(6);
        assertThat(ran.err()).contains("did you mean a-shop-with-quite-a-long-name?");
    }
}
