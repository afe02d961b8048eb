package dragon.bench.backtest;

import dragon.engine.core.fixed.Fixed;
import dragon.tools.backtest.Candles;
import java.util.Random;

/** Candles of one minute from a seed: a random walk around a level, so that the end may be followed by the beginning again. */
final class SyntheticYear {
    private static final long FIRST_OPEN_MS = 1_704_067_200_000L; // 2024-01-01.
    private static final long MINUTE_MS = 60_000;
    private static final long TICK_E8 = Fixed.ONE_E8 / 100;
    private static final double LEVEL = 2_000;
    private static final double NOISE = 0.0006;
    private static final double PULL = 0.000_05;

    private final Candles candles = new Candles();

    SyntheticYear(final int count, final long seed) {
        final Random random = new Random(seed);
        double price = LEVEL;
        long closeE8 = onTick(price);
        for (int i = 0; i < count; i++) {
            final long openE8 = closeE8;
            price += price * NOISE * random.nextGaussian() + PULL * (LEVEL - price);
            closeE8 = onTick(price);
            final long highE8 = Math.max(openE8, closeE8) + random.nextInt(80) * TICK_E8;
            final long lowE8 = Math.min(openE8, closeE8) - random.nextInt(80) * TICK_E8;
            candles.add(FIRST_OPEN_MS + i * MINUTE_MS, openE8, highE8, lowE8, closeE8);
        }
    }

    private static long onTick(final double price) {
        return Math.round(price * 100) * TICK_E8;
    }

    Candles candles() {
        return candles;
    }

    /** How much later the candles start when they are read again for the n-th time. */
    long laterMs(final int round) {
        return round * candles.size() * MINUTE_MS;
    }
}
