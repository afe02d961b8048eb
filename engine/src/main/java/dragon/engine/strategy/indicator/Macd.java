package dragon.engine.strategy.indicator;

import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;
import java.util.Arrays;

/**
 * Difference of two exponential averages over all buckets of the window, and the average of that difference; all seeded with the
 * oldest bucket, so that a bucket that falls out of the window changes them.
 *
 * <p>Let v0 be the bucket that falls out and v1 the next, d = v1 - v0, n the number of completed buckets before, p = 1 - a of an
 * average. Seeded with v1 instead of v0 that average differs by p^(n-1) x d. The line differs by (p^i - q^i) x d at bucket i, so the
 * signal with its weight b and r = 1 - b differs by d x b x sum over i of r^(n-1-i) x (p^i - q^i), a geometric sum. So a fall costs
 * the same for any window, and its weight is zero once it is below 10^-20.
 */
final class Macd extends BucketSeries {
    private final double fastWeight;
    private final double slowWeight;
    private final double signalWeight;
    private final int neededBuckets;
    private final double[] fastPowers;
    private final double[] slowPowers;
    private final double[] signalPowers;
    private final boolean isSeedForgotten;

    // Completed buckets of the window, oldest first, in a ring: their values and how many candles of each are in the
    // window.
    private long[] values;
    private int[] candles;
    private int head;
    private int count;
    private int openCandles;

    private double fast;
    private double slow;
    private double signal;

    /**
     * @param windowCandles candles after which the oldest falls out
     * @param bucketCandles most candles that a bucket can hold
     */
    Macd(
            final BucketClock clock,
            final int fastLength,
            final int slowLength,
            final int signalLength,
            final int windowCandles,
            final int bucketCandles) {
        super(clock);
        fastWeight = 2.0 / (fastLength + 1);
        slowWeight = 2.0 / (slowLength + 1);
        signalWeight = 2.0 / (signalLength + 1);
        neededBuckets = slowLength + signalLength;
        fastPowers = Powers.of(1 - fastWeight);
        slowPowers = Powers.of(1 - slowWeight);
        signalPowers = Powers.of(1 - signalWeight);
        final int buckets = windowCandles / bucketCandles;
        isSeedForgotten = buckets - 1 > Math.max(fastPowers.length, Math.max(slowPowers.length, signalPowers.length));
        final int capacity = isSeedForgotten ? 0 : 2 * buckets + 2;
        values = new long[capacity];
        candles = new int[capacity];
    }

    @Override
    void onCompleted(final long closeE8) {
        if (count == 0) {
            fast = closeE8;
            slow = closeE8;
            signal = 0;
        } else {
            fast = fastWeight * closeE8 + (1 - fastWeight) * fast;
            slow = slowWeight * closeE8 + (1 - slowWeight) * slow;
            signal = signalWeight * (fast - slow) + (1 - signalWeight) * signal;
        }
        if (!isSeedForgotten) {
            if (count == values.length) {
                grow();
            }
            final int at = (head + count) % values.length;
            values[at] = closeE8;
            candles[at] = openCandles;
        }
        count = Math.min(count + 1, Integer.MAX_VALUE - 1);
        openCandles = 0;
    }

    /** Holes in the time axis put more buckets into a window than it has without: rare, so the ring grows only then. */
    private void grow() {
        final long[] oldValues = values;
        final int[] oldCandles = candles;
        values = new long[2 * count];
        candles = new int[2 * count];
        for (int i = 0; i < count; i++) {
            values[i] = oldValues[(head + i) % count];
            candles[i] = oldCandles[(head + i) % count];
        }
        head = 0;
    }

    @Override
    void onClose(final boolean isLast) {
        openCandles++;
    }

    /** The oldest candle has left the window. */
    void dropCandle() {
        if (isSeedForgotten) {
            return;
        }
        if (count == 0) {
            openCandles--;
        } else if (--candles[head] == 0) {
            dropBucket();
        }
    }

    private void dropBucket() {
        final long dropped = values[head];
        head = (head + 1) % values.length;
        count--;
        if (count == 0) {
            return;
        }
        final double difference = values[head] - dropped;
        final double fastPower = Powers.at(fastPowers, count);
        final double slowPower = Powers.at(slowPowers, count);
        if (fastPower == 0 && slowPower == 0 && Powers.at(signalPowers, count) == 0) {
            return;
        }
        fast += fastPower * difference;
        slow += slowPower * difference;
        signal += (seedInSignal(1 - fastWeight, fastPower) - seedInSignal(1 - slowWeight, slowPower)) * difference;
    }

    /** b x sum of r^(n-i) x p^i for i from 1 to n, n = the buckets left. */
    private double seedInSignal(final double base, final double power) {
        final double signalBase = 1 - signalWeight;
        if (base == signalBase) {
            return signalWeight * count * power;
        }
        return signalWeight * base * (power - Powers.at(signalPowers, count)) / (base - signalBase);
    }

    @Override
    void onReset() {
        Arrays.fill(values, 0);
        Arrays.fill(candles, 0);
        head = 0;
        count = 0;
        openCandles = 0;
        fast = 0;
        slow = 0;
        signal = 0;
    }

    boolean isReady() {
        return count + 1 >= neededBuckets;
    }

    double lineE8() {
        if (count == 0) {
            return 0;
        }
        final double close = openCloseE8();
        return fastWeight * close + (1 - fastWeight) * fast - (slowWeight * close + (1 - slowWeight) * slow);
    }

    double signalE8() {
        return count == 0 ? 0 : signalWeight * lineE8() + (1 - signalWeight) * signal;
    }

    double histogramE8() {
        return lineE8() - signalE8();
    }

    @Override
    void write(final ImageWriter image) {
        super.write(image);
        image.writeInt(count);
        image.writeInt(openCandles);
        image.writeLong(Double.doubleToRawLongBits(fast));
        image.writeLong(Double.doubleToRawLongBits(slow));
        image.writeLong(Double.doubleToRawLongBits(signal));
        for (int i = 0; i < count && !isSeedForgotten; i++) {
            final int at = (head + i) % values.length;
            image.writeLong(values[at]);
            image.writeInt(candles[at]);
        }
    }

    @Override
    void read(final ImageReader image) {
        super.read(image);
        onReset();
        count = image.readCount(Integer.MAX_VALUE);
        openCandles = image.readInt();
        fast = Double.longBitsToDouble(image.readLong());
        slow = Double.longBitsToDouble(image.readLong());
        signal = Double.longBitsToDouble(image.readLong());
        if (isSeedForgotten) {
            return;
        }
        if (count > values.length) {
            values = new long[count];
            candles = new int[count];
        }
        for (int i = 0; i < count; i++) {
            values[i] = image.readLong();
            candles[i] = image.readInt();
        }
    }
}
