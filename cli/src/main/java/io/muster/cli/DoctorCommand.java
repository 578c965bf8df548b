package io.muster.cli;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.muster.audit.Present;
import io.muster.mesh.Admission;
import io.muster.runtime.Cluster;
import io.muster.runtime.CommonSettings;
import io.muster.runtime.ExitCode;
import io.muster.runtime.StartFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code muster doctor}: what is wrong, and what mends it. */
@Command(name = "doctor", header = "Looks at broker, topics, services and cluster, and says what mends what is wrong.", description = "Reads"
        + " only. Exit status 7 if something is wrong that keeps Muster from doing what it is for.", footerHeading = "%nExample:%n", footer = "  muster doctor -o json")
final class DoctorCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    DoctorCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        CommonSettings settings = kafka.settings(surroundings);
        List<Diagnosis> all = new ArrayList<>(new BrokerExamination(settings).topics());
        Optional<String> published = Optional.empty();
        try (TopicReader reader = kafka.reader(surroundings)) {
            if (!reader.partitions(settings.topics().members()).isEmpty()) {
                Present present = new PresentReader(reader).all();
                published = present.clusterId();
                all.addAll(BrokerExamination.services(present, Letters.read(reader).all().size()));
            }
        }
        all.addAll(cluster(settings, published));
        output.print(surroundings, () -> table(all), () -> all);
        boolean isWell = all.stream().noneMatch(each -> each.verdict() == Diagnosis.Verdict.FAIL);
        return (isWell ? ExitCode.OK : ExitCode.UNMET).status();
    }

    private static List<Diagnosis> cluster(CommonSettings settings, Optional<String> published) {
        List<Diagnosis> all = new ArrayList<>();
        try (Cluster cluster = Cluster.connect(settings, "cli")) {
            KubernetesClient client = cluster.client();
            all.add(Diagnosis.ok("API server", "Kubernetes %s at %s".formatted(
                    client.getKubernetesVersion().getGitVersion(), client.getMasterUrl())));
            all.add(published.isEmpty() || published.get().equals(cluster.id())
                    ? Diagnosis.ok("cluster", cluster.id())
                    : Diagnosis.fail("cluster", "the topics are about %s, this is %s".formatted(published.get(),
                            cluster.id()), "choose another --topic-prefix, or the kubeconfig of that cluster"));
            List<String> missing = new CustomResources(client).missing().stream()
                    .map(each -> each.getMetadata().getName()).toList();
            all.add(missing.isEmpty()
                    ? Diagnosis.ok("custom resources", "all are served")
                    : Diagnosis.fail("custom resources", "not served: " + String.join(", ", missing),
                            "muster up --install"));
            all.add(admission(client));
        } catch (StartFailure | KubernetesClientException e) {
            all.add(Diagnosis.fail("API server", String.valueOf(e.getMessage()),
                    "set MUSTER_KUBECONFIG and MUSTER_KUBE_CONTEXT"));
        }
        return all;
    }

    private static Diagnosis admission(KubernetesClient client) {
        List<String> missing = Stream.<HasMetadata>concat(Admission.policies().stream(), Admission.bindings().stream())
                .filter(each -> client.resource(each).get() == null)
                .map(each -> each.getKind() + " " + each.getMetadata().getName()).toList();
        return missing.isEmpty()
                ? Diagnosis.ok("admission policies", "all are there")
                : Diagnosis.fail("admission policies",
                        "whoever may edit a roll can bring any namespace into a mesh; missing: "
                                + String.join(", ", missing),
                        "kubectl apply -f deploy/admission");
    }

    private static Table table(List<Diagnosis> all) {
        return new Table(Table.columns("ABOUT", "IS", "FOUND…", "MEND…"), all.stream()
                .map(each -> new Table.Row(switch (each.verdict()) {
                    case OK -> Terminal.Style.PLAIN;
                    case WARN -> Terminal.Style.DID;
                    case FAIL -> Terminal.Style.BAD;
                }, List.of(each.about(), Texts.name(each.verdict()), each.found(), each.mend()))).toList());
    }
}
