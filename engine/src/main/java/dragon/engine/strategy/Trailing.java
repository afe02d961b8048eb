package dragon.engine.strategy;

import dragon.engine.core.fixed.Fixed;
import dragon.engine.protocol.StrategyParameter;

/** The stop that follows the best price once the leg has gained enough; by percent or by the newest true range. E8. */
final class Trailing {
    private static final long NULL_PRICE = Cycle.NULL_PRICE;

    /** Live, the best price is followed in steps of this part of the distance: a wake per step, not per quote. */
    private static final long STEPS_PER_DISTANCE = 50;

    private final DistanceMode mode;
    private final long activationPctE8;
    private final long distancePctE8;
    private final double activationMultiple;
    private final double distanceMultiple;

    Trailing(final StrategySettings settings) {
        mode = settings.stopMode();
        activationPctE8 = settings.valueOrZeroE8(StrategyParameter.TRAIL_ACTIVATION_PCT);
        distancePctE8 = settings.valueOrZeroE8(StrategyParameter.TRAIL_DISTANCE_PCT);
        activationMultiple =
                (double) settings.valueOrZeroE8(StrategyParameter.TRAIL_ACTIVATION_ATR_MULTIPLE) / Fixed.ONE_E8;
        distanceMultiple =
                (double) settings.valueOrZeroE8(StrategyParameter.TRAIL_DISTANCE_ATR_MULTIPLE) / Fixed.ONE_E8;
    }

    /** True when there is a distance to trail by. */
    boolean isOn(final double trueRangeE8) {
        return mode == DistanceMode.ATR ? trueRangeE8 > 0 && distanceMultiple > 0 : distancePctE8 > 0;
    }

    /** Gain in price from which trailing begins, 0 = at once. */
    private long thresholdE8(final long averageE8, final double trueRangeE8) {
        return mode == DistanceMode.ATR
                ? Exits.distanceE8(trueRangeE8, activationMultiple)
                : Fixed.percentOf(averageE8, activationPctE8);
    }

    private long distanceE8(final long extremeE8, final double trueRangeE8) {
        return mode == DistanceMode.ATR
                ? Exits.distanceE8(trueRangeE8, distanceMultiple)
                : Fixed.percentOf(extremeE8, distancePctE8);
    }

    /** The stop behind the best price so far, while trailing. */
    long stopE8(final Cycle cycle, final boolean isLong, final double trueRangeE8) {
        final long extremeE8 = cycle.extremePriceE8();
        final long distanceE8 = distanceE8(extremeE8, trueRangeE8);
        return isLong ? extremeE8 - distanceE8 : extremeE8 + distanceE8;
    }

    /**
     * One closed bar: begins to trail, or follows the bar's best price and then looks for the stop in the same bar.
     *
     * @return the price at which the leg is closed, or the null price
     */
    long onBar(
            final Cycle cycle,
            final boolean isLong,
            final long averageE8,
            final long highE8,
            final long lowE8,
            final long closeE8,
            final double trueRangeE8) {
        if (!isOn(trueRangeE8)) {
            return NULL_PRICE;
        }
        final long bestE8 = isLong ? Math.max(highE8, closeE8) : Math.min(lowE8, closeE8);
        if (!cycle.isTrailing()) {
            final long gainE8 = isLong ? closeE8 - averageE8 : averageE8 - closeE8;
            final long thresholdE8 = thresholdE8(averageE8, trueRangeE8);
            if (thresholdE8 <= 0 || gainE8 >= thresholdE8) {
                cycle.trail(bestE8); // Its stop counts from the next bar on.
            }
            return NULL_PRICE;
        }
        follow(cycle, isLong, isLong ? highE8 : lowE8);
        final long stopE8 = stopE8(cycle, isLong, trueRangeE8);
        if (isLong) {
            return lowE8 <= stopE8 ? Math.max(stopE8, closeE8) : NULL_PRICE;
        }
        return highE8 >= stopE8 ? Math.min(stopE8, closeE8) : NULL_PRICE;
    }

    private static void follow(final Cycle cycle, final boolean isLong, final long priceE8) {
        final long extremeE8 = cycle.extremePriceE8();
        cycle.trail(isLong ? Math.max(extremeE8, priceE8) : Math.min(extremeE8, priceE8));
    }

    /** A price at which the leg could be left: begins to trail at the awaited one, and follows better ones. */
    void onPrice(final Cycle cycle, final boolean isLong, final long priceE8) {
        if (cycle.isTrailing()) {
            follow(cycle, isLong, priceE8);
            return;
        }
        final long activationE8 = cycle.activationPriceE8();
        if (activationE8 != NULL_PRICE && (isLong ? priceE8 >= activationE8 : priceE8 <= activationE8)) {
            cycle.trail(priceE8);
        }
    }

    /** Asks to be woken by the price that begins to trail, or by the next better one. */
    void await(
            final Cycle cycle,
            final boolean isLong,
            final long averageE8,
            final double trueRangeE8,
            final LegTargets targets) {
        if (cycle.isTrailing()) {
            final long extremeE8 = cycle.extremePriceE8();
            final long stepE8 = Math.max(1, distanceE8(extremeE8, trueRangeE8) / STEPS_PER_DISTANCE);
            wake(isLong, isLong ? extremeE8 + stepE8 : extremeE8 - stepE8, targets);
            return;
        }
        final long thresholdE8 = thresholdE8(averageE8, trueRangeE8);
        if (thresholdE8 <= 0) { // From any price on: the next one begins.
            cycle.awaitActivation(isLong ? 1 : Long.MAX_VALUE);
            targets.wakeAbove(1);
            return;
        }
        cycle.awaitActivation(isLong ? averageE8 + thresholdE8 : averageE8 - thresholdE8);
        wake(isLong, cycle.activationPriceE8(), targets);
    }

    private static void wake(final boolean isLong, final long priceE8, final LegTargets targets) {
        if (isLong) {
            targets.wakeAbove(priceE8);
        } else if (priceE8 > 0) {
            targets.wakeBelow(priceE8);
        }
    }
}
