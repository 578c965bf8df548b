package io.muster.events;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an event of the watcher stands among all of its events, whatever their key. Its text orders as the value does,
 * as the CloudEvents sequence extension asks.
 *
 * @param epoch
 *            the leader, from 1: each new one takes the highest on the topics and adds one
 * @param counter
 *            the leader's events, from 1
 */
public record Sequence(long epoch, long counter) implements Comparable<Sequence> {

    private static final Comparator<Sequence> ORDER = Comparator.comparingLong(Sequence::epoch)
            .thenComparingLong(Sequence::counter);
    private static final Pattern TEXT = Pattern.compile("([0-9]{10})-([0-9]{12})");
    private static final long MAX_EPOCH = 9_999_999_999L;
    private static final long MAX_COUNTER = 999_999_999_999L;

    /**
     * A position.
     *
     * @throws IllegalArgumentException
     *             if a number is negative or has more digits than the text has room for
     */
    public Sequence {
        if (epoch < 0 || epoch > MAX_EPOCH || counter < 0 || counter > MAX_COUNTER) {
            throw new IllegalArgumentException("sequence " + epoch + "-" + counter + " is out of range");
        }
    }

    /** Before the first event of an epoch. */
    public static Sequence startOf(long epoch) {
        return new Sequence(epoch, 0);
    }

    /** The position after this one, in the same epoch. */
    public Sequence next() {
        return new Sequence(epoch, counter + 1);
    }

    /** The {@code sequence} attribute: both numbers, zero-padded. */
    public String text() {
        return String.format(Locale.ROOT, "%010d-%012d", epoch, counter);
    }

    /** Reads a {@code sequence} attribute; empty if it is not of that form. */
    public static Optional<Sequence> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new Sequence(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    @Override
    public int compareTo(Sequence other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return text();
    }
}
