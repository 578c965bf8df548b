package io.muster.system.bench;

import io.muster.sandbox.BrokerProcess;
import io.muster.sandbox.TemporaryDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands that read, from the shell's prompt and back, on topics of a long life. */
final class Asking implements Scenario {

    private static final int MEMBERS = 1000;
    private static final int EVENTS = 100_000;
    private static final int REPETITIONS = 7;
    private static final Duration HELP = Duration.ofMillis(400);
    private static final Duration ANSWER = Duration.ofMillis(1500);
    private static final long EVENTS_A_SECOND = 50_000;
    /** 100,000 events at that rate, and the start of the JVM. */
    private static final Duration WHOLE_LOG = Duration.ofMillis(2000 + 500);
    private static final String ANSWER_FILE = "answer";
    private static final Pattern RATE = Pattern.compile("\\(([\\d,]+) a second\\)");

    @Override
    public List<Finding> measure(Run run) {
        int members = run.size(MEMBERS);
        int events = run.size(EVENTS);
        List<Finding> findings = new ArrayList<>();
        try (TemporaryDirectory directory = TemporaryDirectory.create("muster-bench-");
                BrokerProcess broker = BrokerProcess.start(directory.path().resolve("kafka"))) {
            Instant end = Instant.now();
            try (LongLog log = new LongLog(broker.bootstrapServers())) {
                log.write(members, events, end);
            }
            run.say("%d members, %d events on the log".formatted(members, events));
            String about = " (%,d members, %,d events), median of %d".formatted(members, events,
                    run.repetitions(REPETITIONS));
            String[][] commands = {{"--help"}, {"status"}, {"history", LongLog.member(7)},
                    {"at", end.minusSeconds(5L * 86_400).toString()}};
            Duration[] bounds = {HELP, ANSWER, ANSWER, WHOLE_LOG};
            for (int i = 0; i < commands.length; i++) {
                findings.add(Finding.within("muster " + commands[i][0] + about,
                        median(run, broker, directory.path(), commands[i]), bounds[i]));
            }
            findings.add(rate("replay", run, broker, directory.path(), events, "replay", "--since", "30d", "--to",
                    "bench.replay"));
            findings.add(Finding.within("… of which reading and writing", bySelf(directory.path(), events),
                    Duration.ofNanos(events * 1_000_000_000L / EVENTS_A_SECOND)));
            findings.add(rate("verify-log", run, broker, directory.path(), events, "verify-log"));
        }
        return findings;
    }

    private static Duration median(Run run, BrokerProcess broker, Path home, String... arguments) {
        Sample sample = new Sample();
        for (int i = 0; i < run.repetitions(REPETITIONS); i++) {
            sample.add(took(broker, home, arguments));
        }
        run.say("muster " + arguments[0] + ": " + Finding.text(sample.median()));
        return sample.median();
    }

    private static Finding rate(String what, Run run, BrokerProcess broker, Path home, int events,
            String... arguments) {
        Duration took = took(broker, home, arguments);
        run.say("muster " + what + ": " + Finding.text(took));
        return Finding.info("muster %s of %,d events, start included".formatted(what, events), "", Finding.text(took),
                "");
    }

    /** How long the last command says that it took, by the rate that it says. */
    private static Duration bySelf(Path home, int events) {
        try {
            Matcher said = RATE.matcher(Files.readString(home.resolve(ANSWER_FILE)));
            if (!said.find()) {
                throw new BenchException("the command says no rate");
            }
            return Duration.ofNanos(events * 1_000_000_000L / Long.parseLong(said.group(1).replace(",", "")));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the answer", e);
        }
    }

    /** By the launcher, as a person would call it. */
    private static Duration took(BrokerProcess broker, Path home, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getenv("MUSTER_HOME"), "muster").toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(home.resolve(ANSWER_FILE).toFile());
        builder.environment().put("MUSTER_BOOTSTRAP_SERVERS", broker.bootstrapServers());
        builder.environment().put("MUSTER_BUILD", "never");
        builder.environment().remove("MUSTER_LOG_LEVEL");
        long start = System.nanoTime();
        try {
            int status = builder.start().waitFor();
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            if (status != 0) {
                throw new BenchException("%s ended with %d".formatted(command, status));
            }
            return took;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted");
        }
    }
}
