package io.muster.cli;

import java.io.PrintWriter;

/** A bar on standard error for what takes longer than a second; nothing where nobody sees it. */
final class Progress {

    private static final long PATIENCE = 1_000_000_000L;
    private static final long STEP = 200_000_000L;
    private static final int BAR = 30;

    private final PrintWriter err;
    private final boolean isShown;
    private final String what;
    private final long total;
    private final long start = System.nanoTime();
    private long last = start;
    private long done;
    private boolean isOnScreen;

    Progress(PrintWriter err, boolean isShown, String what, long total) {
        this.err = err;
        this.isShown = isShown;
        this.what = what;
        this.total = total;
    }

    void advance(long more) {
        done += more;
        long now = System.nanoTime();
        if (isShown && now - start > PATIENCE && now - last > STEP) {
            last = now;
            isOnScreen = true;
            err.print("\r\033[K" + line(what, done, total));
            err.flush();
        }
    }

    void finished() {
        if (isOnScreen) {
            err.print("\r\033[K");
            err.flush();
        }
    }

    static String line(String what, long done, long total) {
        int filled = total <= 0 ? BAR : (int) Math.min(BAR, done * BAR / total);
        return "%s [%s%s] %,d of %,d".formatted(what, "=".repeat(filled), " ".repeat(BAR - filled), done, total);
    }
}
