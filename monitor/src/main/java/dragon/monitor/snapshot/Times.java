package dragon.monitor.snapshot;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as people and JSON see them: RFC 3339, UTC, nanoseconds; ages in one or two units. */
public final class Times {
    private static final DateTimeFormatter NANOS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'").withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private static final Pattern AGE = Pattern.compile("(\\d+)(ms|s|m|h|d)");

    private static final long NS_PER_S = 1_000_000_000L;

    private Times() {}

    /** RFC 3339 of milliseconds since the epoch. */
    public static String ofMs(final long epochMs) {
        return NANOS.format(Instant.ofEpochMilli(epochMs));
    }

    /** RFC 3339 of nanoseconds since the epoch. */
    public static String ofNs(final long epochNs) {
        return NANOS.format(Instant.ofEpochSecond(Math.floorDiv(epochNs, NS_PER_S), Math.floorMod(epochNs, NS_PER_S)));
    }

    /** Time of day to the millisecond, UTC. */
    public static String clock(final long epochMs) {
        return CLOCK.format(Instant.ofEpochMilli(epochMs));
    }

    /** An age in its largest useful unit: {@code 0.4 s}, {@code 14 s}, {@code 3 m 20 s}, {@code 2 h 5 m}, {@code 4 d}. */
    public static String age(final long ms) {
        final Duration age = Duration.ofMillis(Math.max(0, ms));
        if (age.toSeconds() < 10) {
            return String.format(Locale.ROOT, "%.1f s", ms / 1000.0);
        }
        if (age.toMinutes() < 1) {
            return age.toSeconds() + " s";
        }
        if (age.toHours() < 1) {
            return age.toMinutes() + " m " + age.toSecondsPart() + " s";
        }
        return age.toDays() < 2 ? age.toHours() + " h " + age.toMinutesPart() + " m" : age.toDays() + " d";
    }

    /** A length of time as typed: {@code 250ms}, {@code 15s}, {@code 5m}, {@code 2h}, {@code 1d}. */
    public static Duration duration(final String text) {
        final Matcher age = AGE.matcher(text.strip());
        if (!age.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a duration such as 250ms, 60s, 15m, 2h or 1d");
        }
        final long count = Long.parseLong(age.group(1));
        return switch (age.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    /** A point in time as typed: an age before now, a day, or RFC 3339 with seconds or without. */
    public static Instant since(final String text, final Instant now) {
        if (AGE.matcher(text.strip()).matches()) {
            return now.minus(duration(text));
        }
        try {
            return text.contains("T")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (final DateTimeException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is neither an age such as 15m nor a time such as 2026-03-02T09:00Z", e);
        }
    }
}
