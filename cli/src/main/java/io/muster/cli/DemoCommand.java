package io.muster.cli;

import io.muster.runtime.ExitCode;
import io.muster.sandbox.TemporaryDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code muster demo}: Muster at work, told in steps that are checked. */
@Command(name = "demo", header = "Shows Muster at work, on a cluster of its own.", description = "Starts a Kafka broker and a Kubernetes control plane on loopback, runs watcher and services, and"
        + " tells a story in numbered steps: what is done, what is seen in the cluster, how long it took. Exit"
        + " status 0 if every step passed. Nothing is left behind.", footerHeading = "%nExample:%n", footer = "  muster demo --keep")
final class DemoCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Option(names = "--keep", description = "Leave it running at the end, until Ctrl-C, to try things on it.")
    private boolean keep;

    DemoCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        long start = System.nanoTime();
        Terminal terminal = Terminal.of(surroundings);
        TemporaryDirectory temporary = TemporaryDirectory.create("muster-demo-");
        // Before the first logger: the terminal is for the story.
        System.setProperty("MUSTER_LOG_FORMAT", "file");
        System.setProperty("MUSTER_LOG_FILE", temporary.path().resolve("logs").resolve("demo.log").toString());
        terminal.heading("Muster: two meshes and a dozen namespaces, on a cluster of its own");
        terminal.gap();
        Story.Result result;
        try (DemoStage stage = new DemoStage(surroundings, terminal, temporary, DemoCommand::closeAtTheEnd)) {
            result = new Story(terminal).tell(steps(stage));
            if (result.failed() > 0) {
                terminal.line(Terminal.Style.FAINT, "logs", keepLogs(stage.logs()).toString(), "");
            }
            if (keep) {
                invite(stage, terminal);
                terminal.heading(result.toString());
                awaitTheEnd();
            }
        }
        terminal.line(Terminal.Style.FAINT, "took", Terminal.duration(Duration.ofNanos(System.nanoTime() - start)),
                "");
        terminal.heading(result.toString());
        return result.failed() == 0 ? ExitCode.OK.status() : ExitCode.FAULT.status();
    }

    private static List<Step> steps(DemoStage stage) {
        List<Step> steps = new ArrayList<>();
        DemoMesh shop = new DemoMesh(stage.client(), "istio-shop");
        DemoMesh pay = new DemoMesh(stage.client(), "istio-pay");
        steps.addAll(new JoiningSteps(stage, shop, pay).steps());
        steps.addAll(new ChangingSteps(stage, shop, pay).steps());
        steps.addAll(new ServicesSteps(stage, shop).steps());
        steps.addAll(new EndingSteps(stage, shop, pay).steps());
        steps.addAll(new SdnSteps(stage, shop).steps());
        return steps;
    }

    private static void closeAtTheEnd(DemoStage stage) {
        Runtime.getRuntime().addShutdownHook(new Thread(stage::close, "muster-demo-end"));
    }

    /** The directory is about to go. */
    private Path keepLogs(Path logs) {
        Path kept = surroundings.dataHome().resolve("demo-logs");
        try (Stream<Path> files = Files.list(logs)) {
            Files.createDirectories(kept);
            for (Path file : files.toList()) {
                Files.copy(file, kept.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
            return kept;
        } catch (IOException e) {
            throw new UncheckedIOException("the logs cannot be kept", e);
        }
    }

    private static void invite(DemoStage stage, Terminal terminal) {
        terminal.heading("It goes on running until Ctrl-C. To try in another terminal:");
        Stream.of("export KUBECONFIG=" + stage.kubeconfig(),
                "kubectl get smcp,smmr,smm --all-namespaces",
                "kubectl get rolebindings --all-namespaces --selector maistra.io/member-of",
                "kubectl delete rolebindings --namespace shop-web --all",
                "kubectl get rolebindings --namespace shop-web",
                "kubectl edit smmr default --namespace istio-shop").forEach(command -> {
                    terminal.out().println("    " + command);
                });
        terminal.line(Terminal.Style.FAINT, "broker", stage.bootstrapServers(), "");
        terminal.gap();
    }

    private static void awaitTheEnd() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
