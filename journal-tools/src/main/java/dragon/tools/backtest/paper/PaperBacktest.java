package dragon.tools.backtest.paper;

import dragon.engine.botfile.BotSettings;
import dragon.engine.core.Core;
import dragon.engine.core.CoreLimits;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.bot.LegState;
import dragon.engine.core.market.PriceWatch;
import dragon.engine.core.order.Order;
import dragon.engine.protocol.CandleSource;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.OrderRole;
import dragon.tools.backtest.report.BacktestResult;
import dragon.tools.backtest.report.CandleSeries;
import dragon.tools.backtest.report.EquityCurve;
import dragon.tools.backtest.report.Line;
import dragon.tools.backtest.report.LineRecorder;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Runs one bot over candles with the real core: each candle becomes quotes along its path, and closes; the paper venue answers.
 *
 * <p>A rising candle goes open, low, high, close, a falling one open, high, low, close, in steps of at most
 * a 5,000th of the price, so that levels inside a candle are met about where they are and not at its extremes.
 * Deterministic. Threading: one thread.
 */
public final class PaperBacktest {
    /** A step of the path is at most the price divided by this. */
    private static final long STEP_PARTS = 5_000;

    private static final int STEPS_MAX = 64;
    private static final CoreLimits LIMITS = new CoreLimits(1, 1, 1, 4_096, 64);
    private static final int BOT = 1;

    private final BotSettings bot;
    private final CandleSeries market;
    private final CandleSeries bars;
    private final PaperRules rules;
    private final Core core = new Core(LIMITS);
    private final PaperVenue venue;
    private final EquityCurve equity = new EquityCurve();
    private final LineRecorder lines = new LineRecorder();
    private CoreFeed feed;
    private long lastE8;

    /**
     * Prepares a run.
     *
     * @param market candles no longer than the bot's
     * @param bars the same time in candles of the bot's timeframe
     */
    public PaperBacktest(
            final BotSettings bot, final CandleSeries market, final CandleSeries bars, final PaperRules rules) {
        this.bot = bot;
        this.market = market;
        this.bars = bars;
        this.rules = rules;
        this.venue = new PaperVenue(rules, bars, new FillNotes(bot));
    }

    /**
     * Runs.
     *
     * @param firstBar index of the first candle to trade, at least 1: those before it warm the indicators
     * @param endBar index after the last one
     * @param onBar told the number of candles done, after each
     */
    public BacktestResult run(final int firstBar, final int endBar, final IntConsumer onBar) {
        final long startNs = System.nanoTime();
        final long startMs = bars.openMs(firstBar);
        feed = new CoreFeed(core, venue, startMs);
        venue.connect(feed, firstBar);
        lastE8 = bars.closeE8(firstBar - 1);
        feed.begin(bot, rules.symbol());
        venue.serve();
        int bar = firstBar;
        for (int i = market.firstAtOrAfter(startMs); i < market.size() && bar < endBar; i++) {
            while (bar < endBar && bars.endMs(bar) <= market.openMs(i)) {
                close(bar++);
                onBar.accept(bar - firstBar);
            }
            if (bar < endBar) {
                venue.bar(bar);
                walk(i);
            }
        }
        while (bar < endBar) {
            close(bar++);
            onBar.accept(bar - firstBar);
        }
        return new BacktestResult(
                "paper",
                bot,
                bars,
                firstBar,
                endBar,
                rules.initialE8(),
                venue.fills(),
                equity,
                lines.endAt(bars.endMs(endBar - 1)),
                Map.of(),
                System.nanoTime() - startNs);
    }

    private void walk(final int i) {
        final boolean rises = market.closeE8(i) >= market.openE8(i);
        final long first = rises ? market.lowE8(i) : market.highE8(i);
        final long second = rises ? market.highE8(i) : market.lowE8(i);
        final int toFirst = steps(market.openE8(i), first);
        final int toSecond = steps(first, second);
        final int toClose = steps(second, market.closeE8(i));
        final long lengthMs = market.endMs(i) - market.openMs(i) - 1;
        final int all = toFirst + toSecond + toClose;
        quote(market.openMs(i), market.openE8(i));
        for (int step = 1; step <= all; step++) {
            final long timeMs = market.openMs(i) + lengthMs * step / all;
            if (step <= toFirst) {
                quote(timeMs, between(market.openE8(i), first, step, toFirst));
            } else if (step <= toFirst + toSecond) {
                quote(timeMs, between(first, second, step - toFirst, toSecond));
            } else {
                quote(timeMs, between(second, market.closeE8(i), step - toFirst - toSecond, toClose));
            }
        }
    }

    private static int steps(final long fromE8, final long toE8) {
        final long stepE8 = Math.max(1, fromE8 / STEP_PARTS);
        return (int) Math.min(STEPS_MAX, Math.max(1, (Math.abs(toE8 - fromE8) + stepE8 - 1) / stepE8));
    }

    private long between(final long fromE8, final long toE8, final int step, final int steps) {
        if (step == steps) {
            return toE8;
        }
        final long partE8 = (toE8 - fromE8) / steps * step;
        return fromE8 + partE8 / rules.tickE8() * rules.tickE8();
    }

    /** The last trade was at this price: by a buyer when it rose, by a seller when it fell. */
    private void quote(final long timeMs, final long priceE8) {
        advance(timeMs);
        final boolean rises = priceE8 > lastE8;
        lastE8 = priceE8;
        final long bidE8 = rises && priceE8 > rules.tickE8() ? priceE8 - rules.tickE8() : priceE8;
        venue.quote(bidE8, bidE8 + rules.tickE8());
    }

    private void advance(final long timeMs) {
        while (feed.isTimerDue(timeMs)) {
            feed.fireTimer();
            venue.serve();
        }
        feed.clock(timeMs);
    }

    private void close(final int bar) {
        advance(bars.endMs(bar));
        venue.bar(bar);
        feed.candle(bars, bar, rules.timeframe(), CandleSource.LIVE);
        venue.serve();
        equity.add(
                bars.endMs(bar),
                venue.equityE8(),
                venue.leg(Leg.LONG).quantityE8(),
                venue.leg(Leg.SHORT).quantityE8(),
                venue.notionalE8(bars.closeE8(bar)));
        note(bars.endMs(bar), Leg.LONG);
        note(bars.endMs(bar), Leg.SHORT);
    }

    private void note(final long timeMs, final Leg which) {
        final Bot running = core.state().bots().get(BOT);
        final LegState leg = running.leg(which);
        lines.at(timeMs, which, Line.Kind.AVERAGE, venue.leg(which).averageE8());
        lines.at(timeMs, which, Line.Kind.RUNG, priceE8(leg, OrderRole.DCA));
        lines.at(timeMs, which, Line.Kind.TAKE_PROFIT, priceE8(leg, OrderRole.TAKE_PROFIT));
        final long stopE8 = leg.watchE8(PriceWatch.STOP);
        lines.at(timeMs, which, Line.Kind.STOP, stopE8 == Order.NULL_PRICE ? 0 : stopE8);
    }

    private long priceE8(final LegState leg, final OrderRole role) {
        final long id = leg.orderId(role);
        final Order order = id == 0 ? null : core.state().orders().get(id);
        return order == null || order.status().isTerminal() || order.priceE8() == Order.NULL_PRICE
                ? 0
                : order.priceE8();
    }
}
