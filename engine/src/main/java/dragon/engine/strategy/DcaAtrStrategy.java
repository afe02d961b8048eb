package dragon.engine.strategy;

import dragon.engine.core.fixed.Fixed;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;
import dragon.engine.strategy.indicator.Indicators;

/**
 * The strategy of a bot: enter by indicators, add rungs, leave by take profit, stop or trailing stop. Its two legs share the
 * indicators and nothing else.
 *
 * <p>{@link Profile#LIVE}: the next rung waits ahead of the market as soon as the entry before it is filled; stop and trailing are
 * watched on every quote. {@link Profile#COMPATIBLE}: rungs and exits are decided on a closed bar, as in {@link BarProgram}, and
 * happen at the market after it. In both a decision changes no state on the hope of a fill: what was filled is in the situation.
 */
public final class DcaAtrStrategy implements Strategy {
    private static final long NULL_PRICE = LegTargets.NULL_PRICE;
    private static final long MINUTE_MS = 60_000L;

    private final boolean isCompatible;
    private final boolean isEntryAtOnce;
    private final boolean isRungAtOnce;
    private final boolean isTakeProfitAtOnce;
    private final long exitCooldownMs;
    private final int historyCandles;
    private final Indicators indicators;
    private final EntryRule entryRule;
    private final Ladder ladder;
    private final Exits exits;
    private final Trailing trailing;
    private final Cycle longCycle = new Cycle();
    private final Cycle shortCycle = new Cycle();

    // The newest candle.
    private long highE8;
    private long lowE8;
    private long closeE8;

    /**
     * Settings that have been found complete and in range.
     *
     * @param candleMinutes length of the candles that it will be given
     */
    public DcaAtrStrategy(final StrategySettings settings, final int candleMinutes) {
        isCompatible = settings.profile() == Profile.COMPATIBLE;
        isEntryAtOnce = settings.valueOrZeroE8(StrategyParameter.ENTRY_ACTIVATION_PCT) == 0
                && settings.whole(StrategyParameter.ENTRY_ORDER_STYLE) == 1;
        isRungAtOnce = settings.valueOrZeroE8(StrategyParameter.DCA_ACTIVATION_PCT) == 0;
        isTakeProfitAtOnce = settings.valueOrZeroE8(StrategyParameter.TAKE_PROFIT_ACTIVATION_PCT) == 0;
        exitCooldownMs = settings.whole(StrategyParameter.EXIT_COOLDOWN_MINUTES) * MINUTE_MS;
        historyCandles = Indicators.neededCandles(settings, candleMinutes);
        indicators = new Indicators(settings, candleMinutes);
        entryRule = new EntryRule(settings);
        ladder = new Ladder(settings);
        exits = new Exits(settings);
        trailing = new Trailing(settings);
    }

    @Override
    public void onCandle(
            final long openTimeMs,
            final long openE8,
            final long newHighE8,
            final long newLowE8,
            final long newCloseE8) {
        highE8 = newHighE8;
        lowE8 = newLowE8;
        closeE8 = newCloseE8;
        indicators.onCandle(openTimeMs, openE8, newHighE8, newLowE8, newCloseE8);
    }

    @Override
    public void decide(final LegSituation situation, final LegTargets targets) {
        final Cycle cycle = cycle(situation.leg());
        if (situation.isFlat()) {
            cycle.reset(); // However it became flat: by us, by hand, or by the venue.
            if (situation.isBarClose()) {
                enter(situation, targets);
            }
            return;
        }
        cycle.follow(situation.entryCount());
        if (isCompatible) {
            decideOnBar(cycle, situation, targets);
        } else {
            decideLive(cycle, situation, targets);
        }
    }

    private void enter(final LegSituation situation, final LegTargets targets) {
        final boolean isCooling = exitCooldownMs > 0
                && situation.lastExitMs() != 0
                && situation.nowMs() - situation.lastExitMs() < exitCooldownMs;
        if (isCooling
                || !entryRule.isSignalled(indicators, situation.isLong())
                || !entryRule.isGateOpen(indicators, situation.isLong())) {
            return;
        }
        final long quantityE8 = entryRule.quantityE8(situation.balanceE8(), situation.closeE8());
        if (quantityE8 <= 0) {
            return;
        }
        if (isEntryAtOnce) {
            targets.enter(quantityE8);
        } else {
            targets.enterAt(situation.closeE8(), quantityE8);
        }
    }

    private void decideLive(final Cycle cycle, final LegSituation situation, final LegTargets targets) {
        final boolean isLong = situation.isLong();
        final long averageE8 = situation.averageEntryE8();
        final double trueRangeE8 = indicators.trueRangeE8();
        wantTakeProfit(cycle, situation, exits.takeProfitE8(cycle, isLong, averageE8, trueRangeE8), targets);

        final long rungE8 = rungPriceE8(cycle, situation);
        if (rungE8 != NULL_PRICE) {
            targets.rung(rungE8, ladder.quantityE8(situation.firstQuantityE8(), cycle.level()));
        }

        final long stopE8 = exits.stopE8(isLong, averageE8, trueRangeE8);
        if (stopE8 != NULL_PRICE) {
            targets.stop(stopE8, exits.stopReason());
        }
        if (!trailing.isOn(trueRangeE8)) {
            return;
        }
        if (cycle.isTrailing()) {
            final long trailE8 = trailing.stopE8(cycle, isLong, trueRangeE8);
            final boolean isNearer = stopE8 == NULL_PRICE || (isLong ? trailE8 > stopE8 : trailE8 < stopE8);
            if (isNearer && trailE8 > 0) {
                targets.stop(trailE8, ExitReason.TRAILING_EXIT);
            }
        }
        trailing.await(cycle, isLong, averageE8, trueRangeE8, targets);
    }

