package dragon.tools.backtest.report;

import java.util.Arrays;

/** Equity at the close of every traded candle, with what was held then. Money and quantities times 10^8. */
public final class EquityCurve {
    private long[] timeMs = new long[1 << 12];
    private long[] equityE8 = new long[1 << 12];
    private long[] longE8 = new long[1 << 12];
    private long[] shortE8 = new long[1 << 12];
    private long[] notionalE8 = new long[1 << 12];
    private int size;

    /**
     * Adds the close of a candle.
     *
     * @param newLongE8 quantity of the LONG leg
     * @param newShortE8 quantity of the SHORT leg, positive
     * @param newNotionalE8 worth of both legs at the close
     */
    public void add(
            final long newTimeMs,
            final long newEquityE8,
            final long newLongE8,
            final long newShortE8,
            final long newNotionalE8) {
        if (size == timeMs.length) {
            timeMs = Arrays.copyOf(timeMs, size * 2);
            equityE8 = Arrays.copyOf(equityE8, size * 2);
            longE8 = Arrays.copyOf(longE8, size * 2);
            shortE8 = Arrays.copyOf(shortE8, size * 2);
            notionalE8 = Arrays.copyOf(notionalE8, size * 2);
        }
        timeMs[size] = newTimeMs;
        equityE8[size] = newEquityE8;
        longE8[size] = newLongE8;
        shortE8[size] = newShortE8;
        notionalE8[size] = newNotionalE8;
        size++;
    }

    public int size() {
        return size;
    }

    /** When the candle closed, epoch milliseconds. */
    public long timeMs(final int i) {
        return timeMs[i];
    }

    public long equityE8(final int i) {
        return equityE8[i];
    }

    public long longE8(final int i) {
        return longE8[i];
    }

    public long shortE8(final int i) {
        return shortE8[i];
    }

    public long notionalE8(final int i) {
        return notionalE8[i];
    }
}
