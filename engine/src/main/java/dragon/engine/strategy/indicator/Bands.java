package dragon.engine.strategy.indicator;

import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;
import dragon.engine.strategy.MaType;

/** Bollinger bands over the newest buckets, the open one included; the deviation is taken around the middle, whatever its kind. */
final class Bands extends BucketSeries {
    private final MovingWindow completed;
    private final SquareSum squares = new SquareSum();
    private final double deviationsUp;
    private final double deviationsDown;

    Bands(
            final BucketClock clock,
            final int length,
            final MaType type,
            final double deviationsUp,
            final double deviationsDown) {
        super(clock);
        completed = new MovingWindow(length - 1, type, length);
        this.deviationsUp = deviationsUp;
        this.deviationsDown = deviationsDown;
    }

    @Override
    void onCompleted(final long closeE8) {
        if (completed.length() == 0) {
            return; // Bands over one bucket: the open one.
        }
        if (completed.isFull()) {
            squares.remove(completed.oldest());
        }
        completed.push(closeE8);
        squares.add(closeE8);
    }

    @Override
    void onClose(final boolean isLast) {
        // The open bucket is added when the bands are asked for.
    }

    @Override
    void onReset() {
        completed.clear();
        squares.clear();
    }

    boolean isReady() {
        return completed.isFull();
    }

    double middleE8() {
        return completed.averageWith(openCloseE8());
    }

    double upperE8() {
        return middleE8() + deviationE8() * deviationsUp;
    }

    double lowerE8() {
        return middleE8() - deviationE8() * deviationsDown;
    }

    private double deviationE8() {
        final long newest = openCloseE8();
        final int count = completed.count() + 1;
        final long sum = completed.sum() + newest;
        squares.add(newest);
        final double aroundMean = squares.variance(sum, count);
        squares.remove(newest);
        final double offset = (double) sum / count - middleE8();
        return Math.sqrt(aroundMean + offset * offset);
    }

    @Override
    void write(final ImageWriter image) {
        super.write(image);
        completed.write(image);
    }

    @Override
    void read(final ImageReader image) {
        super.read(image);
        completed.read(image);
        squares.clear();
        completed.addSquaresTo(squares);
    }
}
