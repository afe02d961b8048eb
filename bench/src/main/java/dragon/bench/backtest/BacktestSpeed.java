package dragon.bench.backtest;

import dragon.bench.report.Blocks;
import dragon.bench.report.Neighbours;
import dragon.bench.report.Report;
import dragon.engine.core.fixed.Fixed;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.strategy.StrategySettings;
import dragon.tools.backtest.BarsBacktest;
import dragon.tools.backtest.Candles;

/**
 * Candles a second of a backtest on one core, with the original's default configuration; everything that is compared takes turns.
 *
 * <pre>
 *   backtest   the strategy on the simulated broker, equity at each bar
 *   baseline   the same candles read and added up, by no strategy
 *   count      ns a candle over 10^4, 10^5 ... candles
 *   length     ns a candle for a trend of 50, 250, 1000 buckets, all windows full before the clock starts
 * </pre>
 */
public final class BacktestSpeed {
    /** Candles a second on one core that the product promises. */
    public static final double TARGET_PER_S = 2_000_000;

    private static final long SEED = 42;
    private static final int FIRST_COUNT = 10_000;
    private static final int[] TREND_LENGTHS = {50, 250, 1_000};
    private static final int FULL_WINDOW = 250_000;
    private static final long BALANCE_E8 = 10_000 * Fixed.ONE_E8;
    private static final long FEE_RATE_E8 = 60_000;
    private static final double NS_PER_S = 1e9;

    /**
     * What to measure.
     *
     * @param candles of the year
     * @param rounds of everything
     * @param countMax most candles of one run
     */
    public record Settings(int candles, int rounds, int countMax) {}

    private final Settings settings;
    private final SyntheticYear year;
    private final Report report = new Report("backtest");
    private long sink;

    private BacktestSpeed(final Settings settings) {
        this.settings = settings;
        year = new SyntheticYear(settings.candles(), SEED);
    }

    /** Measures and proves the work. */
    public static Report run(final Settings settings) {
        return new BacktestSpeed(settings).measure();
    }

    private Report measure() {
        final Neighbours neighbours = new Neighbours();
        measureYear();
        measureCounts();
        measureLengths();
        report.figure("baselineSum", Long.toString(sink));
        report.neighbours(neighbours, Double.MAX_VALUE); // The fastest round stands a busy machine.
        return report;
    }

    private void measureYear() {
        final Blocks backtests = new Blocks(settings.rounds());
        final Blocks baselines = new Blocks(settings.rounds());
        BarsBacktest first = null;
        for (int round = -1; round < settings.rounds(); round++) { // The first is the compiler's.
            final long startNs = System.nanoTime();
            sink += readOnly(settings.candles());
            final long readNs = System.nanoTime();
            final BarsBacktest backtest = backtest(250);
            run(backtest, settings.candles());
            final long endNs = System.nanoTime();
            if (round >= 0) {
                baselines.add(readNs - startNs, settings.candles());
                backtests.add(endNs - readNs, settings.candles());
            }
            if (first == null) {
                first = backtest;
            } else if (!first.broker().trades().equals(backtest.broker().trades())) {
                report.refuse("two runs over the same candles traded differently");
            }
        }
        final double perSecond = NS_PER_S / backtests.min();
        report.figure("candlesPerS", perSecond);
        report.figure("nsPerCandle", backtests.min());
        report.figure("nsPerCandleMedian", backtests.median());
        report.figure("baselineNsPerCandle", baselines.min());
        report.figure("trades", first.broker().trades().size());
        report.line(
                "backtest  %,d candles: %,.0f candles/s on one core (%.1f ns a candle, median %.1f)",
                settings.candles(), perSecond, backtests.min(), backtests.median());
        report.line(
                "baseline  the same candles, no strategy: %.1f ns a candle; so the strategy costs %.1f",
                baselines.min(), backtests.min() - baselines.min());
        report.line(
                "target    %,.0f candles/s: %s; %d trades, the same in every round",
                TARGET_PER_S,
                perSecond >= TARGET_PER_S ? "met" : "MISSED",
                first.broker().trades().size());
    }

    private void measureCounts() {
        for (int count = FIRST_COUNT; count <= settings.countMax(); count *= 10) {
            final Blocks blocks = new Blocks(settings.rounds());
            for (int round = 0; round < settings.rounds(); round++) {
                final BarsBacktest backtest = backtest(250);
                final long startNs = System.nanoTime();
                run(backtest, count);
                blocks.add(System.nanoTime() - startNs, count);
            }
            report.figure("nsPerCandleOf" + count, blocks.min());
            report.line("count     %,11d candles: %6.1f ns a candle", count, blocks.min());
        }
    }

