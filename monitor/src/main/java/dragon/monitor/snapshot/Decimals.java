package dragon.monitor.snapshot;

import java.math.BigDecimal;

/** Decimal text to and from integers times 10^8, exactly: no rounding, no floating point. */
public final class Decimals {
    /** Digits after the point that fit. */
    public static final int SCALE = 8;

    private Decimals() {}

    /** Reads a plain decimal number; refuses what does not fit exactly. */
    public static long parseE8(final String text) {
        try {
            return new BigDecimal(text.strip()).movePointRight(SCALE).longValueExact();
        } catch (final NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a decimal number", e);
        } catch (final ArithmeticException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' has more than " + SCALE + " decimals, or is too large", e);
        }
    }

    /** The value without trailing zeros. */
    public static BigDecimal of(final long valueE8) {
        final BigDecimal value = BigDecimal.valueOf(valueE8, SCALE).stripTrailingZeros();
        return value.scale() < 0 ? value.setScale(0) : value;
    }

    /** As {@link #of(long)}, keeping null. */
    public static BigDecimal of(final Long valueE8) {
        return valueE8 == null ? null : of(valueE8.longValue());
    }
}
