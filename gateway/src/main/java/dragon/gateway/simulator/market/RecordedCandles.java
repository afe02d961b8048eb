package dragon.gateway.simulator.market;

import java.util.SplittableRandom;

/**
 * Recorded minutes, walked through inside: open, the extreme that the candle visits first, the other one, close.
 *
 * <p>A rising candle dips first and a falling one peaks first. The candles built from the walk equal the recorded ones.
 */
public final class RecordedCandles implements PriceSource {
    private static final int QUOTES_PER_MINUTE = 8;
    private static final long STEP_US = 60_000_000L / QUOTES_PER_MINUTE;

    private final RecordedFile file;
    private final Instrument instrument;
    private final SplittableRandom random;
    private final SplittableRandom historyRandom;
    private final int firstRow;
    private final int endRow;
    private final long[] path = new long[QUOTES_PER_MINUTE];
    private int row;
    private int quote;
    private long lastE8;

    /** Plays the rows from the first up to the end row; earlier rows are history. */
    public RecordedCandles(
            final RecordedFile file,
            final Instrument instrument,
            final long seed,
            final int firstRow,
            final int endRow) {
        this.file = file;
        this.instrument = instrument;
        this.firstRow = firstRow;
        this.endRow = endRow;
        final SplittableRandom root =
                new SplittableRandom(seed * 31 + instrument.symbol().hashCode());
        historyRandom = root.split();
        random = root;
        row = firstRow;
        lastE8 = file.row(firstRow)[1];
        walkThrough();
    }

    /** Index of the first row whose minute is not before the instant. */
    public static int rowAt(final RecordedFile file, final long timeMs) {
        int low = 0;
        int high = file.size();
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (file.row(middle)[0] < timeMs) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public long startUs() {
        return file.row(firstRow)[0] * 1_000;
    }

    @Override
    public long endUs() {
        return file.row(endRow - 1)[0] * 1_000 + (QUOTES_PER_MINUTE - 1) * STEP_US;
    }

    @Override
    public long nextTimeUs() {
        return row == endRow ? NONE : file.row(row)[0] * 1_000 + quote * STEP_US;
    }

    @Override
    public void next(final MarketEvent into) {
        final long price = path[quote];
        final long tick = instrument.priceStepE8();
        final long volume = file.row(row)[5];
        final boolean up = price == lastE8 ? random.nextBoolean() : price > lastE8;
        into.timeUs = nextTimeUs();
        into.isQuote = true;
        into.bidE8 = up && price > tick ? price - tick : price;
        into.askE8 = into.bidE8 + tick;
        into.bidQuantityE8 = size();
        into.askQuantityE8 = size();
        into.buyerIsTaker = up;
        into.tradePriceE8 = price;
        into.tradeQuantityE8 = quote < QUOTES_PER_MINUTE - 1
                ? volume / QUOTES_PER_MINUTE
                : volume - volume / QUOTES_PER_MINUTE * (QUOTES_PER_MINUTE - 1);
        into.isTrade = true;
        lastE8 = price;
        if (++quote == QUOTES_PER_MINUTE) {
            quote = 0;
            row++;
            if (row < endRow) {
                walkThrough();
            }
        }
    }

    @Override
    public CandleSeries history(final int minutes) {
        final int oldest = rowAt(file, file.row(firstRow)[0] - minutes * 60_000L);
        final long[] first = file.row(oldest);
        final int missing = minutes - (int) ((file.row(firstRow)[0] - first[0]) / 60_000);
        final CandleSeries series =
                History.endingAt(first[0], first[1], Math.max(0, missing), instrument, historyRandom);
        for (int i = oldest; i < firstRow; i++) {
            final long[] passed = file.row(i);
            while (series.currentStartMs() < passed[0]) {
                series.nextMinute();
            }
            series.set(passed[1], passed[2], passed[3], passed[4], passed[5]);
        }
        while (series.currentStartMs() < file.row(firstRow)[0]) {
            series.nextMinute();
        }
        return series;
    }

    @Override
    public String description() {
        return instrument.symbol() + ": " + (endRow - firstRow) + " recorded minutes of "
                + file.path().getFileName();
    }

    private void walkThrough() {
        final long[] candle = file.row(row);
        final long open = candle[1];
        final long high = candle[2];
        final long low = candle[3];
        final long close = candle[4];
        final boolean rises = close >= open;
        final long first = rises ? low : high;
        final long second = rises ? high : low;
        path[0] = open;
        path[1] = between(open, first);
        path[2] = first;
        path[3] = between(first, second);
        path[4] = between(path[3], second);
        path[5] = second;
        path[6] = between(second, close);
        path[7] = close;
    }

    private long between(final long a, final long b) {
        final long tick = instrument.priceStepE8();
        return a + (b - a) / 2 / tick * tick;
    }

    private long size() {
        final long step = instrument.quantityStepE8();
        return Math.max(step, instrument.usualQuantityE8() / 100 * (10 + random.nextInt(190)) / step * step);
    }
}
