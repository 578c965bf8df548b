package io.muster.sandbox;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for what offers no event, and is asked therefore. */
final class Poll {
    private static final Duration INTERVAL = Duration.ofMillis(25);

    private Poll() {}

    /**
     * Waits for a process.
     *
     * @throws SandboxException
     *             with the end of the process's output if it ended or the limit passed before the condition held
     */
    static void until(String condition, Duration limit, ChildProcess process, BooleanSupplier holds) {
        try {
            until(limit, INTERVAL, () -> {
                if (holds.getAsBoolean()) {
                    return true;
                }
                if (!process.isAlive()) {
                    throw new SandboxException("ended before " + condition + ": " + process.lastLines());
                }
                return false;
            }, () -> condition + "; " + process.lastLines());
        } catch (InterruptedException e) {
            throw SandboxException.interrupted("waiting until " + condition, e);
        }
    }

    /**
     * Waits for anything.
     *
     * @param interval
     *            between two questions
     * @param what
     *            is waited for, in words
     * @throws SandboxException
     *             if the limit passed before it held
     */
    static void until(Duration limit, Duration interval, BooleanSupplier holds, Supplier<String> what)
            throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new SandboxException("not within " + limit.toSeconds() + " s: " + what.get());
            }
            Thread.sleep(interval);
        }
    }
}
