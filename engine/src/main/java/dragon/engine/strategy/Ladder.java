package dragon.engine.strategy;

import dragon.engine.core.fixed.Fixed;
import dragon.engine.protocol.StrategyParameter;

/**
 * Where the rungs of a cycle are and how large: rung n (from 0) at base x (1 -/+ deviation x deviationMultiplier^n) with first
 * quantity x volumeMultiplier^n. Prices and quantities times 10^8.
 */
public final class Ladder {
    /** No such price. */
    public static final long NULL_PRICE = LegTargets.NULL_PRICE;

    /** A rung further away than ten times the price is out of reach; so are all behind it. */
    private static final long DEVIATION_PCT_E8_MAX = 1_000 * Fixed.ONE_E8;

    private static final double LONG_RANGE = 9.2e18;

    private final int maxEntries;
    private final boolean isBaseAverage;
    private final long[] deviationPctE8;
    private final long[] volumeE8;

    /** The ladder of settings that are complete and in range. */
    public Ladder(final StrategySettings settings) {
        maxEntries = settings.maxEntries();
        isBaseAverage = settings.isOn(StrategyParameter.USE_AVERAGE_FOR_DCA_BASE);
        deviationPctE8 = new long[Math.max(0, maxEntries - 1)];
        volumeE8 = new long[deviationPctE8.length];
        for (int level = 0; level < deviationPctE8.length; level++) {
            deviationPctE8[level] = scaled(
                    settings.valueE8(StrategyParameter.BASE_DEVIATION_PCT),
                    settings.valueE8(StrategyParameter.DEVIATION_MULTIPLIER),
                    level);
            volumeE8[level] = scaled(Fixed.ONE_E8, settings.valueE8(StrategyParameter.VOLUME_MULTIPLIER), level);
        }
    }

    /** Base x multiplier^level, or the largest long where that does not fit. */
    private static long scaled(final long baseE8, final long multiplierE8, final int level) {
        final double estimate =
                (double) baseE8 * StrictMath.pow((double) multiplierE8 / Fixed.ONE_E8, Math.max(1, level));
        return Math.abs(estimate) > LONG_RANGE / 2
                ? Long.MAX_VALUE
                : Fixed.multiplyE8(baseE8, Fixed.powerE8(multiplierE8, level));
    }

    /** True when the ladder goes on after so many entries, the first included. */
    public boolean hasRung(final int entryCount) {
        return entryCount > 0 && entryCount < maxEntries;
    }

    /** True when rungs are counted from the average entry, false when from the first. */
    public boolean isBaseAverage() {
        return isBaseAverage;
    }

    /** Price of a rung, or {@link #NULL_PRICE} when it would be out of reach. */
    public long priceE8(final boolean isLong, final long baseE8, final int level) {
        if (deviationPctE8[level] > DEVIATION_PCT_E8_MAX || baseE8 > Long.MAX_VALUE / 16) {
            return NULL_PRICE;
        }
        final long distanceE8 = Fixed.percentOf(baseE8, deviationPctE8[level]);
        if (!isLong) {
            return baseE8 + distanceE8;
        }
        return distanceE8 < baseE8 ? baseE8 - distanceE8 : NULL_PRICE;
    }

    /** Quantity of a rung, 0 when it would be beyond all bounds. */
    public long quantityE8(final long firstQuantityE8, final int level) {
        final double estimate = (double) firstQuantityE8 * volumeE8[level] / Fixed.ONE_E8;
        return estimate > LONG_RANGE ? 0 : Fixed.multiplyE8(firstQuantityE8, volumeE8[level]);
    }

    /** Whether what a rung costs can be counted, beside a leg that costs no more; no account could pay for one that cannot. */
    static boolean isCostKnown(final long priceE8, final long quantityE8) {
        return (double) priceE8 * quantityE8 / Fixed.ONE_E8 < LONG_RANGE / 2;
    }
}
