package io.muster.system.bench;

import java.time.Duration;
import java.util.Locale;

/**
 * One line of the table.
 *
 * @param measure
 *            what was measured
 * @param floor
 *            what the bare loop took; empty where there is none
 * @param result
 *            what Muster took
 * @param ratio
 *            result to floor; empty where there is no floor
 * @param target
 *            what must be reached; empty where the line only informs
 * @param verdict
 *            whether it was
 */
record Finding(String measure, String floor, String result, String ratio, String target, Verdict verdict) {

    /** Whether a target was reached. */
    enum Verdict {
        /** It was. */
        PASS,
        /** It was not. */
        FAIL,
        /** There is none. */
        INFO
    }

    /** The result may take so many times the floor. */
    static Finding times(String measure, Duration floor, Duration result, double most) {
        double ratio = (double) result.toNanos() / floor.toNanos();
        return new Finding(measure, text(floor), text(result), ratio(result, floor),
                String.format(Locale.ROOT, "≤ %.1f × floor", most), verdict(ratio <= most));
    }

    /** The result must be shorter than a bound. */
    static Finding within(String measure, Duration result, Duration bound) {
        return new Finding(measure, "", text(result), "", "< " + text(bound), verdict(result.compareTo(bound) < 0));
    }

    /** The result must be this number exactly. */
    static Finding exactly(String measure, long result, long wanted) {
        return new Finding(measure, "", Long.toString(result), "", Long.toString(wanted), verdict(result == wanted));
    }

    /** The result must not be more than a number. */
    static Finding atMost(String measure, long result, long most) {
        return new Finding(measure, "", Long.toString(result), "", "≤ " + most, verdict(result <= most));
    }

    /** The result must be less than so many megabytes. */
    static Finding megabytes(String measure, long bytes, long mostMegabytes) {
        long megabytes = bytes / 1_000_000;
        return new Finding(measure, "", megabytes + " MB", "", "< " + mostMegabytes + " MB",
                verdict(megabytes < mostMegabytes));
    }

    /** Only told. */
    static Finding info(String measure, String floor, String result, String ratio) {
        return new Finding(measure, floor, result, ratio, "", Verdict.INFO);
    }

    static String ratio(Duration result, Duration floor) {
        return String.format(Locale.ROOT, "%.2f", (double) result.toNanos() / floor.toNanos());
    }

    /** A duration as a person reads it. */
    static String text(Duration duration) {
        double millis = duration.toNanos() / 1e6;
        return millis < 100
                ? String.format(Locale.ROOT, "%.1f ms", millis)
                : millis < 1000
                        ? String.format(Locale.ROOT, "%.0f ms", millis)
                        : String.format(Locale.ROOT, "%.2f s", millis / 1000);
    }

    private static Verdict verdict(boolean reached) {
        return reached ? Verdict.PASS : Verdict.FAIL;
    }
}
