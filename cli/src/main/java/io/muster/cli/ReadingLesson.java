package io.muster.cli;

import io.muster.events.Cause;
import io.muster.events.Census;
import io.muster.events.Claim;
import io.muster.events.Concern;
import io.muster.events.Event;
import io.muster.events.EventCodec;
import io.muster.events.EventFactory;
import io.muster.events.EventSource;
import io.muster.events.EventType;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.events.NetworkMode;
import io.muster.events.Outcome;
import io.muster.events.Payload;
import io.muster.events.Topics;
import io.muster.runtime.CommonSettings;
import io.muster.runtime.KafkaClients;
import io.muster.runtime.SettingsReader;
import io.muster.runtime.StartFailure;
import io.muster.runtime.TopicCheck;
import io.muster.sandbox.BrokerProcess;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/** The commands that read, each once, on a broker of their own with a little to read: for their start-up cache. */
record ReadingLesson(Surroundings surroundings) {

    private static final String CLUSTER = "training";
    private static final List<String> COMMANDS = List.of("--help", "status", "status mesh", "status -n member",
            "history member", "history --mesh mesh -o yaml", "events -o json", "events --mesh mesh", "at now",
            "at 1h --diff now -o json", "verify-log", "dead-letters list", "wait member/member --timeout 1s",
            "status unknown");

    /**
     * Goes through it.
     *
     * @throws StartFailure
     *             if the broker does not do what is asked of it
     */
    void run(Path directory) {
        try (BrokerProcess broker = BrokerProcess.start(directory)) {
            Map<String, String> environment = Map.of("MUSTER_BOOTSTRAP_SERVERS", broker.bootstrapServers(), "HOME",
                    directory.toString());
            SettingsReader reader = new SettingsReader(environment, "CLI");
            CommonSettings settings = CommonSettings.read(reader);
            KafkaClients kafka = new KafkaClients(settings, "cli");
            try (Admin admin = kafka.admin()) {
                TopicCheck.ensure(admin, settings);
            }
            publish(kafka);
            Lesson lesson = new Lesson(environment);
            COMMANDS.forEach(command -> lesson.go(command.split(" ", -1)));
            surroundings.say("went through " + COMMANDS.size() + " commands");
        }
    }

    private static void publish(KafkaClients kafka) {
        Topics topics = kafka.topics();
        Instant now = Instant.now();
        Cause cause = new Cause("ServiceMeshMemberRoll", "mesh", "default", "uid", "1", "training", now);
        MeshState mesh = new MeshState("mesh", "basic", "uid", "v2.6", null, true, false, false, List.of(), true,
                List.of(), List.of(), NetworkMode.NETWORK_POLICY, null, List.of(), new TreeMap<>(), false, List.of(),
                List.of(), List.of(), List.of(), Map.of(), cause, now).withRevisions();
        Event meshEvent = event("watcher", EventType.MESH_APPEARED, "mesh", mesh, null);
        Event member = event("watcher", EventType.MEMBER_JOINED, "member",
                new MemberState("member", "uid", "mesh", Claim.LISTED, now, null, cause, now), null);
        Event outcome = event("rbac-service", EventType.CONCERN_APPLIED, "member",
                new Outcome("member", Concern.RBAC, Outcome.State.APPLIED, "mesh", member.id(),
                        mesh.revision(Concern.RBAC), "",
                        List.of(new Outcome.ObjectOutcome("RoleBinding", "binding", Outcome.Result.PRESENT, "")),
                        List.of(new Outcome.Written("create", "RoleBinding", "binding")), List.of(), now),
                member.id());
        try (Producer<byte[], byte[]> producer = kafka.producer("training")) {
            var _ = producer.send(EventCodec.encode(topics.log(), meshEvent));
            var _ = producer.send(EventCodec.encode(topics.meshes(), meshEvent));
            var _ = producer.send(EventCodec.encode(topics.log(), member));
            var _ = producer.send(EventCodec.encode(topics.members(), member));
            var _ = producer.send(EventCodec.encode(topics.outcomesLog(), outcome));
            var _ = producer.send(EventCodec.encode(topics.outcomes(Concern.RBAC), outcome));
            var _ = producer.send(EventCodec.encode(topics.meshes(), event("watcher", EventType.CENSUS, Census.KEY,
                    new Census(CLUSTER, 1, 1, 1, now), null)));
            producer.flush();
        }
    }

    private static Event event(String service, EventType type, String key, Payload payload,
            @Nullable String causation) {
        return new EventFactory(new EventSource(CLUSTER, service)).next(null, type, key, payload, Instant.now(), null,
                causation);
    }
}
