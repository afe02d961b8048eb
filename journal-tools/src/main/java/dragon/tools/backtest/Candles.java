package dragon.tools.backtest;

import java.util.Arrays;

/** Closed candles in the order of their times; prices times 10^8. Grows as they are added, not changed afterwards. */
public final class Candles {
    private static final int FIRST_CAPACITY = 1 << 12;

    private long[] openTimesMs = new long[FIRST_CAPACITY];
    private long[] opensE8 = new long[FIRST_CAPACITY];
    private long[] highsE8 = new long[FIRST_CAPACITY];
    private long[] lowsE8 = new long[FIRST_CAPACITY];
    private long[] closesE8 = new long[FIRST_CAPACITY];
    private int size;

    /** Adds one that starts after all before. */
    public void add(final long openTimeMs, final long openE8, final long highE8, final long lowE8, final long closeE8) {
        if (size == openTimesMs.length) {
            grow();
        }
        openTimesMs[size] = openTimeMs;
        opensE8[size] = openE8;
        highsE8[size] = highE8;
        lowsE8[size] = lowE8;
        closesE8[size] = closeE8;
        size++;
    }

    private void grow() {
        final int capacity = 2 * size;
        openTimesMs = Arrays.copyOf(openTimesMs, capacity);
        opensE8 = Arrays.copyOf(opensE8, capacity);
        highsE8 = Arrays.copyOf(highsE8, capacity);
        lowsE8 = Arrays.copyOf(lowsE8, capacity);
        closesE8 = Arrays.copyOf(closesE8, capacity);
    }

    public int size() {
        return size;
    }

    /** Start of a candle, epoch milliseconds. */
    public long openTimeMs(final int i) {
        return openTimesMs[i];
    }

    public long openE8(final int i) {
        return opensE8[i];
    }

    public long highE8(final int i) {
        return highsE8[i];
    }

    public long lowE8(final int i) {
        return lowsE8[i];
    }

    public long closeE8(final int i) {
        return closesE8[i];
    }
}
