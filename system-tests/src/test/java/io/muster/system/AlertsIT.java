package io.muster.system;

import static io.muster.system.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.system.MusterProcess.Kind;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.RealServers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * An alert on a metric that nobody exports never fires, a panel about it stays empty, and an alert that nobody explains
 * helps nobody.
 */
@ExtendWith(RealServers.class)
class AlertsIT {

    private static final Path ALERTS = LintTools.root().resolve("deploy/helm/muster/files/alerts.yaml");
    private static final Path DASHBOARD = LintTools.root().resolve("deploy/helm/muster/files/dashboard.json");
    private static final Path RUNBOOKS = LintTools.root().resolve("docs/runbooks");

    @Test
    void everyMetricThatAnAlertOrAPanelIsAboutIsExported(KafkaUnderTest kafka, ControlPlaneUnderTest cluster)
            throws IOException {
        Set<String> named = found("\\b((?:muster|jvm)_[a-z_]+)", ALERTS);
        named.addAll(found("\\b((?:muster|jvm)_[a-z_]+)", DASHBOARD));
        try (Scene scene = new Scene(kafka, cluster)) {
            MusterProcess watcher = scene.start(Kind.WATCHER);
            MusterProcess rbac = scene.start(Kind.RBAC).awaitReady();
            watcher.awaitReady();
            Mesh mesh = scene.mesh();
            String a = scene.namespace("a");
            mesh.roll(a);
            scene.awaitMember(mesh, a);

            eventually(() -> assertThat(Stream.of(watcher, rbac).flatMap(AlertsIT::exported).toList())
                    .containsAll(named));
        }
    }

    /** Skipped where there is no Go to build promtool with. */
    @Test
    void theyAreQuietWhenAllIsWellAndFireWhenItIsNot(@TempDir Path folder) throws IOException {
        LintTools tools = LintTools.forAlerts();
        Files.copy(ALERTS, folder.resolve("alerts.yaml"));
        Path tests = folder.resolve("alerts-test.yaml");
        try (InputStream resource = AlertsIT.class.getResourceAsStream("/alerts/alerts-test.yaml")) {
            Files.copy(Objects.requireNonNull(resource), tests);
        }

        tools.promtool("check", "rules", "--lint-fatal", folder.resolve("alerts.yaml").toString()).successfully();
        tools.promtool("test", "rules", tests.toString()).successfully();
    }

    @Test
    void everyAlertHasItsRunbookAndIsInTheirList() throws IOException {
        Set<String> alerts = found("- alert: (\\w+)", ALERTS);
        try (Stream<Path> pages = Files.list(RUNBOOKS)) {
            assertThat(pages.map(page -> page.getFileName().toString().replace(".md", ""))
                    .filter(name -> !name.equals("README"))).containsExactlyInAnyOrderElementsOf(alerts);
        }
        assertThat(found("(?m)^\\| \\[(\\w+)\\]\\(\\1\\.md\\)", RUNBOOKS.resolve("README.md"))).isEqualTo(alerts);
    }

    private static Stream<String> exported(MusterProcess process) {
        return process.get("/metrics").body().lines().filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceFirst("[{ ].*", ""));
    }

    private static Set<String> found(String pattern, Path file) throws IOException {
        return Pattern.compile(pattern).matcher(Files.readString(file)).results().map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
