package io.muster.system.bench;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster bench}. */
@Command(name = "muster bench", header = "Measures Muster against the bare client, on a cluster of its own.", description = "Exit status 1: a target was missed.", mixinStandardHelpOptions = true)
public final class BenchMain implements Callable<Integer> {

    private final PrintWriter out;
    private final PrintWriter err;

    @Option(names = "--quick", description = "Small sizes, few repetitions: whether it works, not how fast it is.")
    private boolean quick;

    @Parameters(paramLabel = "SCENARIO", arity = "0..*", description = "Only these (default: all).")
    private List<String> names = List.of();

    private BenchMain(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    /** Carries out the command and ends the process. */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, System.out.charset());
        PrintWriter err = new PrintWriter(System.err, true, System.err.charset());
        System.exit(new CommandLine(new BenchMain(out, err)).execute(args));
    }

    static Map<String, Scenario> scenarios() {
        Map<String, Scenario> scenarios = new LinkedHashMap<>();
        scenarios.put("join-500", new Joining(Estate.ROLE_BINDINGS, Subject.Layout.ONE_JVM, 1.5));
        scenarios.put("join-500-processes", new Joining(Estate.ROLE_BINDINGS, Subject.Layout.PROCESSES, 2.5));
        scenarios.put("join-500-everything", new Joining(Estate.EVERYTHING, Subject.Layout.ONE_JVM, 1.5));
        scenarios.put("join-500-everything-processes", new Joining(Estate.EVERYTHING, Subject.Layout.PROCESSES, 2.5));
        scenarios.put("one-join", new OneJoin(Estate.ROLE_BINDINGS, Duration.ofMillis(30), Duration.ofMillis(150)));
        scenarios.put("one-join-everything",
                new OneJoin(Estate.EVERYTHING, Duration.ofMillis(45), Duration.ofMillis(200)));
        scenarios.put("drift", new Drift());
        scenarios.put("change", new Changing());
        scenarios.put("cold-start", new ColdStart());
        scenarios.put("steady", new SteadyState());
        scenarios.put("ask", new Asking());
        scenarios.put("memory-1000", new Memory(1000, "96m", true));
        scenarios.put("memory-5000", new Memory(5000, "256m", false));
        return scenarios;
    }

    @Override
    public Integer call() {
        Map<String, Scenario> known = scenarios();
        List<String> wanted = names.isEmpty() ? List.copyOf(known.keySet()) : names;
        for (String name : wanted) {
            if (!known.containsKey(name)) {
                err.println("muster bench: no scenario " + name + ": there are " + String.join(", ", known.keySet()));
                return CommandLine.ExitCode.USAGE;
            }
        }
        List<Finding> findings = new ArrayList<>();
        for (String name : wanted) {
            Run run = new Run(quick, line -> err.println(name + ": " + line));
            run.say("begins");
            findings.addAll(Objects.requireNonNull(known.get(name)).measure(run));
        }
        Machine.describe().forEach(out::println);
        out.println();
        Table.of(findings).forEach(out::println);
        return findings.stream().anyMatch(finding -> finding.verdict() == Finding.Verdict.FAIL) ? 1 : 0;
    }
}
