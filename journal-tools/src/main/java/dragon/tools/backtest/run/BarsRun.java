package dragon.tools.backtest.run;

import dragon.engine.botfile.BotSettings;
import dragon.engine.core.fixed.Fixed;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.Side;
import dragon.engine.strategy.BarProgram;
import dragon.engine.strategy.Ladder;
import dragon.tools.backtest.BarsBacktest;
import dragon.tools.backtest.Candles;
import dragon.tools.backtest.Metrics;
import dragon.tools.backtest.SimulatedBroker;
import dragon.tools.backtest.Trade;
import dragon.tools.backtest.paper.PaperRules;
import dragon.tools.backtest.report.BacktestResult;
import dragon.tools.backtest.report.CandleSeries;
import dragon.tools.backtest.report.EquityCurve;
import dragon.tools.backtest.report.Fill;
import dragon.tools.backtest.report.Line;
import dragon.tools.backtest.report.LineRecorder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** A backtest in mode {@code bars}, told in the words of the report. The taker's fee is the only one. */
final class BarsRun implements BarsBacktest.BarListener {
    private static final int PERCENT = 100;

    private final BotSettings bot;
    private final CandleSeries bars;
    private final PaperRules rules;
    private final EquityCurve equity = new EquityCurve();
    private final LineRecorder lines = new LineRecorder();
    private SimulatedBroker broker;
    private BarProgram program;
    private IntConsumer onBar;
    private int firstBar;

    BarsRun(final BotSettings bot, final CandleSeries bars, final PaperRules rules) {
        this.bot = bot;
        this.bars = bars;
        this.rules = rules;
    }

    BacktestResult run(final int newFirstBar, final int endBar, final IntConsumer newOnBar) {
        final long startNs = System.nanoTime();
        firstBar = newFirstBar;
        onBar = newOnBar;
        final Candles candles = new Candles();
        for (int i = 0; i < endBar; i++) {
            candles.add(bars.openMs(i), bars.openE8(i), bars.highE8(i), bars.lowE8(i), bars.closeE8(i));
        }
        final BarsBacktest backtest = new BarsBacktest(
                bot.strategy(),
                bot.candleMinutes(),
                bot.legs() != Legs.SHORT_ONLY,
                bot.legs() != Legs.LONG_ONLY,
                rules.initialE8(),
                rules.takerPctE8() / PERCENT,
                this);
        broker = backtest.broker();
        program = backtest.program();
        backtest.run(candles, firstBar);
        final Metrics metrics = backtest.metrics();
        return new BacktestResult(
                "bars",
                bot,
                bars,
                firstBar,
                endBar,
                rules.initialE8(),
                fills(broker.trades()),
                equity,
                lines.endAt(bars.endMs(endBar - 1)),
                metrics.values(),
                System.nanoTime() - startNs);
    }

    @Override
    public void onStep(final int index, final BarProgram stepped, final SimulatedBroker from) {
        // Resting orders may still trade on this bar.
    }

    @Override
    public void onBarEnd(final int index, final long equityE8) {
        final int bar = firstBar + index;
        final long heldE8 = broker.quantityE8();
        final boolean isLong = broker.isLong();
        equity.add(
                bars.endMs(bar),
                equityE8,
                isLong ? heldE8 : 0,
                isLong ? 0 : heldE8,
                Fixed.multiplyE8(bars.closeE8(bar), heldE8));
        note(bars.endMs(bar), Leg.LONG, heldE8 != 0 && isLong);
        note(bars.endMs(bar), Leg.SHORT, heldE8 != 0 && !isLong);
        onBar.accept(index + 1);
    }

    private void note(final long timeMs, final Leg leg, final boolean isHeld) {
        final long rungE8 = isHeld ? program.nextRungPriceE8() : Ladder.NULL_PRICE;
        lines.at(timeMs, leg, Line.Kind.AVERAGE, isHeld ? broker.averageE8() : 0);
        lines.at(timeMs, leg, Line.Kind.RUNG, rungE8 == Ladder.NULL_PRICE ? 0 : rungE8);
    }

    private static List<Fill> fills(final List<Trade> trades) {
        final List<Fill> fills = new ArrayList<>();
        int signBefore = 0;
        for (final Trade trade : trades) {
            final boolean isLong = signBefore == 0 ? trade.isBuy() : signBefore > 0;
            fills.add(new Fill(
                    trade.openTimeMs(),
                    trade.index(),
                    isLong ? Leg.LONG : Leg.SHORT,
                    trade.isBuy() ? Side.BUY : Side.SELL,
                    trade.note(),
                    trade.priceE8(),
                    trade.quantityE8(),
                    trade.pnlE8(),
                    trade.feeE8(),
                    false,
                    trade.positionQuantityE8(),
                    trade.positionAverageE8()));
            signBefore = trade.positionSign();
        }
        return fills;
    }
}
