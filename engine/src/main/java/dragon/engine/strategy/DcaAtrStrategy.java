package dragon.engine.strategy;

import dragon.engine.core.fixed.Fixed;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;

/**
 * A ladder without indicators: enter when a candle closes and the leg is flat, add rungs by percent, take profit by percent.
 *
 * <p>Rung n (from 0) rests at average x (1 -/+ deviation x deviationMultiplier^n) with first quantity x volumeMultiplier^n.
 */
public final class DcaAtrStrategy implements Strategy {
    private final StrategySettings settings;

    /**
     * Settings that have been found complete and in range.
     *
     * @param candleMinutes length of the candles that it will be given
     */
    public DcaAtrStrategy(final StrategySettings settings, final int candleMinutes) {
        this.settings = settings;
    }

    @Override
    public void onCandle(
            final long openTimeMs, final long openE8, final long highE8, final long lowE8, final long closeE8) {
        // No indicator looks back.
    }

    @Override
    public void decide(final LegSituation situation, final LegTargets targets) {
        if (situation.isFlat()) {
            if (situation.isBarClose()) {
                targets.enter(settings.valueE8(StrategyParameter.BASE_QUANTITY));
            }
            return;
        }
        final long averageE8 = situation.averageEntryE8();
        final boolean isLong = situation.leg() == Leg.LONG;
        final long profitE8 = Fixed.percentOf(averageE8, settings.valueE8(StrategyParameter.TAKE_PROFIT_PCT));
        targets.takeProfit(
                isLong ? averageE8 + profitE8 : averageE8 - profitE8, situation.quantityE8(), ExitReason.TP_PCT);
        if (situation.entryCount() < settings.maxEntries()) {
            final int level = Math.max(0, situation.entryCount() - 1);
            final long distanceE8 = Fixed.percentOf(averageE8, deviationPctE8(level));
            if (distanceE8 < averageE8) {
                targets.rung(isLong ? averageE8 - distanceE8 : averageE8 + distanceE8, quantityE8(situation, level));
            }
        }
    }

    @Override
    public void onWake(final Leg leg, final long priceE8) {
        // No level is asked for yet.
    }

    @Override
    public int historyCandles() {
        return 0;
    }

    @Override
    public void write(final ImageWriter image) {
        // No state of its own yet.
    }

    @Override
    public void read(final ImageReader image) {
        // No state of its own yet.
    }

    private long deviationPctE8(final int level) {
        return Fixed.multiplyE8(
                settings.valueE8(StrategyParameter.BASE_DEVIATION_PCT),
                Fixed.powerE8(settings.valueE8(StrategyParameter.DEVIATION_MULTIPLIER), level));
    }

    private long quantityE8(final LegSituation situation, final int level) {
        return Fixed.multiplyE8(
                situation.firstQuantityE8(),
                Fixed.powerE8(settings.valueE8(StrategyParameter.VOLUME_MULTIPLIER), level));
    }
}
