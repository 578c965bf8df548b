package io.muster.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The programs of a Kubernetes control plane.
 *
 * @param etcd
 *            the store
 * @param apiServer
 *            kube-apiserver
 * @param controllerManager
 *            kube-controller-manager
 */
public record KubeBinaries(Path etcd, Path apiServer, Path controllerManager) {
    /** A folder with the three programs, used as it is. */
    public static final String BINARIES_VARIABLE = "MUSTER_KUBE_BINARIES";
    /** The root of a checkout, where {@code tools/kube/build} is. */
    public static final String HOME_VARIABLE = "MUSTER_HOME";

    private static final Path BUILD_SCRIPT = Path.of("tools", "kube", "build");

    /** As {@link #locate(Map)}, in this process's environment. */
    public static KubeBinaries locate() {
        return locate(System.getenv());
    }

    /**
     * Finds the programs, building them first if that was never done on this machine: about five minutes on two cores,
     * with progress on standard error. They are looked for in the folder that {@value #BINARIES_VARIABLE} names, else
     * where {@code tools/kube/build} of the checkout puts them. The checkout is the one that {@value #HOME_VARIABLE}
     * names, else the one around the working directory, else the one around this class.
     *
     * @throws SandboxException
     *             if they are nowhere and cannot be built; the message says what to install
     */
    public static KubeBinaries locate(Map<String, String> environment) {
        String given = environment.get(BINARIES_VARIABLE);
        if (given != null) {
            return in(Path.of(given));
        }
        return in(build(buildScript(environment)));
    }

    /**
     * The programs in a folder.
     *
     * @throws SandboxException
     *             if one is not there
     */
    public static KubeBinaries in(Path folder) {
        KubeBinaries binaries = new KubeBinaries(folder.resolve("etcd"), folder.resolve("kube-apiserver"),
                folder.resolve("kube-controller-manager"));
        List<Path> missing = Stream.of(binaries.etcd, binaries.apiServer, binaries.controllerManager)
                .filter(binary -> !Files.isExecutable(binary)).toList();
        if (!missing.isEmpty()) {
            throw new SandboxException("no such programs: " + missing);
        }
        return binaries;
    }

    private static Path buildScript(Map<String, String> environment) {
        String home = environment.get(HOME_VARIABLE);
        Stream<Path> starts = home != null
                ? Stream.of(Path.of(home))
                : Stream.concat(Stream.of(Path.of("")), ownLocation().stream());
        return starts.map(Path::toAbsolutePath).flatMap(KubeBinaries::upwards).map(root -> root.resolve(BUILD_SCRIPT))
                .filter(Files::isExecutable).findFirst()
                .orElseThrow(() -> new SandboxException("tools/kube/build is not to be found from here: set "
                        + HOME_VARIABLE + " to a checkout of Muster, or " + BINARIES_VARIABLE
                        + " to a folder that holds etcd, kube-apiserver and kube-controller-manager"));
    }

    private static Stream<Path> upwards(Path start) {
        return Stream.iterate(start, path -> path.getParent() != null, Path::getParent);
    }

    private static Optional<Path> ownLocation() {
        try {
            CodeSource source = KubeBinaries.class.getProtectionDomain().getCodeSource();
            return source == null ? Optional.empty() : Optional.of(Path.of(source.getLocation().toURI()));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static Path build(Path script) {
        try {
            // The error stream is the caller's, so that whoever waits sees why.
            Process process = new ProcessBuilder(script.toString()).redirectInput(ProcessBuilder.Redirect.PIPE)
                    .redirectError(ProcessBuilder.Redirect.INHERIT).start();
            process.getOutputStream().close();
            String folder = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
            int status = process.waitFor();
            if (status != 0) {
                throw new SandboxException(script + " could not provide etcd, kube-apiserver and"
                        + " kube-controller-manager (exit " + status + "); what it lacks is on standard error. "
                        + "Run it by hand, or set " + BINARIES_VARIABLE + " to a folder that holds the three.");
            }
            return Path.of(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + script, e);
        } catch (InterruptedException e) {
            throw SandboxException.interrupted("building the control plane", e);
        }
    }
}
