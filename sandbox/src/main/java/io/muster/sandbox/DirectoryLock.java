package io.muster.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A directory's one user. The broker has a lock of its own, but takes it only when its controller has long begun to
 * write beside another's. The kernel gives it back when the process ends, however that comes.
 */
final class DirectoryLock implements AutoCloseable {

    private final FileChannel file;

    private DirectoryLock(FileChannel file) {
        this.file = file;
    }

    /**
     * Takes it.
     *
     * @throws SandboxException
     *             if somebody else has it
     */
    static DirectoryLock take(Path directory) throws IOException {
        FileChannel file = FileChannel.open(directory.resolve("in-use.lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        if (!locked(file)) {
            file.close();
            throw new SandboxException(directory + " is in use: another process works on it, stop that first");
        }
        return new DirectoryLock(file);
    }

    private static boolean locked(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
