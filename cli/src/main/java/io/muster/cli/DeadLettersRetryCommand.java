package io.muster.cli;

import io.muster.audit.LogRecord;
import io.muster.audit.Present;
import io.muster.events.DeadLetter;
import io.muster.events.DeadLetters;
import io.muster.events.Request;
import io.muster.events.Topics;
import io.muster.runtime.ExitCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code muster dead-letters retry}: has what the record was about said anew by whoever may say it. The record itself
 * is never written again, so that nothing newer can be overwritten.
 */
@Command(name = "retry", header = "Has what a dead letter was about published again, and drops it then.", description = "If a"
        + " newer record of its key can be read already, the letter is only dropped. Otherwise watcher and services are"
        + " asked to compare that key with the cluster and to publish what is right. Exit status 7 if none does in"
        + " time; the letter stays.", footerHeading = "%nExample:%n", footer = "  muster dead-letters retry muster.members/3/1234")
final class DeadLettersRetryCommand implements Callable<Integer> {

    private static final Duration LOOK = Duration.ofMillis(200);

    private final Surroundings surroundings;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Option(names = "--timeout", paramLabel = "DURATION", converter = WaitCommand.Timeout.class, description = "How long to"
            + " wait for it (default: 30s).")
    private Duration timeout = Duration.ofSeconds(30);

    @Parameters(paramLabel = "RECORD", description = "topic/partition/offset, as list shows it.")
    private @Nullable String record;

    DeadLettersRetryCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        String id = Given.required(record);
        try (TopicReader reader = kafka.reader(surroundings)) {
            DeadLetter letter = Letters.read(reader).letter(id);
            Asking asking = Asking.of(kafka, surroundings);
            Optional<LogRecord> newer = newer(letter, reader);
            if (newer.isEmpty()) {
                ask(letter, reader, asking);
                newer = new Waiting(timeout, LOOK).until(() -> newer(letter, reader), Optional::isPresent);
            }
            if (newer.isEmpty()) {
                surroundings.say("muster: no newer record of its key can be read after %d s: %s"
                        .formatted(timeout.toSeconds(), letter.reason()));
                return ExitCode.UNMET.status();
            }
            asking.send(DeadLetters.drop(reader.topics().deadLetters(), id));
            surroundings.say("%s says what is right, so %s is dropped".formatted(newer.get(), id));
        }
        return ExitCode.OK.status();
    }

    /** The last record of its key, if that came later and can be read. */
    private static Optional<LogRecord> newer(DeadLetter letter, TopicReader reader) {
        TopicPartition partition = new TopicPartition(letter.record().topic(), letter.record().partition());
        if (!reader.partitions(partition.topic()).contains(partition)) {
            return Optional.empty();
        }
        String key = new LogRecord(letter.record()).key();
        return Optional.ofNullable(reader.last(List.of(partition)).get(key))
                .filter(last -> last.message().offset() > letter.record().offset() && last.event().isPresent());
    }

    private static void ask(DeadLetter letter, TopicReader reader, Asking asking) {
        Topics topics = reader.topics();
        Present present = new PresentReader(reader).all();
        String key = new LogRecord(letter.record()).key();
        boolean isMesh = letter.record().topic().equals(topics.meshes());
        asking.ask(ReconvergeCommand.clusterId(present, reader), Request.Action.RETRY, null, isMesh ? null : key,
                isMesh ? key : null, letter.id());
    }
}
