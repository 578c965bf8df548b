package io.muster.cli;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time as a person writes it: ago, on the clock, or on the calendar; in the zone of the process. */
record Moment(Instant instant) {

    static final String FORMS = "now, 90s, 15m, 12h, 7d ago, 14:30, 2026-11-24, 2026-11-24T14:30 or"
            + " 2026-11-24T14:30:00Z";

    private static final Pattern AGO = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d|w)( ago)?");

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException
     *             saying which forms there are
     */
    static Moment parse(String text, Clock clock) {
        String trimmed = text.strip();
        Matcher ago = AGO.matcher(trimmed.toLowerCase(Locale.ROOT));
        if (trimmed.equalsIgnoreCase("now")) {
            return new Moment(clock.instant());
        }
        if (ago.matches()) {
            return new Moment(clock.instant().minus(duration(Long.parseLong(ago.group(1)), ago.group(2))));
        }
        return attempt(() -> OffsetDateTime.parse(trimmed).toInstant())
                .or(() -> attempt(() -> LocalDateTime.parse(trimmed.replace(' ', 'T')).atZone(clock.getZone())
                        .toInstant()))
                .or(() -> attempt(() -> LocalDate.parse(trimmed).atStartOfDay(clock.getZone()).toInstant()))
                .or(() -> attempt(() -> today(LocalTime.parse(trimmed), clock)))
                .map(Moment::new)
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is no time: write " + FORMS));
    }

    /** The last time that the clock showed it. */
    private static Instant today(LocalTime time, Clock clock) {
        ZonedDateTime now = ZonedDateTime.now(clock);
        ZonedDateTime then = now.with(time);
        return (then.isAfter(now) ? then.minusDays(1) : then).toInstant();
    }

    private static Optional<Instant> attempt(Supplier<Instant> reading) {
        try {
            return Optional.of(reading.get());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Duration duration(long count, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            case "d" -> Duration.ofDays(count);
            default -> Duration.ofDays(7 * count);
        };
    }

    /** For the command line. */
    static final class Converter implements ITypeConverter<Moment> {
        @Override
        public Moment convert(String text) {
            try {
                return parse(text, Clock.system(ZoneId.systemDefault()));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