    private void measureLengths() {
        final Blocks[] blocks = new Blocks[TREND_LENGTHS.length];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = new Blocks(settings.rounds());
        }
        for (int round = 0; round < settings.rounds(); round++) {
            for (int i = 0; i < blocks.length; i++) {
                final BarsBacktest backtest = backtest(TREND_LENGTHS[i]);
                warmUp(backtest, Math.min(FULL_WINDOW, settings.candles()));
                final long startNs = System.nanoTime();
                run(backtest, settings.candles());
                blocks[i].add(System.nanoTime() - startNs, settings.candles());
            }
        }
        for (int i = 0; i < blocks.length; i++) {
            report.figure("nsPerCandleOfTrend" + TREND_LENGTHS[i], blocks[i].min());
            report.line("length    a trend of %,5d buckets: %6.1f ns a candle", TREND_LENGTHS[i], blocks[i].min());
        }
    }

    private long readOnly(final int count) {
        final Candles candles = year.candles();
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += candles.openTimeMs(i)
                    ^ candles.openE8(i)
                    ^ candles.highE8(i)
                    ^ candles.lowE8(i)
                    ^ candles.closeE8(i);
        }
        return sum;
    }

    private void warmUp(final BarsBacktest backtest, final int count) {
        final Candles candles = year.candles();
        for (int i = 0; i < count; i++) {
            final int at = candles.size() - count + i;
            backtest.warmUp(
                    candles.openTimeMs(at) - year.laterMs(1),
                    candles.openE8(at),
                    candles.highE8(at),
                    candles.lowE8(at),
                    candles.closeE8(at));
        }
    }

    private void run(final BarsBacktest backtest, final int count) {
        final Candles candles = year.candles();
        int at = 0;
        int round = 0;
        for (int i = 0; i < count; i++) {
            backtest.bar(
                    candles.openTimeMs(at) + year.laterMs(round),
                    candles.openE8(at),
                    candles.highE8(at),
                    candles.lowE8(at),
                    candles.closeE8(at));
            if (++at == candles.size()) {
                at = 0;
                round++;
            }
        }
    }

    private static BarsBacktest backtest(final int trendLength) {
        return new BarsBacktest(
                originalDefaults(trendLength), 1, true, false, BALANCE_E8, FEE_RATE_E8, BarsBacktest.BarListener.NONE);
    }

    private static StrategySettings originalDefaults(final int trendLength) {
        final StrategySettings settings = new StrategySettings();
        set(settings, StrategyParameter.PROFILE, 2);
        set(settings, StrategyParameter.ENTRY_SIGNAL, 3);
        set(settings, StrategyParameter.SIZING, 2);
        set(settings, StrategyParameter.ENTRY_BALANCE_PCT, 10);
        set(settings, StrategyParameter.MAX_ENTRIES, 10);
        set(settings, StrategyParameter.BASE_DEVIATION_PCT, 0.9);
        set(settings, StrategyParameter.DEVIATION_MULTIPLIER, 2);
        set(settings, StrategyParameter.VOLUME_MULTIPLIER, 2.2);
        set(settings, StrategyParameter.ENTRY_COOLDOWN_BARS, 10);
        set(settings, StrategyParameter.STOP_PCT, 9);
        set(settings, StrategyParameter.TRAIL_ACTIVATION_PCT, 5);
        set(settings, StrategyParameter.TRAIL_DISTANCE_PCT, 7);
        set(settings, StrategyParameter.ATR_PERIOD, 14);
        set(settings, StrategyParameter.TAKE_PROFIT_MODE, 2);
        set(settings, StrategyParameter.TAKE_PROFIT_ATR_MULTIPLE, 20);
        set(settings, StrategyParameter.TREND_INTERVAL_MINUTES, 120);
        set(settings, StrategyParameter.TREND_LENGTH, trendLength);
        set(settings, StrategyParameter.TREND_MA_TYPE, 1);
        set(settings, StrategyParameter.BANDS_INTERVAL_MINUTES, 60);
        set(settings, StrategyParameter.BANDS_LENGTH, 12);
        set(settings, StrategyParameter.BANDS_DEVIATION_UP, 2);
        set(settings, StrategyParameter.BANDS_DEVIATION_DOWN, 2);
        set(settings, StrategyParameter.BANDS_MA_TYPE, 1);
        set(settings, StrategyParameter.MACD_INTERVAL_MINUTES, 360);
        set(settings, StrategyParameter.MACD_FAST, 12);
        set(settings, StrategyParameter.MACD_SLOW, 26);
        set(settings, StrategyParameter.MACD_SIGNAL, 7);
        set(settings, StrategyParameter.RSI_INTERVAL_MINUTES, 1440);
        set(settings, StrategyParameter.RSI_LENGTH, 12);
        set(settings, StrategyParameter.RSI_BUY_LEVEL, 30);
        set(settings, StrategyParameter.RSI_SELL_LEVEL, 70);
        return settings;
    }

    private static void set(final StrategySettings settings, final StrategyParameter parameter, final double value) {
        settings.set(parameter, Math.round(value * Fixed.ONE_E8));
    }
}
