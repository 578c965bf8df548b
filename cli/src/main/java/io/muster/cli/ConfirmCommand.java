package io.muster.cli;

import io.muster.events.MemberState;
import io.muster.events.Request;
import io.muster.runtime.CommonSettings;
import io.muster.runtime.ExitCode;
import io.muster.runtime.KafkaClients;
import io.muster.runtime.StartFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code muster confirm}: a person's word that what the watcher found missing is really gone. */
@Command(name = "confirm", header = "Releases the removals that the watcher holds back.", description = "The watcher holds removals back when, at its start, suspiciously many members are gone at once."
        + " Its log and its metrics say which. This lets them go ahead, and lists them.", footerHeading = "%nExample:%n", footer = "  muster confirm --bootstrap-servers kafka:9092")
final class ConfirmCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final String WATCHER = "watcher";

    private final Surroundings surroundings;

    @Mixin
    private final KafkaOptions kafkaOptions = new KafkaOptions();

    @Option(names = "--mesh", paramLabel = "NAMESPACE", description = "Only removals from this mesh.")
    private @Nullable String mesh;

    @Option(names = "--namespace", paramLabel = "NAMESPACE", description = "Only the removal of this namespace.")
    private @Nullable String namespace;

    ConfirmCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        CommonSettings settings = kafkaOptions.settings(surroundings);
        KafkaClients kafka = new KafkaClients(settings, "cli");
        String clusterId = new PublishedCluster(kafka).id(PATIENCE).orElseThrow(() -> new StartFailure(ExitCode.KAFKA,
                "no watcher has published to %s at %s yet: are broker and topic prefix the right ones?"
                        .formatted(kafka.topics().meshes(), settings.bootstrapServers())));
        EventLog log = new EventLog(kafka);
        Map<String, MemberState> before = log.members();
        long offset = Asking.of(settings, surroundings, PATIENCE).ask(clusterId, Request.Action.CONFIRM, null,
                namespace,
                mesh, null);
        if (!isDealtWith(kafka, new KafkaClients(settings, WATCHER).group(), offset)) {
            surroundings.say("asked; no watcher has dealt with it yet, and its log will say what it releases");
            return ExitCode.OK.status();
        }
        Map<String, MemberState> after = log.members();
        List<MemberState> released = before.values().stream().filter(this::isMeant)
                .filter(member -> !after.containsKey(member.namespace())).toList();
        released.forEach(member -> surroundings.answer("%s of %s".formatted(member.namespace(), member.mesh())));
        surroundings.say(released.isEmpty()
                ? "nothing that this speaks of was held back"
                : "released %d removals".formatted(released.size()));
        return ExitCode.OK.status();
    }

    private boolean isMeant(MemberState member) {
        return (mesh == null || mesh.equals(member.mesh()))
                && (namespace == null || namespace.equals(member.namespace()));
    }

    /** The watcher commits a request's offset when what the request led to is published. */
    private static boolean isDealtWith(KafkaClients kafka, String group, long offset) {
        TopicPartition partition = new TopicPartition(kafka.topics().requests(), 0);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (Admin admin = kafka.admin()) {
            while (System.nanoTime() < deadline) {
                OffsetAndMetadata committed = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()
                        .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).get(partition);
                if (committed != null && committed.offset() > offset) {
                    return true;
                }
                Thread.sleep(LOOK);
            }
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
