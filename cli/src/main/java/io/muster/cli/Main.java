package io.muster.cli;

import io.muster.runtime.ExitCode;
import io.muster.runtime.StartFailure;
import io.muster.sandbox.SandboxException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Map;
import picocli.CommandLine;

/** The {@code muster} command. */
public final class Main {

    private Main() {}

    /** Carries out a command and ends the process with its status, see {@link ExitCode}. */
    public static void main(String[] args) {
        Charset console = System.out.charset();
        Surroundings surroundings = new Surroundings(Map.copyOf(System.getenv()),
                new PrintWriter(System.out, true, console), new PrintWriter(System.err, true, console));
        System.exit(commandLine(surroundings).execute(args));
    }

    static CommandLine commandLine(Surroundings surroundings) {
        return new CommandLine(new MusterCommand(surroundings))
                .addSubcommand(new CommandLine(new ClusterCommand(surroundings))
                        .addSubcommand(new ClusterStartCommand(surroundings))
                        .addSubcommand(new ClusterStopCommand(surroundings)))
                .addSubcommand(new ConfirmCommand(surroundings))
                .setOut(surroundings.out())
                .setErr(surroundings.err())
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Main::misused)
                .setExecutionExceptionHandler((failure, command, _) -> failed(failure, command.getErr()));
    }

    private static int misused(CommandLine.ParameterException misuse, String[] args) {
        CommandLine command = misuse.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("muster: " + misuse.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(misuse, err);
        err.println("See " + command.getCommandSpec().qualifiedName() + " --help");
        err.flush();
        return ExitCode.USAGE.status();
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
