package io.muster.cli;

import io.muster.runtime.ExitCode;
import io.muster.runtime.StartFailure;
import io.muster.sandbox.SandboxException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The {@code muster} command. */
public final class Main {

    private static final List<String> HELP = List.of("-h", "--help");

    private Main() {}

    /** Carries out a command and ends the process with its status, see {@link ExitCode}. */
    public static void main(String[] args) {
        Charset console = System.out.charset();
        PrintWriter out = new PrintWriter(System.out, false, console);
        PrintWriter err = new PrintWriter(System.err, true, console);
        System.exit(execute(out, err, args));
    }

    private static int execute(PrintWriter out, PrintWriter err, String... args) {
        try {
            return execute(new Surroundings(SettingsFile.under(System.getenv()), out, err, System.in), args);
        } catch (StartFailure e) {
            return failed(e, err);
        } finally {
            out.flush();
        }
    }

    static int execute(Surroundings surroundings, String... args) {
        if (args.length == 1 && HELP.contains(args[0]) && Overview.fits(surroundings)) {
            Overview.print(surroundings);
            return ExitCode.OK.status();
        }
        // Reading the annotations of all commands takes as long as starting the JVM.
        Optional<ServiceKind> service = args.length == 2 && args[0].equals("run")
                ? ServiceKind.of(args[1])
                : Optional.empty();
        return service.map(kind -> RunCommand.run(kind, surroundings))
                .orElseGet(() -> commandLine(surroundings, args).execute(args));
    }

    /** All commands. */
    static CommandLine commandLine(Surroundings surroundings) {
        return commandLine(surroundings,
                Commands.all(surroundings).values().stream().map(each -> each.whole().get()).toList());
    }

    /** Only what is needed: reading the annotations of all commands takes longer than most of them. */
    private static CommandLine commandLine(Surroundings surroundings, String... args) {
        Map<String, Commands.Entry> all = Commands.all(surroundings);
        Commands.Entry named = args.length == 0 ? null : all.get(args[0]);
        if (named != null) {
            return commandLine(surroundings, List.of(named.whole().get()));
        }
        return args.length == 1 && HELP.contains(args[0])
                ? commandLine(surroundings, all.values().stream().map(Commands.Entry::outline).toList())
                : commandLine(surroundings);
    }

    private static CommandLine commandLine(Surroundings surroundings, List<CommandLine> commands) {
        CommandLine command = new CommandLine(new MusterCommand(surroundings));
        commands.forEach(each -> command.addSubcommand(each.getCommandName(), each));
        command.setOut(surroundings.out())
                .setErr(surroundings.err())
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Main::misused)
                .setExecutionExceptionHandler((failure, failing, _) -> failed(failure, failing.getErr()));
        command.getCommandSpec().addOption(flag("-V", "--version", "Show the version.").versionHelp(true).build());
        addHelp(command);
        return command;
    }

    private static void addHelp(CommandLine command) {
        command.getCommandSpec().addOption(flag("-h", "--help", "Show this help.").usageHelp(true).build());
        command.getSubcommands().values().forEach(Main::addHelp);
    }

    private static OptionSpec.Builder flag(String shortName, String longName, String description) {
        return OptionSpec.builder(shortName, longName).type(boolean.class).arity("0").description(description);
    }

    private static int misused(CommandLine.ParameterException misuse, String[] args) {
        CommandLine command = misuse.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("muster: " + misuse.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(misuse, err);
        err.println("See " + command.getCommandSpec().qualifiedName() + " --help");
        err.flush();
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static int failed(Exception failure, PrintWriter err) {
        int status = switch (failure) {
            case StartFailure expected -> {
                err.println("muster: " + expected.getMessage());
                yield expected.exitCode().status();
            }
            case SandboxException expected -> {
                err.println("muster: " + expected.getMessage());
                yield ExitCode.FAULT.status();
            }
            case StepFailed expected -> {
                err.println("muster: " + expected.getMessage());
                yield ExitCode.FAULT.status();
            }
            default -> {
                err.println("muster: a fault in Muster: please report it with this stack trace");
                failure.printStackTrace(err);
                yield ExitCode.FAULT.status();
            }
        };
        err.flush();
        return status;
    }
}
