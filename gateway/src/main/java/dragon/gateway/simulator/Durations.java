package dragon.gateway.simulator;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** Spans of time as an operator types them: 500ms, 30s, 2m, -301s. */
final class Durations {
    private Durations() {}

    /** The span in milliseconds; IllegalArgumentException says what was found. */
    static long ms(final String text) {
        try {
            final String lower = text.toLowerCase(Locale.ROOT);
            if (lower.endsWith("ms")) {
                return Long.parseLong(lower.substring(0, lower.length() - 2));
            }
            return lower.startsWith("-")
                    ? -Duration.parse("PT" + lower.substring(1)).toMillis()
                    : Duration.parse("PT" + lower).toMillis();
        } catch (final NumberFormatException | DateTimeParseException e) {
            throw new IllegalArgumentException("'" + text + "' is not a duration such as 500ms, 30s or 2m", e);
        }
    }
}
