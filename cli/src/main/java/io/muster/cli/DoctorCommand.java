package io.muster.cli;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.muster.audit.Present;
import io.muster.events.MeshState;
import io.muster.runtime.Cluster;
import io.muster.runtime.CommonSettings;
import io.muster.runtime.ExitCode;
import io.muster.runtime.StartFailure;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code muster doctor}: what is wrong, and what mends it. */
@Command(name = "doctor", header = "Looks at broker, topics, services and cluster, and says what mends what is wrong.", description = "Broker,"
        + " topics and their settings, ACLs, what the services have published, API server, custom resources, admission"
        + " policies, the rights of each service's account, clocks and versions. Reads only. Exit status 7 if something is"
        + " wrong that keeps Muster from doing what it is for.", footerHeading = "%nExamples:%n", footer = {
                "  muster doctor", "  muster doctor --principal watcher=User:CN=muster-watcher -o json"})
final class DoctorCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(names = "--principal", paramLabel = "SERVICE=PRINCIPAL", description = "Whom a service is known to the broker"
            + " as: its ACLs are checked. Once for each service.")
    private Map<String, String> principals = new LinkedHashMap<>();

    @Option(names = "--release", paramLabel = "NAMESPACE/NAME", description = "Where the chart is installed, and as what:"
            + " its service accounts' rights are checked (default: ${DEFAULT-VALUE}).")
    private String release = "muster/muster";

    DoctorCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Map<ServiceKind, String> known = known();
        String[] installed = release.split("/", -1);
        if (installed.length != 2) {
            throw new ParameterException(Given.required(spec).commandLine(),
                    "'" + release + "' is not NAMESPACE/NAME of a release of the chart");
        }
        CommonSettings settings = kafka.settings(surroundings);
        List<Diagnosis> all = new ArrayList<>(new BrokerExamination(settings).broker(known));
        boolean answers = all.getFirst().verdict() == Diagnosis.Verdict.OK;
        Optional<Present> present = answers ? published(settings, all) : Optional.empty();
        all.addAll(cluster(settings, present, installed[0], installed[1]));
        show(all);
        boolean isWell = all.stream().noneMatch(each -> each.verdict() == Diagnosis.Verdict.FAIL);
        return (isWell ? ExitCode.OK : ExitCode.UNMET).status();
    }

    private Map<ServiceKind, String> known() {
        Map<ServiceKind, String> known = new EnumMap<>(ServiceKind.class);
        principals.forEach((service, principal) -> known.put(ServiceKind.of(service)
                .orElseThrow(() -> new ParameterException(Given.required(spec).commandLine(),
                        "there is no service '%s'; there are %s".formatted(service,
                                String.join(", ", ServiceKind.ids())))),
                principal));
        return known;
    }

    private Optional<Present> published(CommonSettings settings, List<Diagnosis> all) {
        try (TopicReader reader = kafka.reader(surroundings)) {
            if (reader.partitions(settings.topics().members()).isEmpty()) {
                return Optional.empty();
            }
            Present present = new PresentReader(reader).all();
            all.addAll(BrokerExamination.services(present, Letters.read(reader).all().size()));
            return Optional.of(present);
        } catch (StartFailure e) {
            all.add(Diagnosis.fail("records", String.valueOf(e.getMessage()), OwnRights.grant(
                    settings.bootstrapServers(), "Read", settings.topics().prefix() + ".")
                    + " --resource-pattern-type prefixed"));
            return Optional.empty();
        }
    }

    private static List<Diagnosis> cluster(CommonSettings settings, Optional<Present> present, String namespace,
            String release) {
        List<Diagnosis> all = new ArrayList<>();
        try (Cluster cluster = Cluster.connect(settings, "cli")) {
            all.addAll(new ClusterExamination(cluster).all(present.flatMap(Present::clusterId)));
            List<MeshState> meshes = present.map(each -> each.meshes().keySet().stream()
                    .flatMap(mesh -> each.mesh(mesh).stream()).toList()).orElse(List.of());
            all.addAll(new AccountExamination(cluster.client(), namespace, release, meshes).all());
        } catch (StartFailure | KubernetesClientException e) {
            all.add(Diagnosis.fail("API server", String.valueOf(e.getMessage()),
                    "set MUSTER_KUBECONFIG and MUSTER_KUBE_CONTEXT"));
        }
        return all;
    }

    /** In a terminal each command has a line of its own, so that it can be copied; a pipe has a finding on a line. */
    private void show(List<Diagnosis> all) {
        boolean isFitted = output.isFitted(surroundings);
        output.print(surroundings, () -> table(all, !isFitted), () -> all);
        if (isFitted) {
            all.stream().filter(each -> !each.mend().isEmpty()).forEach(each -> surroundings
                    .answer("%n%s:%n  %s".formatted(each.about(), each.mend())));
        }
    }

    private static Table table(List<Diagnosis> all, boolean withCommands) {
        return new Table(withCommands
                ? Table.columns("ABOUT", "IS", "FOUND>", "MEND>")
                : Table.columns("ABOUT", "IS", "FOUND>"),
                all.stream()
                        .map(each -> new Table.Row(switch (each.verdict()) {
                            case OK -> Terminal.Style.PLAIN;
                            case WARN -> Terminal.Style.DID;
                            case FAIL -> Terminal.Style.BAD;
                        }, withCommands
                                ? List.of(each.about(), Texts.name(each.verdict()), each.found(), each.mend())
                                : List.of(each.about(), Texts.name(each.verdict()), each.found())))
                        .toList());
    }
}
