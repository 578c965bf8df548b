import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Makes the root file system that all images of Muster share: a Java runtime of the modules that the services use, the C
 * library that it needs, and a user. No shell, no package manager, nothing that the services do not use. It is made of
 * what the machine has that builds it, and is the same again on the same machine.
 *
 * Run by the build (profile images): java RootFs.java FOLDER FLAGS
 */
void main(String[] arguments) throws Exception {
    Path root = Path.of(arguments[0]);
    delete(root);
    Path java = root.resolve("opt/java");
    Files.createDirectories(java.getParent());
    jlink(java);
    Files.copy(Path.of(arguments[1]), java.resolve("muster.flags"));
    shareClasses(java);
    libraries(java).forEach(library -> copy(library, root));
    write(root, "etc/passwd", "root:x:0:0:root:/root:/sbin/nologin\nmuster:x:10001:10001:muster:/tmp:/sbin/nologin\n");
    write(root, "etc/group", "root:x:0:\nmuster:x:10001:\n");
    // Without it the C library would ask DNS for localhost.
    write(root, "etc/nsswitch.conf", "hosts: files dns\n");
    // A container without a volume there has a place for the native libraries that are unpacked at run time.
    write(root, "tmp/.keep", "");
    write(root, "usr/share/sbom/runtime.cdx.json", bom(java));
}

/** What jdeps finds that the services and their libraries need, without what they only mention (desktop, compiler). */
final List<String> MODULES = List.of("java.base", "java.logging", "java.management", "java.naming",
        "java.net.http", "java.security.jgss", "java.security.sasl", "java.sql", "jdk.jfr", "jdk.management",
        "jdk.unsupported");

void jlink(Path output) {
    ToolProvider jlink = ToolProvider.findFirst("jlink")
            .orElseThrow(() -> new IllegalStateException("jlink is missing: this is no JDK"));
    int status = jlink.run(System.out, System.err, "--add-modules", String.join(",", MODULES), "--strip-debug",
            "--no-header-files", "--no-man-pages", "--output", output.toString());
    if (status != 0) {
        throw new IllegalStateException("jlink failed with " + status);
    }
}

/** The classes of the runtime as they are once loaded, for a quicker start: they fit the flags that it is run with. */
void shareClasses(Path java) throws Exception {
    Process dump = new ProcessBuilder(java.resolve("bin/java").toString(), "@" + java.resolve("muster.flags"),
            "-Xshare:dump").redirectErrorStream(true).start();
    String output = new String(dump.getInputStream().readAllBytes(), UTF_8);
    if (dump.waitFor() != 0) {
        throw new IllegalStateException("the runtime's classes cannot be dumped: " + output);
    }
}

/** The shared libraries of the machine that programs and libraries of the runtime are linked to. */
Set<Path> libraries(Path java) throws Exception {
    Pattern path = Pattern.compile("(?:=> )?(/\\S+) \\(0x");
    Set<Path> found = new TreeSet<>();
    try (Stream<Path> files = Files.walk(java)) {
        for (Path file : files.filter(file -> isBinary(file)).toList()) {
            Process ldd = new ProcessBuilder("ldd", file.toString()).redirectErrorStream(true).start();
            String output = new String(ldd.getInputStream().readAllBytes(), UTF_8);
            ldd.waitFor();
            path.matcher(output).results().map(match -> Path.of(match.group(1)))
                    .filter(library -> !library.normalize().startsWith(java.toAbsolutePath())).forEach(found::add);
        }
    }
    if (found.isEmpty()) {
        throw new IllegalStateException("ldd finds no library: images are built on Linux with glibc");
    }
    return found;
}

boolean isBinary(Path file) {
    return file.toString().endsWith(".so") || file.endsWith("bin/java");
}

void copy(Path library, Path root) {
    try {
        Path target = root.resolve(library.toString().substring(1));
        Files.createDirectories(target.getParent());
        // Links are followed: what is copied is the library itself, under the name that it is looked up by.
        Files.copy(library, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
    }
}

/** What is in the image beside the jars, which have a bill of their own. */
String bom(Path java) throws Exception {
    String version = Pattern.compile("(?m)^JAVA_VERSION=\"(.*)\"$").matcher(Files.readString(java.resolve("release")))
            .results().map(match -> match.group(1)).findFirst().orElseThrow();
    Process ldd = new ProcessBuilder("ldd", "--version").redirectErrorStream(true).start();
    String libc = new String(ldd.getInputStream().readAllBytes(), UTF_8).lines().findFirst().orElseThrow();
    return """
            {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": [
              {"type": "platform", "name": "openjdk", "version": "%s"},
              {"type": "library", "name": "glibc", "version": "%s", "description": "%s"}
            ]}
            """.formatted(version, libc.substring(libc.lastIndexOf(' ') + 1), libc);
}

void write(Path root, String file, String text) throws IOException {
    Path target = root.resolve(file);
    Files.createDirectories(target.getParent());
    Files.writeString(target, text);
}

void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
