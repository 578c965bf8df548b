package io.muster.cli;

import io.muster.runtime.ExitCode;
import io.muster.runtime.Pause;
import io.muster.runtime.StartFailure;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** A wait for what nobody tells of, so that it is asked for again and again until its time is up. */
final class Waiting {

    private final Duration look;
    private final long deadline;

    /**
     * Its time begins now.
     *
     * @param look
     *            between two looks
     */
    Waiting(Duration limit, Duration look) {
        this.look = look;
        this.deadline = System.nanoTime() + limit.toNanos();
    }

    /**
     * Looks until it is so; false if the time is up before.
     *
     * @throws StartFailure
     *             if interrupted
     */
    boolean until(BooleanSupplier holds) {
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            if (!Pause.of(look)) {
                throw new StartFailure(ExitCode.FAULT, "interrupted");
            }
        }
        return true;
    }
}
