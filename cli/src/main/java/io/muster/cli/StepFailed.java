package io.muster.cli;

/** Something that a step of the demo looked for is not there. */
final class StepFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StepFailed(String message) {
        super(message);
    }
}
