package dragon.tools.backtest.run;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.botfile.BotSettings;
import dragon.engine.core.fixed.Fixed;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.strategy.DcaAtrStrategy;
import dragon.tools.backtest.paper.PaperBacktest;
import dragon.tools.backtest.paper.PaperRules;
import dragon.tools.backtest.report.BacktestResult;
import dragon.tools.backtest.report.CandleSeries;
import java.time.Instant;
import java.util.function.IntConsumer;

/**
 * One backtest that can be run: a bot, its candles, which of them are traded, and what the venue is like.
 *
 * <p>Reads its candles only, so that many plans share them.
 */
public final class BacktestPlan {
    private static final long BALANCE_USUAL_E8 = 10_000 * Fixed.ONE_E8;
    private static final long TAKER_PCT_USUAL_E8 = Fixed.ONE_E8 / 20;
    private static final long MAKER_PCT_USUAL_E8 = Fixed.ONE_E8 / 50;
    private static final String ANY_SYMBOL = "PERP_ANY_USDT";

    private final BotSettings bot;
    private final CandleSeries market;
    private final CandleSeries bars;
    private final FillMode mode;
    private final PaperRules rules;
    private final int firstBar;
    private final int endBar;

    private BacktestPlan(
            final BotSettings bot,
            final CandleSeries market,
            final CandleSeries bars,
            final FillMode mode,
            final Assumptions assumptions) {
        this.bot = bot;
        this.market = market;
        this.bars = bars;
        this.mode = mode;
        rules = rules(assumptions);
        endBar = assumptions.toMs() == null ? bars.size() : bars.firstAtOrAfter(assumptions.toMs());
        firstBar = firstBar(assumptions);
    }

    /**
     * A plan, or a line that says why there cannot be one.
     *
     * @param market candles no longer than the bot's
     */
    public static BacktestPlan of(
            final BotSettings bot, final CandleSeries market, final FillMode mode, final Assumptions assumptions) {
        if (bot.candleMinutes() % market.minutes() != 0) {
            throw refused(
                    "The bot wants candles of " + bot.candleMinutes() + " minutes, and the file has " + market.minutes()
                            + " minutes",
                    "use candles of 1 minute, or another timeframe with --set timeframe=1h");
        }
        final BacktestPlan plan =
                new BacktestPlan(bot, market, market.inMinutes(bot.candleMinutes()), mode, assumptions);
        plan.check(assumptions);
        return plan;
    }

    private void check(final Assumptions assumptions) {
        final int warmUp = new DcaAtrStrategy(bot.strategy(), bot.candleMinutes()).historyCandles();
        if (assumptions.fromMs() == null && warmUp >= endBar) {
            throw refused(
                    "The indicators want " + warmUp + " candles of " + BotSettings.text(bot.timeframe())
                            + " before the first trade, and there are " + endBar,
                    "use a longer file or shorter indicators, or trade at once with --from");
        }
        if (firstBar < 1 || firstBar >= endBar) {
            throw refused(
                    "There is nothing to trade: candles are from "
                            + Instant.ofEpochMilli(bars.openMs(0)) + " to "
                            + Instant.ofEpochMilli(bars.endMs(bars.size() - 1))
                            + ", and at least one has to come before --from",
                    "choose other times with --from and --to");
        }
    }

    private static OperatorException refused(final String what, final String next) {
        return new OperatorException(ExitStatus.CONFIG, what + "; nothing was run. Next: " + next);
    }

    private int firstBar(final Assumptions assumptions) {
        if (assumptions.fromMs() != null) {
            return bars.firstAtOrAfter(assumptions.fromMs());
        }
        return Math.max(1, new DcaAtrStrategy(bot.strategy(), bot.candleMinutes()).historyCandles());
    }

    private PaperRules rules(final Assumptions assumptions) {
        final long feePctE8 = bot.valueE8(StrategyParameter.FEE_RATE_PCT, TAKER_PCT_USUAL_E8);
        return new PaperRules(
                bot.symbol().isEmpty() ? ANY_SYMBOL : bot.symbol(),
                bot.timeframe(),
                assumptions.tickE8() == null ? market.tickE8() : assumptions.tickE8(),
                assumptions.quantityStepE8() == null ? usualStepE8() : assumptions.quantityStepE8(),
                assumptions.takerPctE8() == null ? feePctE8 : assumptions.takerPctE8(),
                assumptions.makerPctE8() == null ? Math.min(MAKER_PCT_USUAL_E8, feePctE8) : assumptions.makerPctE8(),
                bot.valueE8(StrategyParameter.LEVERAGE, 0),
                assumptions.balanceE8() == null
                        ? bot.valueE8(StrategyParameter.INITIAL_BALANCE_USD, BALANCE_USUAL_E8)
                        : assumptions.balanceE8());
    }

    /** The largest power of ten of which one step is worth a dollar at the most. */
    private long usualStepE8() {
        long stepE8 = Fixed.ONE_E8;
        while (stepE8 > 1 && Fixed.multiplyE8(market.openE8(0), stepE8) > Fixed.ONE_E8) {
            stepE8 /= 10;
        }
        return stepE8;
    }

    /** How many candles will be traded. */
    public int barCount() {
        return endBar - firstBar;
    }

    public BotSettings bot() {
        return bot;
    }

    /**
     * Runs it.
     *
     * @param onBar told the number of candles done, now and then
     */
    public BacktestResult run(final IntConsumer onBar) {
        return mode == FillMode.PAPER
                ? new PaperBacktest(bot, market, bars, rules).run(firstBar, endBar, onBar)
                : new BarsRun(bot, bars, rules).run(firstBar, endBar, onBar);
    }
}
