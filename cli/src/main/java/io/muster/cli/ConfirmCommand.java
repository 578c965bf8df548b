package io.muster.cli;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.muster.audit.Present;
import io.muster.events.Claim;
import io.muster.events.MemberState;
import io.muster.events.Request;
import io.muster.runtime.Cluster;
import io.muster.runtime.CommonSettings;
import io.muster.runtime.ExitCode;
import io.muster.runtime.KafkaClients;
import io.muster.runtime.StartFailure;
import io.muster.watcher.Forecast;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code muster confirm}: a person's word that what the watcher found missing is really gone. */
@Command(name = "confirm", header = "Shows the removals that the watcher holds back, and releases them.", description = "The watcher holds"
        + " removals back when, at its start, suspiciously many members are gone at once, and only because something is not"
        + " there: a cluster that is being restored, or the wrong one, looks like that. This shows them, with what is not"
        + " there, asks, and lets them go ahead.", footerHeading = "%nExamples:%n", footer = {
                "  muster confirm --mesh istio-system", "  muster confirm --yes      in a script"})
final class ConfirmCommand implements Callable<Integer> {

    /**
     * A removal.
     *
     * @param claim
     *            how the mesh claimed the namespace
     * @param missing
     *            what is not there any more
     */
    record HeldBack(String namespace, String mesh, Claim claim, String missing) {}

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final String WATCHER = "watcher";

    private final Surroundings surroundings;

    @Mixin
    private final KafkaOptions kafkaOptions = new KafkaOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(names = "--mesh", paramLabel = "NAMESPACE", description = "Only removals from this mesh.")
    private @Nullable String mesh;

    @Option(names = "--namespace", paramLabel = "NAMESPACE", description = "Only the removal of this namespace.")
    private @Nullable String namespace;

    @Option(names = {"-y", "--yes"}, description = "Do not ask: needed where this is no terminal.")
    private boolean yes;

    ConfirmCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        CommonSettings settings = kafkaOptions.settings(surroundings);
        KafkaClients kafka = new KafkaClients(settings, "cli");
        Present present = present();
        String clusterId = present.clusterId().orElseThrow(() -> new StartFailure(ExitCode.KAFKA,
                "no watcher has published to %s at %s yet: are broker and topic prefix the right ones?"
                        .formatted(kafka.topics().meshes(), settings.bootstrapServers())));
        List<HeldBack> held = held(settings, present, clusterId);
        if (held.isEmpty()) {
            surroundings.say("nothing that this speaks of is held back");
            return ExitCode.OK.status();
        }
        output.print(surroundings, () -> table(held),
                () -> held);
        if (!new Consent(surroundings, Terminal.isTerminal())
                .given("Release these %d removals".formatted(held.size()), yes)) {
            surroundings.say("nothing was released");
            return ExitCode.UNMET.status();
        }
        return release(settings, kafka, clusterId);
    }

    private Present present() {
        try (TopicReader reader = kafkaOptions.reader(surroundings)) {
            return new PresentReader(reader).all();
        }
    }

    /** What is held back, as far as this speaks of it. */
    private List<HeldBack> held(CommonSettings settings, Present present, String clusterId) {
        try (Cluster cluster = Cluster.connect(settings, "cli")) {
            if (!cluster.id().equals(clusterId)) {
                throw new StartFailure(ExitCode.FOREIGN_CLUSTER,
                        "the topics are about cluster %s, and this is %s: choose another --topic-prefix, or the kubeconfig of that cluster"
                                .formatted(clusterId, cluster.id()));
            }
            List<HeldBack> held = new ArrayList<>();
            Forecast.inferredRemovals(cluster.client(), settings, PresentReader.events(present), Instant.now())
                    .forEach((name, missing) -> present.member(name).filter(this::isMeant)
                            .ifPresent(member -> held.add(new HeldBack(name, member.mesh(), member.claim(),
                                    Manifest.object(missing.kind(), missing.namespace(), missing.name())))));
            return held;
        } catch (KubernetesClientException e) {
            throw new StartFailure(ExitCode.KUBERNETES,
                    "what is held back cannot be told from the cluster: %s".formatted(e.getMessage()), e);
        }
    }

    private static Table table(List<HeldBack> held) {
        return new Table(Table.columns("NAMESPACE", "MESH", "CLAIM", "NOT THERE>"), held.stream()
                .map(each -> new Table.Row(Terminal.Style.BAD,
                        List.of(each.namespace, each.mesh, Texts.name(each.claim), each.missing)))
                .toList());
    }

    private int release(CommonSettings settings, KafkaClients kafka, String clusterId) {
        EventLog log = new EventLog(kafka);
        Map<String, MemberState> before = log.members();
        long offset = Asking.of(settings, surroundings, PATIENCE).ask(clusterId, Request.Action.CONFIRM, null,
                namespace, mesh, null);
        if (!isDealtWith(kafka, new KafkaClients(settings, WATCHER).group(), offset)) {
            surroundings.say("asked; no watcher has dealt with it yet, and its log will say what it releases");
            return ExitCode.OK.status();
        }
        Map<String, MemberState> after = log.members();
        long released = before.values().stream().filter(this::isMeant)
                .filter(member -> !after.containsKey(member.namespace())).count();
        surroundings.say(released == 0
                ? "the watcher held nothing of this back"
                : "released %d removals".formatted(released));
        return ExitCode.OK.status();
    }

    private boolean isMeant(MemberState member) {
        return (mesh == null || mesh.equals(member.mesh()))
                && (namespace == null || namespace.equals(member.namespace()));
    }

    /** The watcher commits a request's offset when what the request led to is published. */
    private static boolean isDealtWith(KafkaClients kafka, String group, long offset) {
        TopicPartition partition = new TopicPartition(kafka.topics().requests(), 0);
        try (Admin admin = kafka.admin()) {
            return new Waiting(PATIENCE, LOOK).until(() -> {
                OffsetAndMetadata committed = committed(admin, group).get(partition);
                return committed != null && committed.offset() > offset;
            });
        } catch (KafkaException e) {
            return false;
        }
    }

    private static Map<TopicPartition, OffsetAndMetadata> committed(Admin admin, String group) {
        try {
            return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get(PATIENCE.toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("what group %s has read cannot be told".formatted(group), e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
