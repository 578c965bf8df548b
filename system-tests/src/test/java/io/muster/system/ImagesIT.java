package io.muster.system;

import static io.muster.system.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.muster.mesh.MeshKeys;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.RealServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The images that {@code mvn -Pimages} makes. Skipped where it was not run. */
@ExtendWith(RealServers.class)
class ImagesIT {

    private static final List<String> SERVICES = List.of("watcher", "rbac-service", "network-service", "cni-service",
            "member-service");
    /** Vert.x cannot take a connection that comes in the moment in which it begins to listen, and says so. */
    private static final Pattern REFUSED = Pattern.compile("Failed to register an accepted channel: .*\\R"
            + "java\\.lang\\.IllegalStateException\\R(\\tat .*\\R)+");
    private static final String VERSION = "0.1.0-SNAPSHOT";

    @ParameterizedTest
    @ValueSource(strings = {"watcher", "rbac-service", "network-service", "cni-service", "member-service"})
    void eachRunsUnderAUserThatIsANumberAndHoldsNothingThatItDoesNotNeed(String service, @TempDir Path folder)
            throws IOException {
        Image image = Image.of(service, folder);

        assertThat(image.user()).isEqualTo("10001:10001");
        assertThat(image.entrypoint()).first().isEqualTo("/opt/java/bin/java");
        Set<String> jars = files(image, "app").map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith(".jar")).collect(Collectors.toSet());
        assertThat(jars).contains("service-runtime-" + VERSION + ".jar", service + "-" + VERSION + ".jar");
        assertThat(jars).filteredOn(jar -> SERVICES.stream().anyMatch(other -> jar.startsWith(other + "-0.")))
                .as("services in it").hasSize(1);
        assertThat(jars).noneMatch(jar -> jar.startsWith("sandbox") || jar.startsWith("junit")
                || jar.startsWith("kafka_"));
        assertThat(files(image, "").map(file -> file.getFileName().toString())).doesNotContain("sh", "bash", "apt");
        assertThat(files(image, "")).allSatisfy(file -> assertThat(Files.getPosixFilePermissions(file))
                .doesNotContain(PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"watcher", "rbac-service", "network-service", "cni-service", "member-service"})
    void eachNamesAllThatIsInIt(String service, @TempDir Path folder) throws IOException {
        Image image = Image.of(service, folder);
        String bill = Files.readString(image.root().resolve("usr/share/sbom/" + service + ".cdx.json"));
        String runtime = Files.readString(image.root().resolve("usr/share/sbom/runtime.cdx.json"));

        assertThat(bill).contains("\"CycloneDX\"").doesNotContain("junit-jupiter");
        assertThat(runtime).contains("\"openjdk\"", "\"glibc\"");
        assertThat(files(image, "app/libs")).isNotEmpty().allSatisfy(jar -> {
            String name = jar.getFileName().toString().replaceFirst("\\.jar$", "");
            assertThat(Pattern.compile("\"purl\" : \"pkg:maven/[^\"]*?/([^\"@]+)@([^\"?]+)").matcher(bill).results()
                    .map(purl -> purl.group(1) + "-" + purl.group(2))).contains(name);
        });
    }

    @Test
    void theyHaveTheNamesAndTheFlagsThatChartAndLauncherHave(@TempDir Path folder) throws IOException {
        Chart chart = new Chart(LintTools.forCharts());
        Chart.Rendered rendered = chart.render("muster", "muster", "default");
        String launcher = Files.readString(LintTools.root().resolve("muster"));
        String heap = Pattern.compile("run\\) echo (.*) ;;").matcher(launcher).results()
                .map(match -> match.group(1)).findFirst().orElseThrow();
        for (String service : SERVICES) {
            Image image = Image.of(service, Files.createDirectory(folder.resolve(service)));
            Container container = rendered.object(Deployment.class, "muster-" + service).getSpec().getTemplate()
                    .getSpec().getContainers().getFirst();

            assertThat(image.tags()).containsExactly(container.getImage());
            assertThat(container.getEnv()).filteredOn(variable -> variable.getName().equals("JDK_JAVA_OPTIONS"))
                    .extracting(EnvVar::getValue).containsExactly(heap);
            assertThat(image.root().resolve("opt/java/muster.flags"))
                    .hasSameTextualContentAs(LintTools.root().resolve("deploy/jvm-flags"));
        }
    }

