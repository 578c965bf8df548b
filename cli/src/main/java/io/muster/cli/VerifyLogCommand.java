package io.muster.cli;

import io.muster.audit.ChainReport;
import io.muster.runtime.ExitCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code muster verify-log}: whether the logs are as they were written. */
@Command(name = "verify-log", header = "Walks each key's chain of ids and says where it breaks.", description = "Each event"
        + " names the one before it, and its id is a hash over that and what it says: none can be left out, put in,"
        + " changed or swapped without its showing. Exit status 7 if a chain is broken.", footerHeading = "%nExample:%n", footer = "  muster verify-log -o json")
final class VerifyLogCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    VerifyLogCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        ChainReport report = new ChainReport();
        try (TopicReader reader = kafka.reader(surroundings)) {
            if (reader.partitions(reader.topics().log()).isEmpty()) {
                throw KafkaOptions.nothingThere(reader, reader.topics().log());
            }
            for (String topic : List.of(reader.topics().log(), reader.topics().outcomesLog())) {
                for (TopicPartition partition : reader.partitions(topic)) {
                    reader.each(reader.stretch(List.of(partition), null, null), report::add);
                    report.endOfPartition();
                }
            }
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("events", report.events());
        document.put("chains", report.chains());
        document.put("beginBeforeTheLog", report.cut());
        document.put("findings", report.findings());
        if (!output.isText() || !report.findings().isEmpty()) {
            output.print(surroundings, () -> table(report.findings()), () -> document);
        }
        surroundings.say("%,d events in %,d chains, %,d of which begin before the log does: %s".formatted(
                report.events(), report.chains(), report.cut(), report.findings().isEmpty()
                        ? "none is broken"
                        : report.findings().size() + " breaks"));
        return (report.findings().isEmpty() ? ExitCode.OK : ExitCode.UNMET).status();
    }

    private static Table table(List<ChainReport.Finding> findings) {
        return new Table(Table.columns("TIME", "RECORD", "BREAK", "CHAIN?", "WHAT…"),
                findings.stream().map(each -> new Table.Row(Terminal.Style.BAD, List.of(Texts.time(each.published()),
                        each.record(), each.kind(), each.chain(), each.message()))).toList());
    }
}
