package io.muster.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.muster.events.Cause;
import io.muster.events.Claim;
import io.muster.events.Event;
import io.muster.events.MemberState;
import io.muster.events.Topics;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.RealServers;
import io.muster.testing.StandInWatcher;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RealServers.class)
class StateTablesIT {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final KafkaUnderTest kafka;
    private final Topics topics;
    private final StandInWatcher watcher;
    private final List<String> unreadable = new CopyOnWriteArrayList<>();
    private final Map<String, Event> said = new ConcurrentHashMap<>();
    private final Noting listener = new Noting();
    private final StateTables tables;

    StateTablesIT(KafkaUnderTest kafka) {
        this.kafka = kafka;
        this.topics = new Topics(kafka.freshPrefix(), 3);
        this.watcher = new StandInWatcher(kafka, topics, "c1");
        this.tables = tables();
        tables.start();
    }

    @AfterEach
    void stop() {
        tables.close();
        watcher.close();
    }

    @Test
    void areNotCurrentBeforeACensusOfThisVeryCluster() {
        Event joined = watcher.member(member("bookinfo"));
        await().atMost(LONG).until(() -> tables.entry(topics.members(), "bookinfo") != null);
        await().atMost(LONG).untilAsserted(() -> assertThat(tables.problem())
                .hasValueSatisfying(why -> assertThat(why).contains("no census of cluster c1")));

        watcher.census(1, 0);

        await().atMost(LONG).until(tables::isCurrent);
        assertThat(tables.entry(topics.members(), "bookinfo"))
                .isInstanceOfSatisfying(Entry.Live.class, live -> assertThat(live.event()).isEqualTo(joined));
    }

    @Test
    void tellAnEndedKeyFromOneThatWasNeverMentioned() {
        watcher.member(member("bookinfo"));
        watcher.left(member("bookinfo"));
        watcher.census(0, 0);
        await().atMost(LONG).until(tables::isCurrent);

        assertThat(tables.entry(topics.members(), "bookinfo")).isInstanceOf(Entry.Ended.class);
        assertThat(tables.entry(topics.members(), "reviews")).isNull();
    }

    @Test
    void knowNothingAboutAKeyWhoseRecordIsGarbageUntilAReadableOneComes() {
        watcher.member(member("bookinfo"));
        watcher.raw(new ProducerRecord<>(topics.members(), "bookinfo".getBytes(StandardCharsets.UTF_8),
                "{".getBytes(StandardCharsets.UTF_8)));
        watcher.census(1, 0);
        await().atMost(LONG).until(tables::isCurrent);

        assertThat(tables.entry(topics.members(), "bookinfo")).isInstanceOf(Entry.Unreadable.class);
        assertThat(unreadable).hasSize(1);
        watcher.member(member("bookinfo"));
        await().atMost(LONG).until(() -> tables.entry(topics.members(), "bookinfo") instanceof Entry.Live);
    }

    @Test
    void doNotReadFromItsBytesWhatAListenerHasSaidItself() {
        Event joined = watcher.member(member("bookinfo"));
        watcher.census(1, 0);
        await().atMost(LONG).until(tables::isCurrent);
        Entry before = tables.entry(topics.members(), "bookinfo");
        ProducerRecord<byte[], byte[]> unreadableToOthers = new ProducerRecord<>(topics.members(),
                "bookinfo".getBytes(StandardCharsets.UTF_8), "{".getBytes(StandardCharsets.UTF_8));
        unreadableToOthers.headers().add("ce_id", "own".getBytes(StandardCharsets.UTF_8));

        said.put("bookinfo own", joined);
        watcher.raw(unreadableToOthers);

        await().atMost(LONG).until(() -> !Objects.equals(tables.entry(topics.members(), "bookinfo"), before));
        assertThat(tables.entry(topics.members(), "bookinfo"))
                .isInstanceOfSatisfying(Entry.Live.class, live -> assertThat(live.event()).isEqualTo(joined));
        assertThat(unreadable).isEmpty();
    }

