package dragon.engine.strategy.indicator;

import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;
import dragon.engine.strategy.MaSource;
import dragon.engine.strategy.MaType;

/** A moving average of candles; means of several prices are kept as sums, which are exact. */
final class CandleAverage {
    private static final int[] PARTS = {1, 1, 1, 1, 2, 3, 4};

    private final MovingWindow window;
    private final MaSource source;

    CandleAverage(final int length, final MaType type, final MaSource source) {
        window = new MovingWindow(length, type, length);
        this.source = source;
    }

    void accept(final long openE8, final long highE8, final long lowE8, final long closeE8) {
        window.push(
                switch (source) {
                    case OPEN -> openE8;
                    case HIGH -> highE8;
                    case LOW -> lowE8;
                    case CLOSE -> closeE8;
                    case HL2 -> highE8 + lowE8;
                    case HLC3 -> highE8 + lowE8 + closeE8;
                    case OHLC4 -> openE8 + highE8 + lowE8 + closeE8;
                });
    }

    boolean isReady() {
        return window.isFull();
    }

    double averageE8() {
        return window.average() / PARTS[source.code() - 1];
    }

    void write(final ImageWriter image) {
        window.write(image);
    }

    void read(final ImageReader image) {
        window.read(image);
    }
}
