package dragon.gateway.simulator.market;

import java.util.SplittableRandom;

/** Minutes before the first known price, made from the seed: the walk goes backwards, so that it ends at that price. */
final class History {
    private static final int STEPS_PER_MINUTE = 15;
    private static final long MINUTE_MS = 60_000L;

    private History() {}

    /** That many minutes that end where the minute of {@code beginMs} begins, at the price; that minute is current. */
    static CandleSeries endingAt(
            final long beginMs,
            final long priceE8,
            final int minutes,
            final Instrument instrument,
            final SplittableRandom random) {
        final long[][] rows = new long[minutes][];
        final RandomWalk walk =
                new RandomWalk(random, priceE8, instrument.priceStepE8(), (int) MINUTE_MS / STEPS_PER_MINUTE);
        long price = priceE8;
        for (int i = minutes - 1; i >= 0; i--) {
            final long close = price;
            long high = close;
            long low = close;
            for (int step = 0; step < STEPS_PER_MINUTE; step++) {
                price = walk.step();
                high = Math.max(high, price);
                low = Math.min(low, price);
            }
            final long volume = instrument.usualQuantityE8() / 50 * (50 + random.nextInt(200));
            rows[i] = new long[] {price, high, low, close, volume};
        }

        final long firstMs = Math.floorDiv(beginMs, MINUTE_MS) * MINUTE_MS - minutes * MINUTE_MS;
        final CandleSeries series = new CandleSeries(firstMs, price);
        for (final long[] row : rows) {
            series.set(row[0], row[1], row[2], row[3], row[4]);
            series.nextMinute();
        }
        return series;
    }
}
