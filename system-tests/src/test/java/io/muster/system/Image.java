package io.muster.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * An image of a service as the build has made it, unpacked.
 *
 * @param tags
 *            its names
 * @param user
 *            whom it runs as
 * @param entrypoint
 *            the command, whose paths are in the root file system
 * @param environment
 *            that it brings
 * @param root
 *            folder that holds the root file system
 */
record Image(List<String> tags, String user, List<String> entrypoint, Map<String, String> environment, Path root) {

    private static final KubernetesSerialization JSON = new KubernetesSerialization();

    /**
     * Unpacks what is there already. Skips the test where the build makes none.
     *
     * @param folder
     *            an empty one
     */
    static Image of(String service, Path folder) throws IOException {
        Path tar = assumeBuilt(service);
        Path layers = Files.createDirectories(folder.resolve("layers"));
        Path root = Files.createDirectories(folder.resolve("root"));
        unpack(tar, layers);
        Map<String, Object> manifest = json(Files.readString(layers.resolve("manifest.json")).strip()
                .replaceAll("^\\[|\\]$", ""));
        for (Object layer : list(manifest.get("Layers"))) {
            unpack(layers.resolve(layer.toString()), root);
        }
        Map<String, Object> config = Chart.part(json(Files.readString(layers.resolve("config.json"))), "config");
        return new Image(texts(manifest.get("RepoTags")), String.valueOf(config.get("User")),
                texts(config.get("Entrypoint")),
                texts(config.get("Env")).stream().map(variable -> variable.split("=", 2))
                        .collect(Collectors.toMap(variable -> variable[0], variable -> variable[1])),
                root);
    }

    /** Skips the test where the build makes no images. */
    static Path assumeBuilt(String service) {
        Path tar = LintTools.root().resolve(service).resolve("target/jib-image.tar");
        Assumptions.assumeTrue(Files.exists(tar), "skipped for want of images: mvn -Pimages makes them");
        return tar;
    }

    private static void unpack(Path tar, Path into) {
        run(List.of("tar", "-xf", tar.toString(), "-C", into.toString()));
    }

    /** Runs a command to its end; what it wrote. */
    static String run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @SuppressWarnings("unchecked") // what JSON has where an object is asked for is a map
    private static Map<String, Object> json(String text) {
        return JSON.unmarshal(text, Map.class);
    }

    private static List<?> list(@Nullable Object value) {
        return (List<?>) Objects.requireNonNull(value);
    }

    private static List<String> texts(@Nullable Object value) {
        return list(value).stream().map(String::valueOf).toList();
    }

    /**
     * The command that runs it here as a container runtime does: with nothing of the machine but its network, its
     * devices and its processes, and as its user, to whom nothing belongs. Skips the test for whoever may not do that.
     * The shell stays, because the kernel ends it with its parent, and all that it runs with it: a process that changes
     * its user is spared.
     */
    List<String> command() throws IOException {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")),
                "skipped: only root may change the root of the file system");
        Files.createDirectory(root.resolve("proc"));
        Files.createDirectory(root.resolve("dev"));
        for (String given : List.of("hosts", "resolv.conf")) {
            Files.copy(Path.of("/etc", given), root.resolve("etc").resolve(given));
        }
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "--pid", "--fork", "--kill-child", "sh",
                "-c", """
                        root=$1 user=$2
                        shift 2
                        mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" &&
                          chroot --userspec="$user" "$root" "$@"
                        exit $?
                        """, "sh", root.toString(), user));
        command.addAll(entrypoint);
        return command;
    }
}
