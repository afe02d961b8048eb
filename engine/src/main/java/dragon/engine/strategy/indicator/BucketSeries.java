package dragon.engine.strategy.indicator;

import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;

/** The last closes of buckets, one after the other: the newest bucket is open and its value is the newest close. */
abstract class BucketSeries {
    private final BucketClock clock;
    private long openEndMs = Long.MIN_VALUE;
    private long openCloseE8;

    BucketSeries(final BucketClock clock) {
        this.clock = clock;
    }

    final BucketClock clock() {
        return clock;
    }

    /** Takes the close of a candle. */
    final void accept(final long openTimeMs, final long closeE8) {
        if (openTimeMs > openEndMs) { // Candles come in order, so that one before the end is in the open bucket.
            if (openEndMs != Long.MIN_VALUE) {
                onCompleted(openCloseE8);
            }
            openEndMs = clock.endMs(openTimeMs);
        }
        openCloseE8 = closeE8;
        onClose(openTimeMs == openEndMs);
    }

    /** Forgets everything. */
    final void reset() {
        openEndMs = Long.MIN_VALUE;
        openCloseE8 = 0;
        onReset();
    }

    /** Value of the newest bucket. */
    final long openCloseE8() {
        return openCloseE8;
    }

    /** The bucket that was open has this value for ever. */
    abstract void onCompleted(long closeE8);

    /** The open bucket has a new value; the last it will have if this candle starts at its end. */
    abstract void onClose(boolean isLast);

    abstract void onReset();

    void write(final ImageWriter image) {
        image.writeLong(openEndMs);
        image.writeLong(openCloseE8);
    }

    void read(final ImageReader image) {
        openEndMs = image.readLong();
        openCloseE8 = image.readLong();
    }
}
