package dragon.monitor.screen;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers and times as they stand in columns: grouped, aligned, cut to their width. */
final class Figures {
    private static final DecimalFormatSymbols SYMBOLS = DecimalFormatSymbols.getInstance(Locale.ROOT);
    private static final int SCALE = 8;
    private static final int DAY_S = 86_400;
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

    private Figures() {}

    /** A price or a quantity, without trailing zeros; {@code -} where it is not known. */
    static String number(final Long valueE8) {
        return valueE8 == null ? "-" : format("#,##0.########", valueE8);
    }

    /** A price or an average in as many digits as matter to the eye. */
    static String price(final Long valueE8) {
        if (valueE8 == null) {
            return "-";
        }
        final long whole = Math.abs(valueE8) / 100_000_000L;
        return format(whole >= 1_000 ? "#,##0.##" : whole >= 1 ? "#,##0.####" : "#,##0.########", valueE8);
    }

    /** Dollars and cents. */
    static String money(final Long valueE8) {
        return valueE8 == null ? "-" : format("#,##0.00", valueE8);
    }

    /** Dollars and cents of a result: its sign is always there. */
    static String result(final Long valueE8) {
        return valueE8 == null ? "-" : format("+#,##0.00;-#,##0.00", valueE8);
    }

    /** A limit: without cents where there are none, and negative. */
    static String limit(final Long valueE8) {
        return valueE8 == null || valueE8 == 0 ? "none" : "-" + format("#,##0.##", valueE8);
    }

    static String percent(final Long rateE8) {
        return rateE8 == null ? "-" : format(rateE8 < 100_000_000L ? "0.0" : "0", rateE8 * 100) + "%";
    }

    static String count(final long value) {
        return new DecimalFormat("#,##0", SYMBOLS).format(value);
    }

    private static String format(final String pattern, final long valueE8) {
        final DecimalFormat format = new DecimalFormat(pattern, SYMBOLS);
        format.setRoundingMode(RoundingMode.HALF_UP);
        return format.format(BigDecimal.valueOf(valueE8, SCALE));
    }

    static String clockMillis(final long epochMs) {
        return MILLIS.format(Instant.ofEpochMilli(epochMs));
    }

    static String clock(final long epochMs) {
        return SECONDS.format(Instant.ofEpochMilli(epochMs));
    }

    /** An age in at most five characters: {@code 0.4s}, {@code 14s}, {@code 3m20}, {@code 2h05}, {@code 4d}. */
    static String age(final long ms) {
        final long seconds = Math.max(0, ms) / 1_000;
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1fs", Math.max(0, ms) / 1_000.0);
        }
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3_600) {
            return String.format(Locale.ROOT, "%dm%02d", seconds / 60, seconds % 60);
        }
        return seconds < DAY_S
                ? String.format(Locale.ROOT, "%dh%02d", seconds / 3_600, seconds / 60 % 60)
                : seconds / DAY_S + "d";
    }

    static String left(final String text, final int width) {
        return text.length() >= width ? text.substring(0, width) : text + " ".repeat(width - text.length());
    }

    static String right(final String text, final int width) {
        return text.length() >= width ? text.substring(0, width) : " ".repeat(width - text.length()) + text;
    }
}
