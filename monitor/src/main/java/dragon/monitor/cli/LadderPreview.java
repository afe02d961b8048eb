package dragon.monitor.cli;

import dragon.engine.botfile.BotSettings;
import dragon.engine.core.fixed.Fixed;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.strategy.DcaAtrStrategy;
import dragon.engine.strategy.LegSituation;
import dragon.engine.strategy.LegTargets;
import dragon.engine.strategy.StrategySettings;
import java.util.ArrayList;
import java.util.List;

/**
 * The whole ladder of a leg before its bot exists: the strategy itself is asked, rung by rung, as if the market went straight through.
 *
 * <p>Prices, quantities and money times 10^8.
 *
 * @param rungs the first entry and every rung, in the order of their fills
 * @param lossAtStopE8 what is lost, fees included, if the last rung fills and then the stop; null = there is no stop
 * @param marginE8 margin of the whole ladder at the bot's leverage; null = no leverage is given
 */
record LadderPreview(Leg leg, List<Rung> rungs, Long lossAtStopE8, Long marginE8) {
    private static final int RUNGS_MAX = 64;
    private static final long HUNDRED_E8 = 100 * Fixed.ONE_E8;
    private static final long MINUTE_MS = 60_000;

    /**
     * One entry of the ladder and what the leg looks like once it is filled.
     *
     * @param costE8 notional of all entries up to this one
     * @param breakEvenE8 price at which closing the leg pays for all fees
     * @param distancePctE8 from the first entry, percent
     * @param takeProfitE8 null = none
     * @param stopE8 null = none
     */
    record Rung(
            String name,
            long priceE8,
            long quantityE8,
            long cumulativeE8,
            long costE8,
            long averageE8,
            long breakEvenE8,
            long distancePctE8,
            Long takeProfitE8,
            Long stopE8) {
        long notionalE8() {
            return Fixed.multiplyE8(priceE8, quantityE8);
        }
    }

    /** The venue's steps. */
    interface Steps {
        /** Steps that change nothing, where the instrument is not known. */
        Steps NONE = new Steps() {
            @Override
            public long onTick(final Side side, final long priceE8) {
                return priceE8;
            }

            @Override
            public long onStep(final long quantityE8) {
                return quantityE8;
            }
        };

        long onTick(Side side, long priceE8);

        long onStep(long quantityE8);
    }

    /**
     * What the preview assumes.
     *
     * @param balanceE8 null = not known
     * @param atrE8 null = not known: what depends on it is left out
     */
    record Market(long priceE8, Long balanceE8, Long atrE8, Steps steps) {}

    /** Asks the strategy for the ladder of a leg; the first entry has a quantity of 0 where the sizing cannot say one. */
    static LadderPreview of(final BotSettings bot, final Leg leg, final Market market) {
        final StrategySettings settings = settings(bot);
        final DcaAtrStrategy strategy = new DcaAtrStrategy(settings, bot.candleMinutes());
        warm(strategy, settings, market, bot.candleMinutes());
        final boolean isLong = leg == Leg.LONG;
        final Side opening = isLong ? Side.BUY : Side.SELL;
        final Side closing = isLong ? Side.SELL : Side.BUY;
        final long feePctE8 = bot.valueE8(StrategyParameter.FEE_RATE_PCT, 0);
        final LegSituation situation = new LegSituation()
                .of(leg)
                .barClose(true)
                .closeE8(market.priceE8())
                .balanceE8(balanceE8(bot, market))
                .nowMs((long) settingsBars(settings) * bot.candleMinutes() * MINUTE_MS);
        final LegTargets targets = new LegTargets();
        strategy.decide(situation, targets);
        final List<Rung> rungs = new ArrayList<>();
        long priceE8 = market.priceE8();
        long quantityE8 = market.steps().onStep(targets.entryQuantityE8());
        long heldE8 = 0;
        long costE8 = 0;
        while (quantityE8 > 0 && rungs.size() < RUNGS_MAX) {
            heldE8 += quantityE8;
            costE8 += Fixed.multiplyE8(priceE8, quantityE8);
            final long averageE8 = Fixed.divideE8(costE8, heldE8);
            if (rungs.isEmpty()) {
                situation.firstEntry(priceE8, quantityE8);
            }
            situation.barClose(false).holding(heldE8, averageE8).entryCount(rungs.size() + 1);
            strategy.decide(situation, targets.clear());
            final Long profitE8 = targets.takeProfitQuantityE8() > 0
                    ? market.steps().onTick(closing, targets.takeProfitPriceE8())
                    : null;
            final Long stopE8 = targets.stopPriceE8() == LegTargets.NULL_PRICE ? null : targets.stopPriceE8();
            rungs.add(new Rung(
                    rungs.isEmpty() ? "base" : "DCA" + rungs.size(),
                    priceE8,
                    quantityE8,
                    heldE8,
                    costE8,
                    averageE8,
                    breakEvenE8(averageE8, feePctE8, isLong),
                    Fixed.multiplyDivide(Math.abs(market.priceE8() - priceE8), HUNDRED_E8, market.priceE8()),
                    profitE8,
                    stopE8));
            priceE8 = targets.rungQuantityE8() > 0 ? market.steps().onTick(opening, targets.rungPriceE8()) : 0;
            quantityE8 = priceE8 > 0 ? market.steps().onStep(targets.rungQuantityE8()) : 0;
        }
        final long leverageE8 = bot.valueE8(StrategyParameter.LEVERAGE, 0);
        return new LadderPreview(
                leg,
                rungs,
                rungs.isEmpty() ? null : lossAtStopE8(rungs.get(rungs.size() - 1), feePctE8, isLong),
                leverageE8 == 0 ? null : Long.valueOf(Fixed.divideE8(costE8, leverageE8)));
    }

