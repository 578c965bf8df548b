package io.muster.system.bench;

/** A benchmark that cannot be carried out, with the reason in words a person can act on. */
final class BenchException extends RuntimeException {

    private static final long serialVersionUID = 1;

    BenchException(String message) {
        super(message);
    }
}
