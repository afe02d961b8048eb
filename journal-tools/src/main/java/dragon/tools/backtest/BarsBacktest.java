package dragon.tools.backtest;

import dragon.engine.strategy.BarProgram;
import dragon.engine.strategy.StrategySettings;
import java.util.Arrays;

/**
 * A backtest bar by bar: the compatible profile on the simulated broker. Each bar: resting orders, the strategy's step, resting orders
 * again with the same bar, equity at its close.
 *
 * <p>Threading: one thread; several backtests may run beside each other. Cost: no allocation but for trades, orders and eight bytes a bar.
 */
public final class BarsBacktest {
    private static final int FIRST_CAPACITY = 1 << 12;

    private final BarProgram program;
    private final SimulatedBroker broker;
    private final long initialBalanceE8;
    private final BarListener listener;
    private long[] equityE8 = new long[FIRST_CAPACITY];
    private int barCount;

    /** Sees each bar after the strategy's step and again after the bar. */
    public interface BarListener {
        /** A listener that looks at nothing. */
        BarListener NONE = new BarListener() {
            @Override
            public void onStep(final int index, final BarProgram program, final SimulatedBroker broker) {}

            @Override
            public void onBarEnd(final int index, final long equityE8) {}
        };

        /** The strategy has acted on a bar; resting orders have not been matched again yet. */
        void onStep(int index, BarProgram program, SimulatedBroker broker);

        /** A bar is over. */
        void onBarEnd(int index, long equityE8);
    }

    /**
     * A backtest of settings that are complete and in range.
     *
     * @param feeRateE8 fraction of the notional, times 10^8
     */
    public BarsBacktest(
            final StrategySettings settings,
            final int candleMinutes,
            final boolean isLongAllowed,
            final boolean isShortAllowed,
            final long initialBalanceE8,
            final long feeRateE8,
            final BarListener listener) {
        this.initialBalanceE8 = initialBalanceE8;
        this.listener = listener;
        broker = new SimulatedBroker(initialBalanceE8, feeRateE8);
        program = new BarProgram(settings, candleMinutes, isLongAllowed, isShortAllowed, broker);
    }

    /**
     * Runs over all candles, once.
     *
     * @param warmUpCandles how many of the first fill the indicators only
     */
    public void run(final Candles candles, final int warmUpCandles) {
        for (int i = 0; i < candles.size(); i++) {
            if (i < warmUpCandles) {
                warmUp(
                        candles.openTimeMs(i),
                        candles.openE8(i),
                        candles.highE8(i),
                        candles.lowE8(i),
                        candles.closeE8(i));
            } else {
                bar(candles.openTimeMs(i), candles.openE8(i), candles.highE8(i), candles.lowE8(i), candles.closeE8(i));
            }
        }
    }

    /** One candle that fills the indicators only; all of them come before the first bar. */
    public void warmUp(
            final long openTimeMs, final long openE8, final long highE8, final long lowE8, final long closeE8) {
        program.onWarmUp(openTimeMs, openE8, highE8, lowE8, closeE8);
    }

    /** One bar that is traded. */
    public void bar(final long openTimeMs, final long openE8, final long highE8, final long lowE8, final long closeE8) {
        final int index = barCount;
        broker.begin(index, openTimeMs);
        broker.match(Trade.Phase.PRE, highE8, lowE8, closeE8);
        program.onBar(index, openTimeMs, openE8, highE8, lowE8, closeE8);
        listener.onStep(index, program, broker);
        broker.match(Trade.Phase.POST, highE8, lowE8, closeE8);
        if (index == equityE8.length) {
            equityE8 = Arrays.copyOf(equityE8, 2 * index);
        }
        equityE8[index] = broker.equityE8(closeE8);
        barCount = index + 1;
        listener.onBarEnd(index, equityE8[index]);
    }

    public SimulatedBroker broker() {
        return broker;
    }

    public BarProgram program() {
        return program;
    }

    /** Equity at the close of each bar that was traded. */
    public long[] equityE8() {
        return Arrays.copyOf(equityE8, barCount);
    }

    /** What came out, in figures. */
    public Metrics metrics() {
        return Metrics.of(initialBalanceE8, equityE8(), broker.trades(), broker.feesE8());
    }
}
