package dragon.engine.core.fixed;

/**
 * Arithmetic on longs that hold decimals times 10^8.
 *
 * <p>Cost: no allocation. Errors: a result that does not fit a long throws {@link ArithmeticException}; it never wraps.
 */
public final class Fixed {
    /** One, times 10^8. */
    public static final long ONE_E8 = 100_000_000L;

    /** Hundred percent of a value that is given in percent, times 10^8. */
    private static final long HUNDRED_PERCENT_E8 = 100 * ONE_E8;

    private static final long DIGIT_MASK = 0xFFFF_FFFFL;

    private Fixed() {}

    /** Product of two E8 values, rounded towards zero. */
    public static long multiplyE8(final long aE8, final long bE8) {
        return multiplyDivide(aE8, bE8, ONE_E8);
    }

    /** Quotient of two E8 values, rounded towards zero. */
    public static long divideE8(final long aE8, final long bE8) {
        return multiplyDivide(aE8, ONE_E8, bE8);
    }

    /** This part of a value, the part in percent times 10^8, rounded towards zero. */
    public static long percentOf(final long valueE8, final long percentE8) {
        return multiplyDivide(valueE8, percentE8, HUNDRED_PERCENT_E8);
    }

    /** Value x factor / divisor with a product of 128 bits, rounded towards zero. */
    public static long multiplyDivide(final long value, final long factor, final long divisor) {
        final long low = value * factor;
        final long high = Math.multiplyHigh(value, factor);
        if (high == low >> 63) {
            return low / divisor;
        }
        return divideWide(high, low, divisor);
    }

    private static long divideWide(final long high, final long low, final long divisor) {
        if (divisor == 0 || divisor == Long.MIN_VALUE) {
            throw new ArithmeticException("divisor out of range: " + divisor);
        }
        final boolean isNegative = (high < 0) != (divisor < 0);
        final long magnitude = Math.abs(divisor);
        long upper = high;
        long lower = low;
        if (high < 0) {
            lower = -lower;
            upper = lower == 0 ? -upper : ~upper;
        }
        if (upper >= magnitude) {
            throw new ArithmeticException("fixed-point result does not fit 64 bits");
        }
        final long quotient = divideDigits(upper, lower, magnitude);
        if (quotient < 0) {
            throw new ArithmeticException("fixed-point result does not fit 64 bits");
        }
        return isNegative ? -quotient : quotient;
    }

    /**
     * Quotient of 128 bits by 63 in two digits of 32 bits each (Knuth's algorithm D): two divisions where a loop over the
     * bits takes 128 steps, and a fast tick does this for every leg.
     */
    private static long divideDigits(final long upper, final long lower, final long divisor) {
        final int shift = Long.numberOfLeadingZeros(divisor); // At least 1: the divisor is positive.
        final long scaled = divisor << shift;
        final long scaledLow = lower << shift;
        final long firstRest = upper << shift | lower >>> (64 - shift);
        final long firstDigit = digit(firstRest, scaledLow >>> 32, scaled);
        final long secondRest = (firstRest << 32) + (scaledLow >>> 32) - firstDigit * scaled;
        final long secondDigit = digit(secondRest, scaledLow & DIGIT_MASK, scaled);
        return (firstDigit << 32) + secondDigit;
    }

    /** One digit: the estimate by the divisor's upper half is at most two too large. */
    private static long digit(final long rest, final long nextDigit, final long scaled) {
        final long upperHalf = scaled >>> 32;
        final long lowerHalf = scaled & DIGIT_MASK;
        long digit = Long.divideUnsigned(rest, upperHalf);
        long left = rest - digit * upperHalf;
        while (left <= DIGIT_MASK
                && (digit > DIGIT_MASK || Long.compareUnsigned(digit * lowerHalf, (left << 32) + nextDigit) > 0)) {
            digit--;
            left += upperHalf;
        }
        return digit;
    }

    /** Largest multiple of the step, counted from the origin, that is not above the value. */
    public static long floorToStep(final long value, final long origin, final long step) {
        return value - Math.floorMod(value - origin, step);
    }

    /** Smallest multiple of the step, counted from the origin, that is not below the value. */
    public static long ceilToStep(final long value, final long origin, final long step) {
        final long floor = floorToStep(value, origin, step);
        return floor == value ? value : floor + step;
    }

    /** Base to the power of a small whole exponent, times 10^8, rounded towards zero after each multiplication. */
    public static long powerE8(final long baseE8, final int exponent) {
        long result = ONE_E8;
        for (int i = 0; i < exponent; i++) {
            result = multiplyE8(result, baseE8);
        }
        return result;
    }
}
