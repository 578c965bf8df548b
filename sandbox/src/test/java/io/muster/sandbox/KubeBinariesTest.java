package io.muster.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Finding the programs; the download is tried on a folder laid out like the projects' release sites. */
@EnabledOnOs(OS.LINUX)
class KubeBinariesTest {
    private static final Path SCRIPT = Path.of("..", "tools", "kube", "build").toAbsolutePath().normalize();
    private static final List<String> PROGRAMS = List.of("etcd", "kube-apiserver", "kube-controller-manager");

    @TempDir
    Path dir;

    private final String machine = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    private final String kubernetes = version("k8s.io/kubernetes");
    private final String etcd = version("go.etcd.io/etcd/server/v3");

    @BeforeEach
    void layOutReleases() throws Exception {
        for (String program : PROGRAMS.subList(1, 3)) {
            Path file = dir.resolve("releases").resolve(kubernetes).resolve("bin/linux").resolve(machine)
                    .resolve(program);
            program(file);
            Files.writeString(file.resolveSibling(program + ".sha256"), sha256(file));
        }
        String name = "etcd-" + etcd + "-linux-" + machine;
        Path folder = dir.resolve("releases").resolve(etcd);
        program(folder.resolve(name).resolve("etcd"));
        run(List.of("tar", "-czf", name + ".tar.gz", name), folder, Map.of());
        Files.writeString(folder.resolve("SHA256SUMS"),
                sha256(folder.resolve(name + ".tar.gz")) + "  " + name + ".tar.gz\n");
    }

    @Test
    void takesTheFolderItIsGiven() throws IOException {
        for (String program : PROGRAMS) {
            program(dir.resolve("given").resolve(program));
        }
        String given = dir.resolve("given").toString();
        assertThat(KubeBinaries.locate(Map.of(KubeBinaries.BINARIES_VARIABLE, given)).apiServer())
                .isEqualTo(dir.resolve("given").resolve("kube-apiserver"));
    }

    @Test
    void namesTheProgramsThatAFolderLacks() throws IOException {
        program(dir.resolve("half").resolve("etcd"));
        assertThatThrownBy(() -> KubeBinaries.in(dir.resolve("half"))).isInstanceOf(SandboxException.class)
                .hasMessageContaining("kube-apiserver").hasMessageContaining("kube-controller-manager");
    }

    @Test
    void saysWhatToSetOutsideACheckout() {
        assertThatThrownBy(() -> KubeBinaries.locate(Map.of(KubeBinaries.HOME_VARIABLE, dir.toString())))
                .isInstanceOf(SandboxException.class).hasMessageContaining(KubeBinaries.HOME_VARIABLE)
                .hasMessageContaining(KubeBinaries.BINARIES_VARIABLE);
    }

    @Test
    void downloadsWhatCannotBeBuiltOnceAndKeepsIt() throws Exception {
        Outcome first = buildWithoutGo();
        assertThat(first.status()).as(first.errors()).isZero();
        KubeBinaries binaries = KubeBinaries.in(Path.of(first.output().strip()));
        assertThat(binaries.etcd()).hasContent("#!/bin/sh\necho etcd\n");
        assertThat(first.errors()).contains("go is too old").contains("downloading kube-apiserver " + kubernetes);

        Outcome second = buildWithoutGo();
        assertThat(second).isEqualTo(new Outcome(0, first.output(), ""));
        assertThat(leftOvers()).isEmpty();
    }

    @Test
    void refusesADownloadWithAnotherChecksum() throws Exception {
        Path file = dir.resolve("releases").resolve(kubernetes).resolve("bin/linux").resolve(machine)
                .resolve("kube-apiserver");
        Files.writeString(file, "tampered with");
        Outcome outcome = buildWithoutGo();
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.errors()).contains("the checksum of kube-apiserver is wrong");
        assertThat(leftOvers()).isEmpty();
    }

    @Test
    void saysWhatToInstallWhenItCanNeitherBuildNorDownload() throws Exception {
        Files.move(dir.resolve("releases"), dir.resolve("elsewhere"));
        Outcome outcome = buildWithoutGo();
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.errors()).contains("Install Go " + version("go")).contains("MUSTER_KUBE_BINARIES");
        assertThat(outcome.output()).isEmpty();
    }

    /** With a go that refuses to work, as one does that is too old and may not fetch another. */
    private Outcome buildWithoutGo() throws Exception {
        Path go = dir.resolve("path").resolve("go");
        program(go);
        Files.writeString(go, "#!/bin/sh\necho go is too old >&2\nexit 1\n");
        String releases = dir.resolve("releases").toUri().toString();
        return run(List.of(SCRIPT.toString()), dir,
                Map.of("PATH", go.getParent() + ":" + System.getenv("PATH"), "MUSTER_CACHE",
                        dir.resolve("cache").toString(), "MUSTER_KUBE_RELEASES", releases, "MUSTER_ETCD_RELEASES",
                        releases));
    }

    /** What a download leaves behind beside whole programs. */
    private List<Path> leftOvers() {
        return list(dir.resolve("cache").resolve("kube")).flatMap(KubeBinariesTest::list)
                .filter(it -> !it.endsWith(".lock"))
                .filter(it -> !PROGRAMS.contains(it.getFileName().toString())).toList();
    }

    private static Stream<Path> list(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Outcome(int status, String output, String errors) {}

    private static Outcome run(List<String> command, Path folder, Map<String, String> environment) throws Exception {
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile())
                .redirectError(errors.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Outcome(process.waitFor(), output, Files.readString(errors));
    }

    private static void program(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\necho " + file.getFileName() + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    /** As go.mod has it. */
    private static String version(String module) {
        try (Stream<String> lines = Files.lines(SCRIPT.resolveSibling("go.mod"))) {
            return lines.map(String::strip).filter(line -> line.startsWith(module + " ")).findFirst().orElseThrow()
                    .split(" ", -1)[1];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
