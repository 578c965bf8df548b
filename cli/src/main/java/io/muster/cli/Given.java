package io.muster.cli;

import org.jspecify.annotations.Nullable;

/** Values that picocli has set before a command is called. */
final class Given {

    private Given() {}

    /** A required parameter, which the parser does not let be absent. */
    static <T> T required(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("a command was called without being parsed");
        }
        return value;
    }
}
