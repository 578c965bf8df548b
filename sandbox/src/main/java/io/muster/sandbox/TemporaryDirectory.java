package io.muster.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A directory that is gone, with all that is in it, when this is closed or this JVM has ended, however that ended: a
 * store that a killed test leaves behind is a hundred megabytes.
 */
public final class TemporaryDirectory implements AutoCloseable {
    /** Those who write there are being killed at the same moment, hence the pause. */
    private static final String REMOVE = "sleep 2; rm -rf -- \"$0\"";

    private final Path path;
    private final Guardian guardian;

    private TemporaryDirectory(Path path, Guardian guardian) {
        this.path = path;
        this.guardian = guardian;
    }

    /** Makes a directory of a fresh name, readable by its owner only. */
    public static TemporaryDirectory create(String prefix) {
        try {
            Path path = Files.createTempDirectory(prefix);
            return new TemporaryDirectory(path, Guardian.start(REMOVE, path.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a temporary directory", e);
        }
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    @Override
    public void close() {
        try (Stream<Path> paths = Files.walk(path)) {
            for (Path each : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + path, e);
        } finally {
            guardian.dismiss();
        }
    }
}
