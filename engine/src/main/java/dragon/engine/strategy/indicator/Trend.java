package dragon.engine.strategy.indicator;

import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;
import dragon.engine.strategy.MaType;

/** A moving average of completed buckets; the newest counts as soon as a candle starts at its end. */
final class Trend extends BucketSeries {
    private final MovingWindow completed;
    private boolean isOpenCounted;

    Trend(final BucketClock clock, final int length, final MaType type) {
        super(clock);
        completed = new MovingWindow(length, type, length);
    }

    @Override
    void onCompleted(final long closeE8) {
        if (!isOpenCounted) {
            completed.push(closeE8);
        }
        isOpenCounted = false;
    }

    @Override
    void onClose(final boolean isLast) {
        if (isLast) {
            completed.push(openCloseE8());
            isOpenCounted = true;
        }
    }

    @Override
    void onReset() {
        completed.clear();
        isOpenCounted = false;
    }

    boolean isReady() {
        return completed.isFull();
    }

    double averageE8() {
        return completed.average();
    }

    @Override
    void write(final ImageWriter image) {
        super.write(image);
        completed.write(image);
        image.writeFlag(isOpenCounted);
    }

    @Override
    void read(final ImageReader image) {
        super.read(image);
        completed.read(image);
        isOpenCounted = image.readFlag();
    }
}
