package io.muster.sandbox;

/**
 * A broker or a control plane could not be found, started or reached. The message says which, why as far as known (with
 * the last lines of its log), and what to do.
 */
public final class SandboxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SandboxException(String message) {
        super(message);
    }

    SandboxException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Keeps the interruption of the calling thread for its owner, who decides what to stop. */
    static SandboxException interrupted(String during, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new SandboxException("interrupted while " + during, cause);
    }
}
