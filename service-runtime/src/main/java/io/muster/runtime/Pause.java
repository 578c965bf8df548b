package io.muster.runtime;

import java.time.Duration;

/** A wait before something is tried again. */
public final class Pause {

    private Pause() {}

    /** Waits; false, at once and with the interrupt restored, if the thread is told to end. */
    public static boolean of(Duration duration) {
        try {
            Thread.sleep(duration);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
