package io.muster.runtime;

/** A service cannot start, or must not go on. The message says what is wrong, where, and what to do about it. */
public final class StartFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    public StartFailure(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public StartFailure(ExitCode exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** What the process should exit with. */
    public ExitCode exitCode() {
        return exitCode;
    }
}