    /** The bot's settings, but it enters at once: the preview shows the ladder, not the signal. */
    private static StrategySettings settings(final BotSettings bot) {
        final StrategySettings settings = bot.strategy();
        settings.set(StrategyParameter.PROFILE, Fixed.ONE_E8);
        settings.set(StrategyParameter.ENTRY_SIGNAL, Fixed.ONE_E8);
        settings.set(StrategyParameter.USE_MA_DIRECTION, 0);
        settings.set(StrategyParameter.ENTRY_ACTIVATION_PCT, 0);
        settings.set(StrategyParameter.EXIT_COOLDOWN_MINUTES, 0);
        return settings;
    }

    private static long balanceE8(final BotSettings bot, final Market market) {
        final long overrideE8 = bot.valueE8(StrategyParameter.BALANCE_OVERRIDE_USD, 0);
        if (overrideE8 > 0) {
            return overrideE8;
        }
        return market.balanceE8() == null ? LegSituation.NULL_NUMBER : market.balanceE8();
    }

    private static int settingsBars(final StrategySettings settings) {
        return settings.whole(StrategyParameter.ATR_PERIOD) + 2;
    }

    /** Candles around the price whose true range is the assumed ATR, so many that the strategy knows it. */
    private static void warm(
            final DcaAtrStrategy strategy,
            final StrategySettings settings,
            final Market market,
            final int candleMinutes) {
        final long halfE8 = market.atrE8() == null ? 0 : market.atrE8() / 2;
        final int bars = market.atrE8() == null ? 1 : settingsBars(settings);
        for (int bar = 0; bar < bars; bar++) {
            strategy.onCandle(
                    (long) bar * candleMinutes * MINUTE_MS,
                    market.priceE8(),
                    market.priceE8() + halfE8,
                    market.priceE8() - halfE8,
                    market.priceE8());
        }
    }

    /** Entry fees were paid on the average, exit fees will be paid on the price itself. */
    private static long breakEvenE8(final long averageE8, final long feePctE8, final boolean isLong) {
        return isLong
                ? Fixed.multiplyDivide(averageE8, HUNDRED_E8 + feePctE8, HUNDRED_E8 - feePctE8)
                : Fixed.multiplyDivide(averageE8, HUNDRED_E8 - feePctE8, HUNDRED_E8 + feePctE8);
    }

    private static Long lossAtStopE8(final Rung last, final long feePctE8, final boolean isLong) {
        if (last.stopE8() == null) {
            return null;
        }
        final long exitE8 = Fixed.multiplyE8(last.stopE8(), last.cumulativeE8());
        final long lostE8 = isLong ? last.costE8() - exitE8 : exitE8 - last.costE8();
        return lostE8 + Fixed.percentOf(last.costE8(), feePctE8) + Fixed.percentOf(exitE8, feePctE8);
    }

    /** Notional of the whole ladder. */
    long notionalE8() {
        return rungs.isEmpty() ? 0 : rungs.get(rungs.size() - 1).costE8();
    }
}