    @Test
    void readFromTheStartAgainWhenATopicIsDeletedAndMadeAnew() throws Exception {
        watcher.member(member("bookinfo"));
        watcher.census(1, 0);
        await().atMost(LONG).until(tables::isCurrent);

        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.deleteTopics(List.of(topics.members(), topics.meshes())).all().get(30, TimeUnit.SECONDS);
            await().atMost(LONG).until(() -> admin.listTopics().names().get().stream()
                    .noneMatch(List.of(topics.members(), topics.meshes())::contains));
        }
        try (StandInWatcher anew = new StandInWatcher(kafka, topics, "c1")) {
            await().atMost(LONG).until(() -> !tables.isCurrent());
            anew.member(member("reviews"));
            anew.census(1, 0);
            await().atMost(LONG).until(tables::isCurrent);
        }
        assertThat(tables.entry(topics.members(), "bookinfo")).isNull();
        assertThat(tables.entry(topics.members(), "reviews")).isInstanceOf(Entry.Live.class);
    }

    @Test
    void keepWhatTheyKnowWhenRecordsAreDeletedBehindThem() throws Exception {
        watcher.member(member("bookinfo"));
        watcher.census(1, 0);
        await().atMost(LONG).until(tables::isCurrent);

        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            // A broker deletes records of a topic only if its policy says so: whoever empties one changes that first.
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topics.members()),
                    List.of(new AlterConfigOp(new ConfigEntry("cleanup.policy", "delete"), AlterConfigOp.OpType.SET))))
                    .all().get(30, TimeUnit.SECONDS);
            admin.deleteRecords(Map.of(
                    new TopicPartition(topics.members(), topics.partitionOf("bookinfo")),
                    RecordsToDelete.beforeOffset(-1)))
                    .all().get(30, TimeUnit.SECONDS);
        }
        tables.readToEnd().get(30, TimeUnit.SECONDS);

        assertThat(tables.entry(topics.members(), "bookinfo")).isInstanceOf(Entry.Live.class);
    }

    @Test
    void tellEachServiceOfItsTopicsUntilItGoes() {
        Noting ofMeshes = new Noting();
        Noting gone = new Noting();
        try (StateTables shared = unread()) {
            var _ = shared.listen(List.of(topics.members()), new Heartbeat(Clock.systemUTC()), listener);
            var _ = shared.listen(List.of(topics.meshes()), new Heartbeat(Clock.systemUTC()), ofMeshes);
            Watched.Listening going = shared.listen(List.of(topics.members()), new Heartbeat(Clock.systemUTC()), gone);
            shared.start();
            watcher.member(member("bookinfo"));
            await().atMost(LONG).until(() -> gone.changed.contains("bookinfo"));

            going.close();
            watcher.member(member("reviews"));

            await().atMost(LONG).until(() -> listener.changed.contains("reviews"));
            assertThat(gone.changed).containsExactly("bookinfo");
            assertThat(ofMeshes.changed).isEmpty();
        }
    }

    @Test
    void refuseWhoComesTooLateToHearOfEveryRecord() {
        assertThatIllegalStateException()
                .isThrownBy(() -> tables.listen(List.of(topics.members()), new Heartbeat(Clock.systemUTC()), listener))
                .withMessageContaining(topics.members() + "] too late");
    }

    /** Notes what it is told. */
    private final class Noting implements StateTables.Listener {

        private final List<String> changed = new CopyOnWriteArrayList<>();

        @Override
        public @Nullable Event said(String key, String id) {
            return said.get(key + " " + id);
        }

        @Override
        public void changed(String topic, String key, Entry entry) {
            changed.add(key);
        }

        @Override
        public void unreadable(ConsumerRecord<byte[], byte[]> message, String reason) {
            unreadable.add(reason);
        }

        @Override
        public void current() {
            // looked at in the tables
        }
    }

    private StateTables tables() {
        StateTables made = unread();
        var _ = made.listen(List.of(topics.members(), topics.meshes()), new Heartbeat(Clock.systemUTC()),
                new Noting());
        return made;
    }

    private StateTables unread() {
        SettingsReader reader = new SettingsReader(Map.of("MUSTER_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
                "MUSTER_TOPIC_PREFIX", topics.prefix(), "MUSTER_PARTITIONS", "3"), "TEST");
        return new StateTables(new KafkaClients(CommonSettings.read(reader), "test"),
                List.of(topics.members(), topics.meshes()), "c1");
    }

    private static MemberState member(String namespace) {
        return new MemberState(namespace, "uid", "mesh-a", Claim.LISTED, Instant.parse("2026-11-24T08:00:00Z"), null,
                new Cause("ServiceMeshMemberRoll", "mesh-a", "default", null, null, null, null),
                Instant.parse("2026-11-24T08:00:00Z"));
    }
}
