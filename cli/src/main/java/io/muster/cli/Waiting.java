package io.muster.cli;

import io.muster.runtime.ExitCode;
import io.muster.runtime.Pause;
import io.muster.runtime.StartFailure;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A wait for what nobody tells of, so that it is asked for again and again until its time is up. */
final class Waiting {

    private final Duration pause;
    private final long deadline;

    /**
     * Its time begins now.
     *
     * @param pause
     *            between two looks
     */
    Waiting(Duration limit, Duration pause) {
        this.pause = pause;
        this.deadline = System.nanoTime() + limit.toNanos();
    }

    /**
     * Looks until it is so; false if the time is up before.
     *
     * @throws StartFailure
     *             if interrupted
     */
    boolean until(BooleanSupplier holds) {
        return until(holds::getAsBoolean, Boolean::booleanValue);
    }

    /**
     * Looks until what is seen will do, or the time is up: what was seen last.
     *
     * @throws StartFailure
     *             if interrupted
     */
    <T> T until(Supplier<T> look, Predicate<T> willDo) {
        while (true) {
            T seen = look.get();
            if (willDo.test(seen) || System.nanoTime() > deadline) {
                return seen;
            }
            if (!Pause.of(pause)) {
                throw new StartFailure(ExitCode.FAULT, "interrupted");
            }
        }
    }
}
