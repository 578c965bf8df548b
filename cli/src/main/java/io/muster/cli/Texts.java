package io.muster.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How values look in tables. */
final class Texts {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT)
            .withZone(ZoneId.systemDefault());

    private Texts() {}

    /** A time in the zone of the process. */
    static String time(@Nullable Instant instant) {
        return instant == null ? "-" : TIME.format(instant);
    }

    /** How long ago: {@code 12s}, {@code 3m}, {@code 5h}, {@code 9d}. */
    static String ago(@Nullable Instant instant, Instant now) {
        if (instant == null) {
            return "-";
        }
        long seconds = Math.max(0, Duration.between(instant, now).toSeconds());
        if (seconds < 120) {
            return seconds + "s";
        }
        if (seconds < 2 * 3600) {
            return seconds / 60 + "m";
        }
        return seconds < 2 * 86_400 ? seconds / 3600 + "h" : seconds / 86_400 + "d";
    }

    static String took(@Nullable Duration duration) {
        return duration == null ? "" : Terminal.duration(duration);
    }

    /** An enumeration's constant as events write it. */
    static String name(@Nullable Enum<?> constant) {
        return constant == null ? "-" : constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String text(@Nullable Object value) {
        return value == null ? "-" : value.toString();
    }
}
