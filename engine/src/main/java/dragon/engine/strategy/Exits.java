package dragon.engine.strategy;

import dragon.engine.core.fixed.Fixed;
import dragon.engine.protocol.StrategyParameter;

/** Where a leg is closed: take profit and fixed stop, by percent of the average entry or by multiples of the true range. E8. */
final class Exits {
    private static final long NULL_PRICE = Cycle.NULL_PRICE;
    private static final double LARGEST_DISTANCE = 4e18;

    private final DistanceMode takeProfitMode;
    private final long takeProfitPctE8;
    private final double takeProfitMultiple;
    private final DistanceMode stopMode;
    private final long stopPctE8;
    private final double stopMultiple;
    private final long replacePctE8;

    Exits(final StrategySettings settings) {
        takeProfitMode = settings.takeProfitMode();
        takeProfitPctE8 = settings.valueOrZeroE8(StrategyParameter.TAKE_PROFIT_PCT);
        takeProfitMultiple = (double) settings.valueOrZeroE8(StrategyParameter.TAKE_PROFIT_ATR_MULTIPLE) / Fixed.ONE_E8;
        stopMode = settings.stopMode();
        stopPctE8 = settings.valueOrZeroE8(StrategyParameter.STOP_PCT);
        stopMultiple = (double) settings.valueOrZeroE8(StrategyParameter.STOP_ATR_MULTIPLE) / Fixed.ONE_E8;
        replacePctE8 = settings.valueOrZeroE8(StrategyParameter.TAKE_PROFIT_REPLACE_PCT);
    }

    /** A distance in multiples of the true range, rounded to the unit; 0 while there is none. */
    static long distanceE8(final double trueRangeE8, final double multiple) {
        return Math.round(Math.min(LARGEST_DISTANCE, trueRangeE8 * multiple));
    }

    ExitReason takeProfitReason() {
        return takeProfitMode == DistanceMode.ATR ? ExitReason.TP_ATR : ExitReason.TP_PCT;
    }

    ExitReason stopReason() {
        return stopMode == DistanceMode.ATR ? ExitReason.SL_ATR : ExitReason.SL_PCT;
    }

    /**
     * The take profit for this average, or the null price. Freezes the distance by true range at the first call after an entry.
     *
     * @param trueRangeE8 0 = none yet
     */
    long takeProfitE8(final Cycle cycle, final boolean isLong, final long averageE8, final double trueRangeE8) {
        final long distanceE8;
        if (takeProfitMode == DistanceMode.ATR) {
            if (cycle.takeProfitDistanceE8() == 0) {
                cycle.freezeTakeProfit(distanceE8(trueRangeE8, takeProfitMultiple));
            }
            distanceE8 = cycle.takeProfitDistanceE8();
        } else {
            distanceE8 = Fixed.percentOf(averageE8, takeProfitPctE8);
        }
        return beyond(averageE8, distanceE8, isLong);
    }

    /** The fixed stop for this average, or the null price; by true range it follows the newest one. */
    long stopE8(final boolean isLong, final long averageE8, final double trueRangeE8) {
        final long distanceE8 = stopMode == DistanceMode.ATR
                ? distanceE8(trueRangeE8, stopMultiple)
                : Fixed.percentOf(averageE8, stopPctE8);
        return beyond(averageE8, distanceE8, !isLong);
    }

    private static long beyond(final long averageE8, final long distanceE8, final boolean isAbove) {
        if (distanceE8 <= 0) {
            return NULL_PRICE;
        }
        if (isAbove) {
            return distanceE8 > Long.MAX_VALUE - averageE8 ? NULL_PRICE : averageE8 + distanceE8;
        }
        return distanceE8 < averageE8 ? averageE8 - distanceE8 : NULL_PRICE;
    }

    /** True when a target has moved by less than what is worth a new order. */
    boolean isNear(final long oldTargetE8, final long newTargetE8) {
        if (replacePctE8 == 0 || oldTargetE8 == NULL_PRICE) {
            return oldTargetE8 == newTargetE8;
        }
        return Math.abs(oldTargetE8 - newTargetE8) < Fixed.percentOf(newTargetE8, replacePctE8);
    }

    /** Which of the two a bar has reached, the stop first, since the path inside a bar is not known; null = none. */
    ExitReason reachedBy(
            final boolean isLong, final long stopE8, final long takeProfitE8, final long highE8, final long lowE8) {
        if (stopE8 != NULL_PRICE && (isLong ? lowE8 <= stopE8 : highE8 >= stopE8)) {
            return stopReason();
        }
        if (takeProfitE8 != NULL_PRICE && (isLong ? highE8 >= takeProfitE8 : lowE8 <= takeProfitE8)) {
            return takeProfitReason();
        }
        return null;
    }
}
