package io.muster.sandbox;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for a process to become ready: it offers no event, so it is asked. */
final class Poll {
    private static final Duration INTERVAL = Duration.ofMillis(25);

    private Poll() {}

    /**
     * @throws SandboxException
     *             with the end of the process's output if it ended or the limit passed before the condition held
     */
    static void until(String condition, Duration limit, ChildProcess process, BooleanSupplier holds) {
        long end = System.nanoTime() + limit.toNanos();
        while (!holds.getAsBoolean()) {
            if (!process.isAlive()) {
                throw new SandboxException("ended before " + condition + ": " + process.lastLines());
            }
            if (System.nanoTime() > end) {
                throw new SandboxException(
                        "not within " + limit.toSeconds() + " s: " + condition + "; " + process.lastLines());
            }
            try {
                Thread.sleep(INTERVAL);
            } catch (InterruptedException e) {
                throw SandboxException.interrupted("waiting until " + condition, e);
            }
        }
    }
}
