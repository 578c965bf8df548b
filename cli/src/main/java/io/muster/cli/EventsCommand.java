package io.muster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.muster.audit.Author;
import io.muster.audit.LogRecord;
import io.muster.events.Event;
import io.muster.events.EventCodec;
import io.muster.events.EventType;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.events.Outcome;
import io.muster.runtime.ExitCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code muster events}: the log as it is. */
@Command(name = "events", header = "Shows the logs, as a table or as CloudEvents JSON lines.", description = "All events of"
        + " the watcher and all outcomes of the services, in one order. With -o json each is one line of JSON in"
        + " CloudEvents' structured form.", footerHeading = "%nExamples:%n", footer = {
                "  muster events --since 1h --mesh istio-system",
                "  muster events --follow --type member -o json | jq -c .data"})
final class EventsCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(names = {"-f", "--follow"}, description = "Go on with what comes, until Ctrl-C.")
    private boolean follow;

    @Option(names = "--type", split = ",", paramLabel = "TYPES", description = "Only types that have these words in"
            + " their name: member, member.joined, repaired.")
    private List<String> types = List.of();

    @Option(names = "--mesh", paramLabel = "MESH", description = "Only what is about this mesh.")
    private @Nullable String mesh;

    @Option(names = {"-n", "--namespace"}, paramLabel = "NAMESPACE", description = "Only what is about this namespace.")
    private @Nullable String namespace;

    @Option(names = "--since", paramLabel = "TIME", converter = Moment.Converter.class, description = "Only from then on: "
            + Moment.FORMS + ".")
    private @Nullable Moment since;

    @Option(names = "--limit", paramLabel = "N", description = "Stop after N events.")
    private int limit = Integer.MAX_VALUE;

    EventsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (TopicReader reader = kafka.reader(surroundings)) {
            List<TopicPartition> partitions = new ArrayList<>(reader.partitions(reader.topics().log()));
            if (partitions.isEmpty()) {
                throw KafkaOptions.nothingThere(reader, reader.topics().log());
            }
            partitions.addAll(reader.partitions(reader.topics().outcomesLog()));
            Instant from = since == null ? null : since.instant();
            Stretch stretch = reader.stretch(partitions, from, null);
            Lines lines = new Lines();
            reader.inOrder(stretch, lines::take);
            lines.flush();
            if (follow && lines.wantsMore()) {
                Map<TopicPartition, Long> next = new HashMap<>();
                partitions.forEach(each -> next.put(each, stretch.end(each)));
                reader.follow(next, record -> {
                    lines.take(record);
                    lines.flush();
                    return lines.wantsMore();
                });
            }
        }
        return ExitCode.OK.status();
    }

    private boolean isWanted(LogRecord record) {
        String one = mesh;
        Optional<EventType> type = record.type();
        return type.isPresent()
                && (types.isEmpty() || types.stream().anyMatch(each -> type.get().typeName().contains(each)))
                && (namespace == null || record.key().equals(namespace))
                && (one == null || isAbout(one, record));
    }

    private static boolean isAbout(String mesh, LogRecord record) {
        return record.contains(("\"" + mesh + "\"").getBytes(UTF_8)) && record.event()
                .filter(event -> mesh.equals(meshOf(event)) || isFrom(mesh, event.member())).isPresent();
    }

    private static boolean isFrom(String mesh, @Nullable MemberState member) {
        return member != null && mesh.equals(member.movedFrom());
    }

    private static @Nullable String meshOf(Event event) {
        return switch (event.payload()) {
            case MemberState member -> member.mesh();
            case MeshState state -> state.namespace();
            case Outcome outcome -> outcome.mesh();
            case null, default -> null;
        };
    }

    private static String by(Event event) {
        return switch (event.payload()) {
            case MemberState member -> Author.of(member.cause());
            case MeshState state -> Author.of(state.cause());
            case null, default -> event.source().service();
        };
    }

    /** What is shown: a table as a whole at the end of what is there, lines at once. */
    private final class Lines {

        private final List<Table.Row> rows = new ArrayList<>();
        private boolean isFirst = true;
        private int shown;

        void take(LogRecord record) {
            if (wantsMore() && isWanted(record)) {
                record.event().ifPresent(event -> add(record, event));
            }
        }

        boolean wantsMore() {
            return shown < limit;
        }

        private void add(LogRecord record, Event event) {
            shown++;
            switch (output.format()) {
                case JSON -> surroundings.out().println(EventCodec.json(event));
                case YAML -> surroundings.out().print("---\n" + Documents.yaml(Documents.tree(EventCodec.json(event))));
                case TABLE, WIDE -> rows.add(new Table.Row(Terminal.Style.PLAIN,
                        Arrays.asList(Texts.time(record.published()), shortType(event.type()), event.key(),
                                Texts.text(meshOf(event)), by(event), event.id(), record.toString())));
            }
        }

        void flush() {
            if (!rows.isEmpty()) {
                Table table = new Table(Table.columns("TIME", "TYPE", "SUBJECT…", "MESH?", "BY…", "ID+", "RECORD+"),
                        rows);
                output.lines(surroundings, table).stream().skip(isFirst ? 0 : 1).forEach(surroundings.out()::println);
                rows.clear();
                isFirst = false;
            }
            surroundings.out().flush();
        }
    }

    private static String shortType(EventType type) {
        return type.base().substring("io.muster.".length());
    }
}
