package io.muster.cli;

import io.muster.runtime.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** {@code muster} alone: says what there is. */
@Command(name = "muster", versionProvider = MusterCommand.Version.class, header = "Keeps the membership of service meshes.", synopsisSubcommandLabel = "COMMAND", footerHeading = "%nExamples:%n", footer = {
        "  muster demo                      see it at work, on a cluster of its own",
        "  muster up --install              run it against your cluster",
        "  muster status                    how it stands; then: muster history NAMESPACE",
        "  muster up --help                 what a command can do",
        "",
        "Settings: flags, then MUSTER_... in the environment, then",
        "~/.config/muster/settings; see the README.",
        "Exit status: 0 done, 1 fault, 2 usage or settings, 3 Kafka, 4 Kubernetes,",
        "5 foreign cluster, 6 no such name, 7 what was waited for is not so."})
final class MusterCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    MusterCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        surroundings.say("muster: say what to do; see muster --help");
        return ExitCode.USAGE.status();
    }

    /** The version that the build wrote into the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = MusterCommand.class.getPackage().getImplementationVersion();
            return new String[]{"muster " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
