package io.muster.cli;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.muster.audit.Present;
import io.muster.runtime.Cluster;
import io.muster.runtime.CommonSettings;
import io.muster.runtime.ExitCode;
import io.muster.runtime.StartFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code muster plan}: what would happen. */
@Command(name = "plan", header = "Shows what applying rolls, member objects or control planes would do.", description = "Who would"
        + " join, move or leave, what would be claimed in vain, and what the services would write and delete. Nothing is"
        + " written: the API server is asked for a dry run of each document, as kubectl apply would send it, and watcher"
        + " and services say what they would make of it.%n%nExit status 0 if there is nothing to do, 2 if there is, 1 if"
        + " a document or the command is wrong.", exitCodeOnInvalidInput = 1, footerHeading = "%nExamples:%n", footer = {
                "  muster plan -f roll.yaml", "  kubectl kustomize mesh | muster plan -f - -o wide"})
final class PlanCommand implements Callable<Integer> {

    /** As {@code kubectl diff} and others have it. */
    static final int SOMETHING_TO_DO = 2;

    private final Surroundings surroundings;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(names = {"-f", "--filename"}, required = true, paramLabel = "FILE|-", description = "YAML or JSON of"
            + " ServiceMeshMemberRolls, ServiceMeshMembers, ServiceMeshControlPlanes, or of the Namespaces, RoleBindings and"
            + " NetworkPolicies that they depend on; - is the standard input. Can be given more than once.")
    private List<String> files = new ArrayList<>();

    @Option(names = {"-n",
            "--namespace"}, paramLabel = "NAMESPACE", description = "Of documents that name none (default:"
                    + " the one of the kubeconfig's context).")
    private @Nullable String namespace;

    @Option(names = "--by-labels", description = "Take who holds what from the labels of namespaces and not from the topics:"
            + " for a cluster where no Muster has run.")
    private boolean byLabels;

    PlanCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try {
            MembershipPlan plan = plan(Manifests.read(files, surroundings.in()));
            show(plan);
            return plan.hasSomethingToDo() ? SOMETHING_TO_DO : ExitCode.OK.status();
        } catch (StartFailure e) {
            // 2 is for something to do.
            throw e.exitCode() == ExitCode.USAGE
                    ? new StartFailure(ExitCode.FAULT, String.valueOf(e.getMessage()), e)
                    : e;
        }
    }

    private MembershipPlan plan(List<Manifest> manifests) {
        Map<String, String> environment = byLabels
                ? kafka.environmentWithoutBroker(surroundings)
                : kafka.environment(surroundings);
        CommonSettings settings = KafkaOptions.settings(environment);
        Optional<Present> present = byLabels ? Optional.empty() : Optional.of(present());
        try (Cluster cluster = Cluster.connect(settings, "cli")) {
            present.flatMap(Present::clusterId).filter(id -> !id.equals(cluster.id())).ifPresent(id -> {
                throw new StartFailure(ExitCode.FOREIGN_CLUSTER,
                        "the topics are about cluster %s, and this is %s: choose another --topic-prefix, or the kubeconfig of that cluster"
                                .formatted(id, cluster.id()));
            });
            String ofContext = cluster.client().getNamespace();
            return Planning.plan(cluster, settings, environment, present.map(PresentReader::events), manifests,
                    namespace != null ? namespace : ofContext == null ? "default" : ofContext);
        } catch (KubernetesClientException e) {
            throw new StartFailure(ExitCode.KUBERNETES,
                    "the cluster cannot be read: %s; muster doctor says what is missing".formatted(e.getMessage()), e);
        }
    }

    private Present present() {
        try (TopicReader reader = kafka.reader(surroundings)) {
            return new PresentReader(reader).all();
        }
    }

    private void show(MembershipPlan plan) {
        if (!output.isText()) {
            output.print(surroundings, () -> new Table(List.of(), List.of()), () -> plan);
            return;
        }
        boolean isFirst = true;
        for (Table table : PlanTables.of(plan, output.format() == OutputOptions.Format.WIDE)) {
            if (!isFirst) {
                surroundings.out().println();
            }
            isFirst = false;
            output.lines(surroundings, table).forEach(surroundings.out()::println);
        }
        surroundings.out().flush();
        if (plan.due() > 0) {
            surroundings.say(
                    "%d changes of the cluster are not published yet, whatever becomes of these documents: muster status"
                            .formatted(plan.due()));
        }
        surroundings.say(PlanTables.summary(plan));
    }
}
