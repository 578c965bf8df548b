package io.muster.runtime;

import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;

/** Vert.x as a service needs it: with one event loop, and no files. */
final class SmallVertx {

    private SmallVertx() {}

    static VertxOptions options() {
        return new VertxOptions().setEventLoopPoolSize(1)
                // A folder for files would be left behind by a process that is killed.
                .setFileSystemOptions(new FileSystemOptions().setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false));
    }
}
