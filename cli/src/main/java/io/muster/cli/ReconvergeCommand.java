package io.muster.cli;

import io.muster.audit.Present;
import io.muster.events.Concern;
import io.muster.events.Request;
import io.muster.runtime.ExitCode;
import io.muster.runtime.StartFailure;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code muster reconverge}: look again, now. */
@Command(name = "reconverge", header = "Asks the services to compare the cluster with what is desired, now.", description = "They"
        + " do so all the time; this is for whoever does not want to wait. Changes nothing that is right.", footerHeading = "%nExamples:%n", footer = {
                "  muster reconverge --namespace bookinfo", "  muster reconverge --concern rbac --mesh istio-system"})
final class ReconvergeCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Option(names = "--concern", paramLabel = "CONCERN", description = "Only rbac, network, cni or member (default:"
            + " all).")
    private @Nullable Concern concern;

    @ArgGroup
    private @Nullable Scope scope;

    /** Of what; all, if neither is said. */
    static final class Scope {
        @Option(names = {"-n", "--namespace"}, paramLabel = "NAMESPACE", description = "Only this namespace.")
        private @Nullable String namespace;

        @Option(names = "--mesh", paramLabel = "MESH", description = "Only the members of this mesh.")
        private @Nullable String mesh;
    }

    ReconvergeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        String namespace = scope == null ? null : scope.namespace;
        String mesh = scope == null ? null : scope.mesh;
        try (TopicReader reader = kafka.reader(surroundings)) {
            Present present = namespace != null
                    ? new PresentReader(reader).of(namespace)
                    : new PresentReader(reader).all();
            if (mesh != null && !present.meshes().containsKey(mesh)) {
                throw Closest.unknown("mesh", mesh, present.meshes().keySet());
            }
            Asking.of(kafka, surroundings).ask(clusterId(present, reader), Request.Action.RECONVERGE, concern,
                    namespace, mesh, null);
        }
        surroundings.say("asked; muster history or muster events --follow shows what they find");
        return ExitCode.OK.status();
    }

    /** The cluster that the topics are about; without a census nobody listens. */
    static String clusterId(Present present, TopicReader reader) {
        return present.clusterId().orElseThrow(() -> new StartFailure(ExitCode.KAFKA,
                "no watcher has published to %s at %s yet: are broker and topic prefix the right ones?"
                        .formatted(reader.topics().meshes(), reader.servers())));
    }
}