    /** Keeps the take profit where it is until it has moved by what is worth a new order, or the leg has another size. */
    private void wantTakeProfit(
            final Cycle cycle, final LegSituation situation, final long targetE8, final LegTargets targets) {
        if (targetE8 == NULL_PRICE) {
            return;
        }
        final boolean isSameSize = cycle.takeProfitQuantityE8() == situation.quantityE8();
        if (!isSameSize || !exits.isNear(cycle.takeProfitPriceE8(), targetE8)) {
            cycle.wantTakeProfit(targetE8, situation.quantityE8());
        }
        targets.takeProfit(cycle.takeProfitPriceE8(), situation.quantityE8(), exits.takeProfitReason());
    }

    /** Price of the next rung, or the null price when there is none. */
    private long rungPriceE8(final Cycle cycle, final LegSituation situation) {
        if (!ladder.hasRung(cycle.entryCount())) {
            return NULL_PRICE;
        }
        final boolean isFromFirst =
                !ladder.isBaseAverage() && situation.firstEntryPriceE8() != LegSituation.NULL_NUMBER;
        final long baseE8 = isFromFirst ? situation.firstEntryPriceE8() : situation.averageEntryE8();
        return ladder.priceE8(situation.isLong(), baseE8, cycle.level());
    }

    /** The compatible profile: rung, exits, trailing, in this order, once a bar; in between only what rests stays wanted. */
    private void decideOnBar(final Cycle cycle, final LegSituation situation, final LegTargets targets) {
        final boolean isLong = situation.isLong();
        long averageE8 = situation.averageEntryE8();
        final long rungE8 = rungPriceE8(cycle, situation);
        final long rungQuantityE8 =
                rungE8 == NULL_PRICE ? 0 : ladder.quantityE8(situation.firstQuantityE8(), cycle.level());
        final boolean isTouched = situation.isBarClose()
                && rungQuantityE8 > 0
                && Ladder.isCostKnown(rungE8, rungQuantityE8)
                && (isLong ? lowE8 <= rungE8 : highE8 >= rungE8);
        if (isTouched && isRungAtOnce) {
            // The stop looks at the average that the rung will make: the leg is not enlarged only to be closed.
            averageE8 = averageWith(situation, rungE8, rungQuantityE8);
        } else if (isTouched && cycle.touchedRungPriceE8() == NULL_PRICE) {
            cycle.touchRung(rungE8);
        }
        if (cycle.touchedRungPriceE8() != NULL_PRICE && rungQuantityE8 > 0) {
            targets.rung(cycle.touchedRungPriceE8(), rungQuantityE8); // Not moved when the average changes.
        }

        final double trueRangeE8 = indicators.trueRangeE8();
        final long targetE8 = exits.takeProfitE8(cycle, isLong, averageE8, trueRangeE8);
        if (!isTakeProfitAtOnce) {
            wantTakeProfit(cycle, situation, targetE8, targets);
        }
        if (!situation.isBarClose()) {
            return;
        }
        final long stopE8 = exits.stopE8(isLong, averageE8, trueRangeE8);
        final boolean isRungDue = isTouched && isRungAtOnce;
        // A take profit of an average that the leg does not have yet is looked at from the next bar on.
        final ExitReason reason = exits.reachedBy(isLong, stopE8, isRungDue ? NULL_PRICE : targetE8, highE8, lowE8);
        if (reason != null) {
            targets.exitNow(reason);
        } else if (isRungDue) {
            targets.rungNow(rungQuantityE8); // Its fill ends trailing, so that this bar does not trail.
        } else if (trailing.onBar(cycle, isLong, averageE8, highE8, lowE8, closeE8, trueRangeE8) != NULL_PRICE) {
            targets.exitNow(ExitReason.TRAILING_EXIT);
        }
    }

    private static long averageWith(final LegSituation situation, final long priceE8, final long quantityE8) {
        final long costE8 = Math.addExact(
                Fixed.multiplyE8(situation.averageEntryE8(), situation.quantityE8()),
                Fixed.multiplyE8(priceE8, quantityE8));
        return Fixed.divideE8(costE8, Math.addExact(situation.quantityE8(), quantityE8));
    }

    @Override
    public void onWake(final Leg leg, final long priceE8) {
        trailing.onPrice(cycle(leg), leg == Leg.LONG, priceE8);
    }

    @Override
    public int historyCandles() {
        return historyCandles;
    }

    private Cycle cycle(final Leg leg) {
        return leg == Leg.LONG ? longCycle : shortCycle;
    }

    @Override
    public void write(final ImageWriter image) {
        image.writeLong(highE8);
        image.writeLong(lowE8);
        image.writeLong(closeE8);
        longCycle.write(image);
        shortCycle.write(image);
        indicators.write(image);
    }

    @Override
    public void read(final ImageReader image) {
        highE8 = image.readLong();
        lowE8 = image.readLong();
        closeE8 = image.readLong();
        longCycle.read(image);
        shortCycle.read(image);
        indicators.read(image);
    }
}
