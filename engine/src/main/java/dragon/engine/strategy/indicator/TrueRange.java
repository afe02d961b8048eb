package dragon.engine.strategy.indicator;

import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;
import dragon.engine.strategy.MaType;

/** The mean of the newest true ranges of candles. */
final class TrueRange {
    private final MovingWindow ranges;
    private long previousCloseE8 = Long.MIN_VALUE;

    TrueRange(final int period) {
        ranges = new MovingWindow(period, MaType.SIMPLE, period);
    }

    void accept(final long highE8, final long lowE8, final long closeE8) {
        if (previousCloseE8 != Long.MIN_VALUE) {
            final long fromClose = Math.max(Math.abs(highE8 - previousCloseE8), Math.abs(lowE8 - previousCloseE8));
            ranges.push(Math.max(highE8 - lowE8, fromClose));
        }
        previousCloseE8 = closeE8;
    }

    boolean isReady() {
        return ranges.isFull();
    }

    double averageE8() {
        return ranges.average();
    }

    void write(final ImageWriter image) {
        ranges.write(image);
        image.writeLong(previousCloseE8);
    }

    void read(final ImageReader image) {
        ranges.read(image);
        previousCloseE8 = image.readLong();
    }
}
