package dragon.engine.strategy.indicator;

import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;

/** Times and closes of the newest candles: kept only for intervals that do not divide a day, whose buckets move with the window. */
final class CandleWindow {
    private final long[] timesMs;
    private final long[] closesE8;
    private int head;
    private int count;

    CandleWindow(final int length) {
        timesMs = new long[length];
        closesE8 = new long[length];
    }

    void add(final long openTimeMs, final long closeE8) {
        final int at = index(count);
        timesMs[at] = openTimeMs;
        closesE8[at] = closeE8;
        if (count < timesMs.length) {
            count++;
        } else {
            head = index(1);
        }
    }

    int count() {
        return count;
    }

    /** Start of a candle, 0 = the oldest. */
    long timeMs(final int i) {
        return timesMs[index(i)];
    }

    long closeE8(final int i) {
        return closesE8[index(i)];
    }

    private int index(final int i) {
        final int at = head + i;
        return at >= timesMs.length ? at - timesMs.length : at;
    }

    void write(final ImageWriter image) {
        image.writeInt(count);
        for (int i = 0; i < count; i++) {
            image.writeLong(timeMs(i));
            image.writeLong(closeE8(i));
        }
    }

    void read(final ImageReader image) {
        head = 0;
        count = image.readCount(timesMs.length);
        for (int i = 0; i < count; i++) {
            timesMs[i] = image.readLong();
            closesE8[i] = image.readLong();
        }
    }
}
