package io.muster.sandbox;

import java.io.IOException;
import java.util.List;

/**
 * A shell that does something as soon as this JVM is gone, however it died. It waits for the end of a pipe whose other
 * end is in this JVM; a shutdown hook would not run on kill -9.
 */
record Guardian(Process shell) {
    /**
     * In a session of its own a program gets neither the interrupt from the terminal nor the signal that kills the
     * whole process group of its parent, as {@code timeout} sends it. Where there is no setsid it still ignores the
     * first.
     */
    static final String OWN_SESSION = """
            trap '' HUP INT
            if command -v setsid >/dev/null; then exec setsid "$0" "$@"; fi
            exec "$0" "$@"
            """;

    private static final String WAIT = "trap '' TERM; read -r _; ";

    /**
     * Starts a guardian.
     *
     * @param script
     *            what it does when the time has come, to {@code argument}, which is its {@code $0}
     */
    static Guardian start(String script, String argument) throws IOException {
        return new Guardian(new ProcessBuilder(List.of("/bin/sh", "-c", OWN_SESSION, "/bin/sh", "-c", WAIT + script,
                argument)).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD).start());
    }

    /** Its time will not come. */
    void dismiss() {
        shell.destroyForcibly();
    }
}
