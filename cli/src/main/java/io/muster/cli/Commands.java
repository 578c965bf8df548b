package io.muster.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/** The commands there are, in the order in which help lists them. */
final class Commands {

    private Commands() {}

    static Map<String, Supplier<CommandLine>> all(Surroundings surroundings) {
        Map<String, Supplier<CommandLine>> all = new LinkedHashMap<>();
        all.put("demo", () -> new CommandLine(new DemoCommand(surroundings)));
        all.put("up", () -> new CommandLine(new UpCommand(surroundings)));
        all.put("run", () -> new CommandLine(new RunCommand(surroundings)));
        all.put("cluster", () -> new CommandLine(new ClusterCommand(surroundings))
                .addSubcommand(new ClusterStartCommand(surroundings))
                .addSubcommand(new ClusterStopCommand(surroundings)));
        all.put("status", () -> new CommandLine(new StatusCommand(surroundings)));
        all.put("history", () -> new CommandLine(new HistoryCommand(surroundings)));
        all.put("events", () -> new CommandLine(new EventsCommand(surroundings)));
        all.put("at", () -> new CommandLine(new AtCommand(surroundings)));
        all.put("verify-log", () -> new CommandLine(new VerifyLogCommand(surroundings)));
        all.put("replay", () -> new CommandLine(new ReplayCommand(surroundings)));
        all.put("wait", () -> new CommandLine(new WaitCommand(surroundings)));
        all.put("reconverge", () -> new CommandLine(new ReconvergeCommand(surroundings)));
        all.put("dead-letters", () -> new CommandLine(new DeadLettersCommand(surroundings))
                .addSubcommand(new DeadLettersListCommand(surroundings))
                .addSubcommand(new DeadLettersShowCommand(surroundings))
                .addSubcommand(new DeadLettersRetryCommand(surroundings))
                .addSubcommand(new DeadLettersDropCommand(surroundings)));
        all.put("confirm", () -> new CommandLine(new ConfirmCommand(surroundings)));
        all.put("prepare", () -> new CommandLine(new PrepareCommand(surroundings)));
        all.put("train", () -> new CommandLine(new TrainCommand(surroundings)));
        return all;
    }
}