    @Test
    void whoeverBuildsOneFromCleanElsewhereGetsTheSameToTheLastByte(@TempDir Path folder) throws IOException {
        String digest = "watcher/target/jib-image.digest";
        Path checkout = Files.createDirectory(folder.resolve("checkout"));
        Image.assumeBuilt("watcher");
        Image.run(List.of("sh", "-c", "tar -C \"$0\" --exclude=target --exclude=.git -cf - . | tar -C \"$1\" -xf -",
                LintTools.root().toString(), checkout.toString()));

        // What manifests say and the order of the class path depend on the JDK that Maven runs on.
        Image.run(List.of("env", "JAVA_HOME=" + System.getProperty("muster.test.maven.java"), "mvn", "-B", "-ntp", "-q",
                "-f", checkout.resolve("pom.xml").toString(), "-Pimages",
                "package",
                "-pl", "watcher", "-am", "-Dmaven.test.skip=true", "-Dformatter.skip=true", "-Djacoco.skip=true",
                "-Djib.applicationCache=" + folder.resolve("cache"),
                "-Djib.baseImageCache=" + folder.resolve("cache")));

        assertThat(checkout.resolve(digest)).hasSameTextualContentAs(LintTools.root().resolve(digest));
    }

    @Test
    void aNamespaceJoinsWhereAllServicesRunFromTheirImages(KafkaUnderTest kafka, ControlPlaneUnderTest cluster,
            @TempDir Path folder) throws IOException {
        try (Scene scene = new Scene(kafka, cluster)) {
            List<MusterProcess> processes = new ArrayList<>();
            for (String service : SERVICES) {
                Image image = Image.of(service, Files.createDirectory(folder.resolve(service)));
                processes.add(start(image, service, scene, cluster.kubeconfig(), folder));
            }
            try {
                Instant start = Instant.now();
                processes.forEach(MusterProcess::awaitReady);
                assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(60));
                Mesh mesh = scene.mesh();
                String joining = scene.namespace("joining");
                mesh.roll(joining);

                eventually(() -> assertThat(scene.admin().namespaces().withName(joining).get().getMetadata()
                        .getLabels()).containsEntry(MeshKeys.MEMBER_OF, mesh.namespace()));
                assertThat(mesh.has(joining)).isTrue();
                processes.forEach(process -> assertThat(REFUSED.matcher(process.output()).replaceAll(""))
                        .doesNotContain("\tat ", "WARNING"));
                mesh.roll();
                scene.awaitNothingLeft(mesh, joining);
            } finally {
                processes.forEach(MusterProcess::close);
            }
        }
    }

    /** As the chart does: read-only, but for a folder of temporary files. */
    private static MusterProcess start(Image image, String service, Scene scene, Path kubeconfig, Path logs)
            throws IOException {
        Files.copy(kubeconfig, image.root().resolve("kubeconfig"));
        Files.setPosixFilePermissions(image.root().resolve("kubeconfig"), Set.of(PosixFilePermission.OTHERS_READ));
        Map<String, String> settings = new HashMap<>(scene.installation().settings());
        settings.putAll(image.environment());
        settings.put("MUSTER_KUBECONFIG", "/kubeconfig");
        settings.put("JDK_JAVA_OPTIONS", "-Xmx96m -Xmn15m -XX:SurvivorRatio=1 -XX:TargetSurvivorRatio=90");
        return MusterProcess.start(service, image.command(), settings, logs.resolve(service + ".log"));
    }

    private static Stream<Path> files(Image image, String folder) throws IOException {
        try (Stream<Path> files = Files.walk(image.root().resolve(folder))) {
            return files.filter(Files::isRegularFile).toList().stream();
        }
    }
}
