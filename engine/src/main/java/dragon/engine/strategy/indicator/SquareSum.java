package dragon.engine.strategy.indicator;

/** A sum of squares of longs, exact over 128 bits: taking out what was put in leaves nothing behind. */
final class SquareSum {
    private static final double TWO_TO_64 = 18_446_744_073_709_551_616.0;

    private long high;
    private long low;

    void clear() {
        high = 0;
        low = 0;
    }

    void add(final long value) {
        final long squareLow = value * value;
        final long newLow = low + squareLow;
        high += Math.multiplyHigh(value, value) + (Long.compareUnsigned(newLow, squareLow) < 0 ? 1 : 0);
        low = newLow;
    }

    void remove(final long value) {
        final long squareLow = value * value;
        high -= Math.multiplyHigh(value, value) + (Long.compareUnsigned(low, squareLow) < 0 ? 1 : 0);
        low -= squareLow;
    }

    /** Mean square distance from the mean of this many values with this sum: (n x sum of squares - sum^2) / n^2. */
    double variance(final long sum, final int count) {
        final long scaledLow = low * count;
        // The high half of an unsigned product: the signed one, corrected for a low half that reads as negative.
        final long carry = Math.multiplyHigh(low, count) + (low >> 63 & count);
        final long scaledHigh = high * count + carry;
        final long sumLow = sum * sum;
        final long differenceHigh =
                scaledHigh - Math.multiplyHigh(sum, sum) - (Long.compareUnsigned(scaledLow, sumLow) < 0 ? 1 : 0);
        final long differenceLow = scaledLow - sumLow;
        final double difference = differenceHigh * TWO_TO_64 + unsigned(differenceLow);
        return difference / ((double) count * count);
    }

    private static double unsigned(final long value) {
        return (value >>> 1) * 2.0 + (value & 1);
    }
}
