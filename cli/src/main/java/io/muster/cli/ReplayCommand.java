package io.muster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.muster.audit.LogRecord;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.events.Outcome;
import io.muster.events.Topics;
import io.muster.runtime.CommonSettings;
import io.muster.runtime.ExitCode;
import io.muster.runtime.KafkaClients;
import io.muster.runtime.StartFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code muster replay}: the log again, elsewhere. */
@Command(name = "replay", header = "Writes the log again, in order, into a topic of your own.", description = "Keys, ids,"
        + " attributes, data and timestamps are the original's; the attribute replayof says which record of which topic"
        + " it was. Interrupted, the same command goes on where it ended. Muster's own topics are refused as target.", footerHeading = "%nExample:%n", footer = "  muster replay --since 7d --mesh istio-system --to audit.replay --rate 1000")
final class ReplayCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Option(names = "--since", required = true, paramLabel = "TIME", converter = Moment.Converter.class, description = "From"
            + " then on: " + Moment.FORMS + ".")
    private @Nullable Moment since;

    @Option(names = "--until", paramLabel = "TIME", converter = Moment.Converter.class, description = "Up to then"
            + " (default: what is there now).")
    private @Nullable Moment until;

    @Option(names = "--mesh", paramLabel = "MESH", description = "Only what is about this mesh.")
    private @Nullable String mesh;

    @Option(names = {"-n", "--namespace"}, paramLabel = "NAMESPACE", description = "Only what is about this namespace.")
    private @Nullable String namespace;

    @Option(names = "--to", required = true, paramLabel = "TOPIC", description = "Where to; it is created if it is not"
            + " there.")
    private @Nullable String target;

    @Option(names = "--rate", paramLabel = "N", description = "Events a second at most (default: as fast as it goes).")
    private int rate;

    @Option(names = "--outcomes", description = "What the services did, too, not only what the watcher saw.")
    private boolean outcomes;

    ReplayCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        CommonSettings settings = kafka.settings(surroundings);
        String to = Given.required(target);
        Topics topics = settings.topics();
        if (topics.all().stream().anyMatch(each -> each.name().equals(to))) {
            throw new StartFailure(ExitCode.USAGE, to + " is Muster's own: replay into a topic of yours");
        }
        KafkaClients clients = new KafkaClients(settings, "cli");
        try (TopicReader reader = kafka.reader(surroundings)) {
            List<TopicPartition> log = new ArrayList<>(reader.partitions(topics.log()));
            if (log.isEmpty()) {
                throw KafkaOptions.nothingThere(reader, topics.log());
            }
            int partitions = log.size();
            if (outcomes) {
                log.addAll(reader.partitions(topics.outcomesLog()));
            }
            Stretch stretch = reader.stretch(log, Given.required(since).instant(), until());
            try (Replay replay = Replay.into(to, partitions, clients, settings, rate)) {
                replay.skipWhatIsThere(reader);
                long start = System.nanoTime();
                reader.inOrder(stretch, record -> {
                    if (isWanted(record)) {
                        replay.add(record);
                    }
                });
                replay.finish();
                double seconds = (System.nanoTime() - start) / 1e9;
                surroundings.say("%,d events written to %s in %.1f s (%,.0f a second)%s".formatted(replay.written(), to,
                        seconds, replay.written() / Math.max(0.001, seconds), replay.skipped() == 0
                                ? ""
                                : ", %,d were there already".formatted(replay.skipped())));
            }
        }
        return ExitCode.OK.status();
    }

    private @Nullable Instant until() {
        return until == null ? null : until.instant();
    }

    private boolean isWanted(LogRecord record) {
        String one = mesh;
        return (namespace == null || record.key().equals(namespace)) && (one == null || isAbout(one, record));
    }

    private static boolean isAbout(String mesh, LogRecord record) {
        return record.contains(("\"" + mesh + "\"").getBytes(UTF_8))
                && record.event().map(event -> switch (event.payload()) {
                    case MemberState member -> member.mesh().equals(mesh) || mesh.equals(member.movedFrom());
                    case MeshState state -> state.namespace().equals(mesh);
                    case Outcome outcome -> mesh.equals(outcome.mesh());
                    case null, default -> false;
                }).orElse(false);
    }
}
