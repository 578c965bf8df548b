package io.muster.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** The commands there are, in the order in which help lists them. */
final class Commands {

    /** A command: its class, and how to make it. */
    record Entry(Class<?> type, Supplier<CommandLine> whole) {

        /** As much of it as the list of commands shows: its options are not looked at. */
        CommandLine outline() {
            Command command = type.getAnnotation(Command.class);
            CommandSpec spec = CommandSpec.create().name(command.name());
            spec.usageMessage().header(command.header()).hidden(command.hidden());
            return new CommandLine(spec);
        }
    }

    private Commands() {}

    static Map<String, Entry> all(Surroundings surroundings) {
        Map<String, Entry> all = new LinkedHashMap<>();
        all.put("demo", new Entry(DemoCommand.class, () -> new CommandLine(new DemoCommand(surroundings))));
        all.put("up", new Entry(UpCommand.class, () -> new CommandLine(new UpCommand(surroundings))));
        all.put("run", new Entry(RunCommand.class, () -> new CommandLine(new RunCommand(surroundings))));
        all.put("cluster", new Entry(ClusterCommand.class, () -> new CommandLine(new ClusterCommand(surroundings))
                .addSubcommand(new ClusterStartCommand(surroundings))
                .addSubcommand(new ClusterStopCommand(surroundings))));
        all.put("status", new Entry(StatusCommand.class, () -> new CommandLine(new StatusCommand(surroundings))));
        all.put("history", new Entry(HistoryCommand.class, () -> new CommandLine(new HistoryCommand(surroundings))));
        all.put("events", new Entry(EventsCommand.class, () -> new CommandLine(new EventsCommand(surroundings))));
        all.put("at", new Entry(AtCommand.class, () -> new CommandLine(new AtCommand(surroundings))));
        all.put("plan", new Entry(PlanCommand.class, () -> new CommandLine(new PlanCommand(surroundings))));
        all.put("verify-log",
                new Entry(VerifyLogCommand.class, () -> new CommandLine(new VerifyLogCommand(surroundings))));
        all.put("replay", new Entry(ReplayCommand.class, () -> new CommandLine(new ReplayCommand(surroundings))));
        all.put("wait", new Entry(WaitCommand.class, () -> new CommandLine(new WaitCommand(surroundings))));
        all.put("reconverge",
                new Entry(ReconvergeCommand.class, () -> new CommandLine(new ReconvergeCommand(surroundings))));
        all.put("dead-letters",
                new Entry(DeadLettersCommand.class, () -> new CommandLine(new DeadLettersCommand(surroundings))
                        .addSubcommand(new DeadLettersListCommand(surroundings))
                        .addSubcommand(new DeadLettersShowCommand(surroundings))
                        .addSubcommand(new DeadLettersRetryCommand(surroundings))
                        .addSubcommand(new DeadLettersDropCommand(surroundings))));
        all.put("explain", new Entry(ExplainCommand.class, () -> new CommandLine(new ExplainCommand(surroundings))));
        all.put("doctor", new Entry(DoctorCommand.class, () -> new CommandLine(new DoctorCommand(surroundings))));
        all.put("allow", new Entry(AllowCommand.class, () -> new CommandLine(new AllowCommand(surroundings))));
        all.put("completion",
                new Entry(CompletionCommand.class, () -> new CommandLine(new CompletionCommand(surroundings))));
        all.put("confirm", new Entry(ConfirmCommand.class, () -> new CommandLine(new ConfirmCommand(surroundings))));
        all.put("prepare", new Entry(PrepareCommand.class, () -> new CommandLine(new PrepareCommand(surroundings))));
        all.put("train", new Entry(TrainCommand.class, () -> new CommandLine(new TrainCommand(surroundings))));
        return all;
    }
}
