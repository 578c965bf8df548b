package io.muster.cli;

import io.muster.audit.Explanation;
import io.muster.runtime.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster explain}: where an object comes from. */
@Command(name = "explain", header = "Says which event, claim, source and mesh an object of ours comes from, or why it is not there.", description = "From"
        + " what the services said of it last; what the cluster has beside that, nobody told.", footerHeading = "%nExample:%n", footer = "  muster explain RoleBinding/istiod-clusterrole-basic-istio-system -n bookinfo")
final class ExplainCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Parameters(paramLabel = "KIND/NAME", description = "The object.")
    private @Nullable String object;

    @Option(names = {"-n", "--namespace"}, required = true, paramLabel = "NAMESPACE", description = "Where it is, or"
            + " should be.")
    private @Nullable String namespace;

    ExplainCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        String[] parts = Given.required(object).split("/", -1);
        if (parts.length != 2) {
            throw new ParameterException(Given.required(spec).commandLine(), "'" + object + "' is not KIND/NAME");
        }
        Explanation explanation;
        try (TopicReader reader = kafka.reader(surroundings)) {
            String where = Given.required(namespace);
            explanation = Explanation.of(parts[0], parts[1], where, new PresentReader(reader).of(where));
        }
        output.print(surroundings, () -> new Table(Table.columns("WHAT", "IS>"), explanation.lines().entrySet().stream()
                .map(each -> new Table.Row(Terminal.Style.PLAIN, List.of(each.getKey(), each.getValue()))).toList()),
                () -> explanation);
        return (explanation.isThere() ? ExitCode.OK : ExitCode.UNMET).status();
    }
}
