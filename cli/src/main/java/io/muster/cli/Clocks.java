package io.muster.cli;

import java.time.Duration;
import java.time.Instant;

/** How far clocks are apart: histories are put in order by them. */
final class Clocks {

    /** What is told in whole seconds, and takes a moment, may be so far off. */
    private static final Duration TOLERATED = Duration.ofSeconds(2);

    private Clocks() {}

    /**
     * Compares this machine's clock with another.
     *
     * @param whose
     *            the other
     * @param asked
     *            when it was asked, by this clock
     * @param answered
     *            when the answer was here
     * @param told
     *            what it told, in whole seconds
     */
    static Diagnosis compare(String whose, Instant asked, Instant answered, Instant told) {
        Duration ahead = told.isAfter(answered)
                ? Duration.between(answered, told)
                : told.isBefore(asked) ? Duration.between(asked, told) : Duration.ZERO;
        return ahead.abs().compareTo(TOLERATED) <= 0
                ? Diagnosis.ok("clock", "%s and this machine agree within %d s".formatted(whose,
                        TOLERATED.toSeconds()))
                : Diagnosis.warn("clock", "that of %s is %d s %s this machine's: times in histories are of both"
                        .formatted(whose, ahead.abs().toSeconds(), ahead.isNegative() ? "behind" : "ahead of"),
                        "timedatectl set-ntp true, on the machine whose clock is wrong");
    }

    /** Looks whether the newest record is from the future. */
    static Diagnosis newest(Instant now, Instant record) {
        Duration ahead = Duration.between(now, record);
        return ahead.compareTo(TOLERATED) <= 0
                ? Diagnosis.ok("clock of the writers", "the newest record is %s old".formatted(Texts.ago(record, now)))
                : Diagnosis.warn("clock of the writers",
                        "the newest record is from %d s in the future, by this machine's clock"
                                .formatted(ahead.toSeconds()),
                        "timedatectl set-ntp true, on the machine whose clock is wrong");
    }
}
