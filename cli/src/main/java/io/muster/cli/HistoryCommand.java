package io.muster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.muster.audit.ChainReport;
import io.muster.audit.History;
import io.muster.audit.HistoryEntry;
import io.muster.audit.LogRecord;
import io.muster.events.EventType;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.events.Outcome;
import io.muster.events.Topics;
import io.muster.runtime.ExitCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code muster history}: who caused what, and what came of it. */
@Command(name = "history", header = "Tells who caused what, when, and what each service made of it.", description = "Reads"
        + " the logs. BY is the object and the field manager as the API tells them; where it does not (deletions,"
        + " removed keys), it says unknown. TOOK is the time from when the watcher saw the cause.", footerHeading = "%nExamples:%n", footer = {
                "  muster history bookinfo", "  muster history --mesh istio-system --since 7d -o json"})
final class HistoryCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Parameters(arity = "0..1", paramLabel = "NAMESPACE", description = "A namespace that is or was a member.")
    private @Nullable String namespace;

    @Option(names = "--mesh", paramLabel = "MESH", description = "A mesh and everything that happened to its members.")
    private @Nullable String mesh;

    @Option(names = "--since", paramLabel = "TIME", converter = Moment.Converter.class, description = "Only from then on: "
            + Moment.FORMS + ".")
    private @Nullable Moment since;

    HistoryCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        String one = namespace;
        String whole = mesh;
        if ((one == null) == (whole == null)) {
            throw new ParameterException(Given.required(spec).commandLine(), "name either a namespace or --mesh");
        }
        try (TopicReader reader = kafka.reader(surroundings)) {
            History history = new History();
            Topics topics = reader.topics();
            if (reader.partitions(topics.log()).isEmpty()) {
                throw KafkaOptions.nothingThere(reader, topics.log());
            }
            if (one != null) {
                ofNamespace(one, reader, history);
            } else if (whole != null) {
                ofMesh(whole, reader, history);
            }
            show(history.entries(), one != null ? one : String.valueOf(whole), reader);
        }
        return ExitCode.OK.status();
    }

    /** The partitions that its key is in, and those of the meshes that held it: not a 24th of the log. */
    private void ofNamespace(String name, TopicReader reader, History history) {
        List<LogRecord> own = new ArrayList<>();
        Set<String> meshes = new LinkedHashSet<>();
        read(reader, List.of(name), record -> record.key().equals(name), record -> {
            own.add(record);
            record.event().map(event -> event.member()).map(MemberState::mesh).ifPresent(meshes::add);
        });
        meshes.remove(name);
        if (!meshes.isEmpty()) {
            Topics topics = reader.topics();
            Set<TopicPartition> partitions = new LinkedHashSet<>();
            meshes.forEach(each -> partitions.addAll(reader.partitionOf(topics.log(), each)));
            reader.each(reader.stretch(partitions, instant(), null), record -> {
                if (meshes.contains(record.key()) && record.isOf(EventType.Family.MESH)) {
                    own.add(record);
                }
            });
        }
        tellWhatIsMissing(own, name);
        own.stream().sorted(LogRecord.ORDER).forEach(history::add);
    }

    private void ofMesh(String name, TopicReader reader, History history) {
        byte[] mention = ("\"" + name + "\"").getBytes(UTF_8);
        List<LogRecord> own = new ArrayList<>();
        read(reader, null, record -> record.contains(mention) && isAbout(record, name), own::add);
        tellWhatIsMissing(own, name);
        own.stream().sorted(LogRecord.ORDER).forEach(history::add);
    }

    /** Of the chains of this key: those of a mesh's members pass through other meshes, too. */
    private void tellWhatIsMissing(List<LogRecord> records, String key) {
        ChainReport report = new ChainReport();
        records.stream().filter(record -> record.key().equals(key)).forEach(report::add);
        report.endOfPartition();
        report.findings().stream().findFirst().ifPresent(first -> surroundings.say(
                "something is missing: %s (%s); muster verify-log says what else is not whole".formatted(
                        first.message(), Texts.time(first.published()))));
        if (report.cut() > 0 && since == null) {
            surroundings.say("it began before the log does: what came first is no longer held");
        }
    }

    private static boolean isAbout(LogRecord record, String mesh) {
        return record.event().map(event -> switch (event.payload()) {
            case MemberState member -> member.mesh().equals(mesh) || mesh.equals(member.movedFrom());
            case MeshState state -> state.namespace().equals(mesh);
            case Outcome outcome -> mesh.equals(outcome.mesh());
            case null, default -> false;
        }).orElse(false);
    }

    private void read(TopicReader reader, @Nullable List<String> keys, Predicate<LogRecord> wanted,
            Consumer<LogRecord> taken) {
        for (String topic : List.of(reader.topics().log(), reader.topics().outcomesLog())) {
            List<TopicPartition> partitions = keys == null
                    ? reader.partitions(topic)
                    : keys.stream().flatMap(key -> reader.partitionOf(topic, key).stream()).distinct().toList();
            reader.each(reader.stretch(partitions, instant(), null), record -> {
                if (wanted.test(record)) {
                    taken.accept(record);
                }
            });
        }
    }

    private @Nullable Instant instant() {
        return since == null ? null : since.instant();
    }

    private void show(List<HistoryEntry> entries, String name, TopicReader reader) {
        if (entries.isEmpty()) {
            TreeSet<String> known = new TreeSet<>();
            reader.each(reader.stretch(reader.partitions(reader.topics().log()), null, null),
                    record -> known.add(record.key()));
            if (!known.contains(name)) {
                throw Closest.unknown("namespace in the log called", name, known);
            }
        }
        output.print(surroundings, () -> table(entries), () -> entries);
        if (entries.isEmpty()) {
            surroundings.say("nothing happened since " + Texts.time(instant()));
        }
    }

    static Table table(List<HistoryEntry> entries) {
        return new Table(Table.columns("TIME", "NAMESPACE?", "WHAT", "MESH?", "BY…", "TOOK", "DETAILS…", "EVENT+"),
                entries.stream().map(each -> new Table.Row(style(each), List.of(Texts.time(each.time()),
                        each.subject(), each.what(), Texts.text(each.mesh()), each.by(), Texts.took(each.took()),
                        String.join("; ", each.details()), each.event()))).toList());
    }

    private static Terminal.Style style(HistoryEntry entry) {
        return switch (entry.type()) {
            case CONCERN_FAILED, CONCERN_CONFLICTED -> Terminal.Style.BAD;
            case CONCERN_REPAIRED -> Terminal.Style.DID;
            case MEMBER_JOINED, MEMBER_MOVED, MEMBER_LEFT -> Terminal.Style.TITLE;
            default -> Terminal.Style.PLAIN;
        };
    }
}
