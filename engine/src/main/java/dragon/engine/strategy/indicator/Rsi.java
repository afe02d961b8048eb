package dragon.engine.strategy.indicator;

import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;
import dragon.engine.strategy.MaType;

/** Relative strength over the newest buckets, the open one included, with simple sums of gains and losses (not Wilder's). */
final class Rsi extends BucketSeries {
    private static final double ALL = 100;

    private final MovingWindow completed;
    private long gainsE8;
    private long lossesE8;

    Rsi(final BucketClock clock, final int length) {
        super(clock);
        completed = new MovingWindow(length, MaType.SIMPLE, length);
    }

    @Override
    void onCompleted(final long closeE8) {
        if (completed.count() > 0) {
            count(closeE8 - completed.newest(), 1);
        }
        if (completed.isFull()) {
            final long second = completed.count() == 1 ? closeE8 : completed.secondOldest();
            count(second - completed.oldest(), -1);
        }
        completed.push(closeE8);
    }

    private void count(final long differenceE8, final int sign) {
        if (differenceE8 >= 0) {
            gainsE8 += sign * differenceE8;
        } else {
            lossesE8 -= sign * differenceE8;
        }
    }

    @Override
    void onClose(final boolean isLast) {
        // The open bucket is added when the index is asked for.
    }

    @Override
    void onReset() {
        completed.clear();
        gainsE8 = 0;
        lossesE8 = 0;
    }

    boolean isReady() {
        return completed.isFull();
    }

    /** 0 to 100. */
    double value() {
        final long newestE8 = openCloseE8() - completed.newest();
        final long gains = gainsE8 + Math.max(0, newestE8);
        final long losses = lossesE8 + Math.max(0, -newestE8);
        return losses == 0 ? ALL : ALL - ALL / (1 + (double) gains / losses);
    }

    @Override
    void write(final ImageWriter image) {
        super.write(image);
        completed.write(image);
        image.writeLong(gainsE8);
        image.writeLong(lossesE8);
    }

    @Override
    void read(final ImageReader image) {
        super.read(image);
        completed.read(image);
        gainsE8 = image.readLong();
        lossesE8 = image.readLong();
    }
}
