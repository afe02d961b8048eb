package dragon.engine.strategy.indicator;

import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;
import dragon.engine.strategy.MaType;
import java.util.Arrays;

/**
 * The newest values of a series with their sum and their exponential average, seeded with the oldest of them.
 *
 * <p>When the window slides by one, an exponential average seeded with v0 becomes one seeded with v1 by adding (1 - a)^n x (v1 - v0):
 * the plain recursion already counts v1 with a x (1 - a)^(n-1), and as the seed it counts with (1 - a)^(n-1).
 */
final class MovingWindow {
    private final long[] values;
    private final boolean isExponential;
    private final double weight;
    private final double seedWeight;
    private int head;
    private int count;
    private long sum;
    private double exponential;

    /**
     * A window of this many values.
     *
     * @param length may be 0
     * @param averageLength length by which the exponential average weighs
     */
    MovingWindow(final int length, final MaType type, final int averageLength) {
        values = new long[length];
        isExponential = type == MaType.EXPONENTIAL;
        weight = 2.0 / (averageLength + 1);
        seedWeight = StrictMath.pow(1 - weight, length);
    }

    boolean isFull() {
        return count == values.length;
    }

    int length() {
        return values.length;
    }

    int count() {
        return count;
    }

    long sum() {
        return sum;
    }

    /** The value that the next push will drop; only when full. */
    long oldest() {
        return values[head];
    }

    /** The value after the oldest; only when full and longer than one. */
    long secondOldest() {
        return values[head + 1 == values.length ? 0 : head + 1];
    }

    long newest() {
        return values[head == 0 ? values.length - 1 : head - 1];
    }

    /** Adds the newest value and drops the oldest once full. */
    void push(final long value) {
        if (values.length == 0) {
            return;
        }
        final boolean wasFull = isFull();
        final long dropped = wasFull ? values[head] : 0;
        values[head] = value;
        head = head + 1 == values.length ? 0 : head + 1;
        sum += value - dropped;
        if (!wasFull) {
            count++;
        }
        if (isExponential) {
            final double next = weight * value + (1 - weight) * exponential;
            if (wasFull) {
                exponential = next + seedWeight * (values[head] - dropped);
            } else {
                exponential = count == 1 ? value : next;
            }
        }
    }

    /** Average of a full window. */
    double average() {
        return isExponential ? exponential : (double) sum / count;
    }

    /** Average of a full window and one newer value. */
    double averageWith(final long value) {
        if (isExponential && count > 0) {
            return weight * value + (1 - weight) * exponential;
        }
        return (double) (sum + value) / (count + 1);
    }

    /** Adds the squares of all values. */
    void addSquaresTo(final SquareSum squares) {
        for (int i = 0; i < count; i++) {
            squares.add(values[i]);
        }
    }

    void clear() {
        Arrays.fill(values, 0);
        head = 0;
        count = 0;
        sum = 0;
        exponential = 0;
    }

    void write(final ImageWriter image) {
        image.writeInt(count);
        int at = isFull() ? head : 0;
        for (int i = 0; i < count; i++) {
            image.writeLong(values[at]);
            at = at + 1 == values.length ? 0 : at + 1;
        }
        image.writeLong(Double.doubleToRawLongBits(exponential));
    }

    void read(final ImageReader image) {
        clear();
        count = image.readCount(values.length);
        for (int i = 0; i < count; i++) {
            values[i] = image.readLong();
            sum += values[i];
        }
        head = isFull() ? 0 : count;
        exponential = Double.longBitsToDouble(image.readLong());
    }
}
