package io.muster.runtime;

/** What a Muster process exits with. */
public enum ExitCode {
    /** Ended as asked. */
    OK(0),
    /** A fault in Muster itself; the log has the stack trace. */
    FAULT(1),
    /** Settings or arguments are wrong; every problem is listed. */
    USAGE(2),
    /** The broker cannot be reached, or its topics are not as they must be. */
    KAFKA(3),
    /** The API server cannot be reached, is too old, or denies what the service needs. */
    KUBERNETES(4),
    /** The topics hold another cluster's records. */
    FOREIGN_CLUSTER(5),
    /** A command was asked about a name that is nowhere on the topics. */
    NOT_FOUND(6),
    /** What a command was to wait for or to verify is not so. */
    UNMET(7);

    private final int status;

    ExitCode(int status) {
        this.status = status;
    }

    /** The exit status of the process. */
    public int status() {
        return status;
    }
}
