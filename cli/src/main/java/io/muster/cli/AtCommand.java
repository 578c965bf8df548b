package io.muster.cli;

import io.muster.audit.LogRecord;
import io.muster.audit.MembershipChange;
import io.muster.audit.Past;
import io.muster.audit.Placed;
import io.muster.events.Topics;
import io.muster.runtime.ExitCode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster at}: the past. */
@Command(name = "at", header = "Shows the membership of every mesh as it was at a time.", description = "From the log,"
        + " and where that begins later, from what the next event or the present record says of the time before it."
        + " KNOWN says how; what the log no longer holds is called unknown.", footerHeading = "%nExamples:%n", footer = {
                "  muster at 2026-11-24T14:30", "  muster at 2h --diff now      what changed in the last two hours"})
final class AtCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Parameters(paramLabel = "TIME", converter = Moment.Converter.class, description = "When: " + Moment.FORMS + ".")
    private @Nullable Moment time;

    @Option(names = "--diff", paramLabel = "TIME", converter = Moment.Converter.class, description = "What is different"
            + " at this other time.")
    private @Nullable Moment other;

    @Option(names = "--mesh", paramLabel = "MESH", description = "Only this mesh.")
    private @Nullable String mesh;

    AtCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Past past = new Past(Given.required(time).instant());
        Optional<Past> later = Optional.ofNullable(other).map(each -> new Past(each.instant()));
        try (TopicReader reader = kafka.reader(surroundings)) {
            Topics topics = reader.topics();
            List<TopicPartition> log = reader.partitions(topics.log());
            if (log.isEmpty()) {
                throw KafkaOptions.nothingThere(reader, topics.log());
            }
            reader.each(reader.stretch(log, null, null), record -> {
                past.add(record);
                later.ifPresent(each -> each.add(record));
            });
            Map<String, LogRecord> present = reader.last(reader.partitions(topics.members()));
            Topics actual = new Topics(topics.prefix(), log.size());
            past.finish(present, actual::partitionOf);
            later.ifPresent(each -> each.finish(present, actual::partitionOf));
        }
        later.ifPresentOrElse(each -> showChanges(past, each), () -> showMembers(past));
        return ExitCode.OK.status();
    }

    private void showMembers(Past past) {
        List<Placed> members = past.members().stream()
                .filter(each -> mesh == null || mesh.equals(each.mesh()) || each.mesh() == null).toList();
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("time", Given.required(time).instant());
        past.logBegins().ifPresent(begin -> document.put("logBegins", begin));
        document.put("members", members);
        output.print(surroundings, () -> new Table(Table.columns("NAMESPACE", "MESH", "CLAIM?", "SINCE?", "KNOWN…"),
                members.stream().map(AtCommand::row).toList()), () -> document);
        sayWhereTheLogBegins(past);
    }

    private static Table.Row row(Placed each) {
        return new Table.Row(each.isCertain() ? Terminal.Style.PLAIN : Terminal.Style.BAD,
                List.of(each.namespace(), each.mesh() == null ? "unknown" : each.mesh(), Texts.name(each.claim()),
                        Texts.time(each.since()), (each.isCertain() ? "" : "unknown: ") + each.note()));
    }

    private void showChanges(Past past, Past later) {
        List<MembershipChange> changes = past.until(later).stream()
                .filter(each -> mesh == null || mesh.equals(at(each.from())) || mesh.equals(at(each.to()))).toList();
        output.print(surroundings, () -> new Table(Table.columns("NAMESPACE", "CHANGE", "FROM", "TO", "KNOWN…"),
                changes.stream()
                        .map(each -> new Table.Row(each.isCertain() ? Terminal.Style.PLAIN : Terminal.Style.BAD,
                                List.of(each.namespace(), each.change(), Texts.text(at(each.from())),
                                        Texts.text(at(each.to())), each.isCertain() ? "" : "unknown: " + notes(each))))
                        .toList()),
                () -> changes);
        sayWhereTheLogBegins(past);
    }

    private static String notes(MembershipChange change) {
        return (change.from() == null ? "" : change.from().note())
                + (change.to() == null || change.to().isCertain() ? "" : " " + change.to().note());
    }

    private static @Nullable String at(@Nullable Placed placed) {
        return placed == null ? null : placed.mesh();
    }

    private void sayWhereTheLogBegins(Past past) {
        Instant asked = Given.required(time).instant();
        past.logBegins().filter(begin -> begin.isAfter(asked)).ifPresent(begin -> surroundings.say(
                "the log begins at %s: who had left before then is not known any more".formatted(Texts.time(begin))));
        if (past.isLogEmpty()) {
            surroundings.say("the log is empty: only what the present records say is known");
        }
    }
}
