package dragon.gateway.simulator.market;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Decimals as longs times 10^8: the simulator's own arithmetic, so that it can disagree with the engine's. */
public final class DecimalE8 {
    public static final long ONE = 100_000_000L;

    /** No value: neither a price nor a quantity. */
    public static final long NULL = Long.MIN_VALUE;

    private static final int DIGITS = 8;
    private static final BigInteger ONE_BIG = BigInteger.valueOf(ONE);

    private DecimalE8() {}

    /** Reads decimal text, with an exponent or without; throws NumberFormatException beyond eight decimals. */
    public static long parse(final CharSequence text) {
        final int length = text.length();
        int at = 0;
        boolean negative = false;
        if (length > 0 && text.charAt(0) == '-') {
            negative = true;
            at = 1;
        }
        long value = 0;
        int decimals = -1;
        boolean digit = false;
        for (; at < length; at++) {
            final char c = text.charAt(at);
            if (c == '.' && decimals < 0) {
                decimals = 0;
            } else if (c >= '0' && c <= '9' && decimals < DIGITS && value < Long.MAX_VALUE / 10 - 1) {
                value = value * 10 + (c - '0');
                digit = true;
                decimals += decimals < 0 ? 0 : 1;
            } else {
                return parseSlowly(text);
            }
        }
        if (!digit) {
            throw new NumberFormatException("not a decimal: '" + text + "'");
        }
        for (int i = Math.max(decimals, 0); i < DIGITS; i++) {
            if (value > Long.MAX_VALUE / 10) {
                throw new NumberFormatException("too large: '" + text + "'");
            }
            value *= 10;
        }
        return negative ? -value : value;
    }

    /** As {@link #parse}, rounded to the nearest where there are more than eight decimals. */
    public static long parseRounded(final CharSequence text) {
        final int point = text.toString().indexOf('.');
        if (point < 0 || text.length() - point - 1 <= DIGITS) {
            return parse(text);
        }
        try {
            return new BigDecimal(text.toString())
                    .movePointRight(DIGITS)
                    .setScale(0, RoundingMode.HALF_UP)
                    .longValueExact();
        } catch (final ArithmeticException e) {
            throw new NumberFormatException("too large: '" + text + "'");
        }
    }

    private static long parseSlowly(final CharSequence text) {
        try {
            return new BigDecimal(text.toString()).movePointRight(DIGITS).longValueExact();
        } catch (final ArithmeticException e) {
            throw new NumberFormatException("not a decimal of at most eight places: '" + text + "'");
        }
    }

    /** Appends plain decimal text: no exponent, no trailing zeros. */
    public static StringBuilder append(final StringBuilder out, final long valueE8) {
        long rest = valueE8;
        if (rest < 0) {
            out.append('-');
            rest = -rest;
        }
        out.append(rest / ONE);
        long part = rest % ONE;
        if (part != 0) {
            out.append('.');
            long unit = ONE / 10;
            while (part != 0) {
                out.append((char) ('0' + part / unit));
                part %= unit;
                unit /= 10;
            }
        }
        return out;
    }

    public static String text(final long valueE8) {
        return append(new StringBuilder(24), valueE8).toString();
    }

    /** Product of two E8 values, rounded towards zero. */
    public static long multiply(final long aE8, final long bE8) {
        final long high = Math.multiplyHigh(aE8, bE8);
        final long low = aE8 * bE8;
        if (high == low >> 63) {
            return low / ONE;
        }
        return BigInteger.valueOf(aE8)
                .multiply(BigInteger.valueOf(bE8))
                .divide(ONE_BIG)
                .longValueExact();
    }

    /** {@code value * numerator / denominator}, rounded half away from zero; never overflows on the way. */
    public static long scale(final long value, final long numerator, final long denominator) {
        final BigInteger product = BigInteger.valueOf(value).multiply(BigInteger.valueOf(numerator));
        final BigInteger half = BigInteger.valueOf(denominator / 2);
        final BigInteger rounded = product.signum() < 0 ? product.subtract(half) : product.add(half);
        return rounded.divide(BigInteger.valueOf(denominator)).longValueExact();
    }

    /** {@code value * numerator / denominator}, rounded towards zero. */
    public static long part(final long value, final long numerator, final long denominator) {
        return BigInteger.valueOf(value)
                .multiply(BigInteger.valueOf(numerator))
                .divide(BigInteger.valueOf(denominator))
                .longValueExact();
    }

    /** Mean of two prices weighted by their quantities, to the nearest 10^-8. */
    public static long weightedMean(
            final long priceAE8, final long quantityAE8, final long priceBE8, final long quantityBE8) {
        final BigInteger total = BigInteger.valueOf(quantityAE8).add(BigInteger.valueOf(quantityBE8));
        return BigInteger.valueOf(priceAE8)
                .multiply(BigInteger.valueOf(quantityAE8))
                .add(BigInteger.valueOf(priceBE8).multiply(BigInteger.valueOf(quantityBE8)))
                .add(total.shiftRight(1))
                .divide(total)
                .longValueExact();
    }

    /** The sum, or the largest long where it does not fit: for volumes, never for money. */
    static long addSaturated(final long a, final long b) {
        final long sum = a + b;
        return ((a ^ sum) & (b ^ sum)) < 0 ? Long.MAX_VALUE : sum;
    }
}
