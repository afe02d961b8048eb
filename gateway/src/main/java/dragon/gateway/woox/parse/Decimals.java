package dragon.gateway.woox.parse;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Decimal text to E8 values and back, exactly; never through double. */
public final class Decimals {
    private static final int SCALE = 8;
    private static final int TEXT_LENGTH_MAX = 64;
    private static final int EXPONENT_MAX = 400;
    private static final BigInteger LOWEST = BigInteger.valueOf(Long.MIN_VALUE);

    private Decimals() {}

    /**
     * The value of a decimal text times 10^8.
     *
     * @throws DecodeException where it is no finite number, does not fit 63 bits, or has a digit other than 0 after
     *     the eighth decimal
     */
    public static long exactE8(final char[] text, final int offset, final int length, final String field)
            throws DecodeException {
        return e8(text, offset, length, field, false);
    }

    /** As {@link #exactE8}, rounding half to even what is finer than 10^-8: for averages, fees and ratios. */
    public static long roundedE8(final char[] text, final int offset, final int length, final String field)
            throws DecodeException {
        return e8(text, offset, length, field, true);
    }

    /** Plain decimal text of an E8 value, without exponent and trailing zeros. */
    public static String plainText(final long valueE8) {
        if (valueE8 == 0) {
            return "0";
        }
        return BigDecimal.valueOf(valueE8, SCALE).stripTrailingZeros().toPlainString();
    }

    /** The value itself, of any precision; its exponent is bounded, so that nothing done with it takes long. */
    static BigDecimal decimal(final char[] text, final int offset, final int length, final String field)
            throws DecodeException {
        if (length == 0 || length > TEXT_LENGTH_MAX) {
            throw new DecodeException(field + " is not a number: it has " + length + " characters");
        }
        final int end = offset + length;
        int at = offset;
        if (text[at] == '-' || text[at] == '+') {
            at++;
        }
        int digitCount = 0;
        boolean pointSeen = false;
        for (; at < end; at++) {
            if (text[at] >= '0' && text[at] <= '9') {
                digitCount++;
            } else if (text[at] == '.' && !pointSeen) {
                pointSeen = true;
            } else {
                break;
            }
        }
        if (digitCount == 0) {
            throw notANumber(text, offset, length, field);
        }
        if (at < end) {
            exponent(text, at, end, offset, length, field);
        }
        return new BigDecimal(text, offset, length);
    }

    private static long e8(
            final char[] text, final int offset, final int length, final String field, final boolean rounds)
            throws DecodeException {
        if (length == 0 || length > TEXT_LENGTH_MAX) {
            throw new DecodeException(field + " is not a number: it has " + length + " characters");
        }
        final int end = offset + length;
        int at = offset;
        final boolean isNegative = text[at] == '-';
        if (isNegative || text[at] == '+') {
            at++;
        }

        // Digits without the point go into one long as long as they fit; the slow path below takes the rest.
        long digits = 0;
        int digitCount = 0;
        int significantCount = 0;
        int decimals = 0;
        boolean pointSeen = false;
        for (; at < end; at++) {
            final char c = text[at];
            if (c >= '0' && c <= '9') {
                digitCount++;
                if (significantCount > 0 || c != '0') {
                    significantCount++;
                }
                if (significantCount <= 18) {
                    digits = digits * 10 + (c - '0');
                }
                if (pointSeen) {
                    decimals++;
                }
            } else if (c == '.' && !pointSeen) {
                pointSeen = true;
            } else {
                break;
            }
        }
        if (digitCount == 0) {
            throw notANumber(text, offset, length, field);
        }
        int exponent = 0;
        if (at < end) {
            exponent = exponent(text, at, end, offset, length, field);
        }

        final int shift = SCALE - decimals + exponent;
        if (digits == 0 && significantCount == 0) {
            return 0;
        }
        if (significantCount <= 18 && shift >= 0 && shift + significantCount <= 18) {
            final long value = digits * powerOfTen(shift);
            return isNegative ? -value : value;
        }
        return slow(text, offset, length, field, rounds);
    }

    private static int exponent(
            final char[] text, final int from, final int end, final int offset, final int length, final String field)
            throws DecodeException {
        int at = from;
        if (text[at] != 'e' && text[at] != 'E') {
            throw notANumber(text, offset, length, field);
        }
        at++;
        final boolean isNegative = at < end && text[at] == '-';
        if (at < end && (text[at] == '-' || text[at] == '+')) {
            at++;
        }
        if (at == end) {
            throw notANumber(text, offset, length, field);
        }
        int exponent = 0;
        for (; at < end; at++) {
            final char c = text[at];
            if (c < '0' || c > '9') {
                throw notANumber(text, offset, length, field);
            }
            exponent = exponent * 10 + (c - '0');
            if (exponent > EXPONENT_MAX) {
                throw new DecodeException(field + " is out of range: its exponent passes " + EXPONENT_MAX);
            }
        }
        return isNegative ? -exponent : exponent;
    }

    private static long slow(
            final char[] text, final int offset, final int length, final String field, final boolean rounds)
            throws DecodeException {
        final BigDecimal value = new BigDecimal(text, offset, length);
        final BigDecimal scaled;
        try {
            scaled = value.setScale(SCALE, rounds ? RoundingMode.HALF_EVEN : RoundingMode.UNNECESSARY);
        } catch (final ArithmeticException tooPrecise) {
            throw new DecodeException(field + " is too precise: " + new String(text, offset, length) + " has more than "
                    + SCALE + " decimals");
        }
        // The lowest long stands for "none", so it is no value either.
        if (scaled.unscaledValue().bitLength() > 63 || scaled.unscaledValue().equals(LOWEST)) {
            throw new DecodeException(
                    field + " is out of range: " + new String(text, offset, length) + " does not fit 63 bits");
        }
        return scaled.unscaledValue().longValue();
    }

    private static long powerOfTen(final int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }

    private static DecodeException notANumber(
            final char[] text, final int offset, final int length, final String field) {
        return new DecodeException(field + " is not a finite number: \"" + quoted(text, offset, length) + '"');
    }

    private static String quoted(final char[] text, final int offset, final int length) {
        final StringBuilder plain = new StringBuilder();
        for (int i = offset; i < offset + Math.min(length, 32); i++) {
            plain.append(text[i] >= ' ' && text[i] < 0x7F ? text[i] : '?');
        }
        return plain.toString();
    }
}
