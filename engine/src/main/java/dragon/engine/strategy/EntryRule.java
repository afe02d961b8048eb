package dragon.engine.strategy;

import dragon.engine.core.fixed.Fixed;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.strategy.indicator.Indicators;

/** When a cycle begins and how large its first entry is. Prices, quantities and money times 10^8. */
final class EntryRule {
    private static final double LARGEST_QUANTITY = 9e10;

    private final EntrySignal signal;
    private final boolean isGated;
    private final Sizing sizing;
    private final long quantityE8;
    private final long balancePctE8;
    private final long fixedUsdE8;
    private final long balanceOverrideE8;

    EntryRule(final StrategySettings settings) {
        signal = settings.entrySignal();
        isGated = settings.isOn(StrategyParameter.USE_MA_DIRECTION);
        sizing = settings.sizing();
        quantityE8 = settings.valueOrZeroE8(StrategyParameter.BASE_QUANTITY);
        balancePctE8 = settings.valueOrZeroE8(StrategyParameter.ENTRY_BALANCE_PCT);
        fixedUsdE8 = settings.valueOrZeroE8(StrategyParameter.ENTRY_FIXED_USD);
        balanceOverrideE8 = settings.valueOrZeroE8(StrategyParameter.BALANCE_OVERRIDE_USD);
    }

    /** True when the indicators speak for this leg: the trend always, then the bands alone or two of three votes. */
    boolean isSignalled(final Indicators indicators, final boolean isLong) {
        return switch (signal) {
            case ALWAYS -> true;
            case BANDS -> indicators.isReady() && indicators.isTrendFor(isLong) && indicators.isBandFor(isLong);
            case CONSENSUS -> indicators.isReady()
                    && indicators.isTrendFor(isLong)
                    && indicators.isConsensusFor(isLong);
        };
    }

    /** True when the gate on the average of the bot's own candles is open or off. */
    boolean isGateOpen(final Indicators indicators, final boolean isLong) {
        return !isGated || indicators.isGateOpenFor(isLong);
    }

    /**
     * Quantity of the first entry, 0 = none.
     *
     * @param balanceE8 or {@link LegSituation#NULL_NUMBER}: then only what does not depend on it is entered
     */
    long quantityE8(final long balanceE8, final long closeE8) {
        if (sizing == Sizing.QUANTITY) {
            return quantityE8;
        }
        final long moneyE8 = balanceOverrideE8 > 0 ? balanceOverrideE8 : balanceE8;
        final boolean isKnown = moneyE8 != LegSituation.NULL_NUMBER;
        if (closeE8 <= 0 || isKnown && moneyE8 <= 0 || !isKnown && sizing == Sizing.BALANCE_PCT) {
            return 0;
        }
        final long wantedE8 = sizing == Sizing.BALANCE_PCT ? Fixed.percentOf(moneyE8, balancePctE8) : fixedUsdE8;
        final long notionalE8 = isKnown ? Math.min(wantedE8, moneyE8) : wantedE8;
        return (double) notionalE8 / closeE8 > LARGEST_QUANTITY ? 0 : Fixed.divideE8(notionalE8, closeE8);
    }
}
