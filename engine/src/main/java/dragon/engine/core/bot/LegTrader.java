package dragon.engine.core.bot;

import dragon.engine.core.CoreState;
import dragon.engine.core.fixed.Fixed;
import dragon.engine.core.gate.Gate;
import dragon.engine.core.market.Instrument;
import dragon.engine.core.order.Order;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.strategy.LegSituation;
import dragon.engine.strategy.LegTargets;

/** Brings the orders of a leg to what its strategy wants: one entry, one rung and one take profit at the most. */
public final class LegTrader {
    private static final long NS_PER_MS = 1_000_000L;

    private final CoreState state;
    private final OrderDesk desk;
    private final LegSituation situation = new LegSituation();
    private final LegTargets targets = new LegTargets();

    public LegTrader(final CoreState state, final OrderDesk desk) {
        this.state = state;
        this.desk = desk;
    }

    /** Acts on both legs of a bot: on the close of a candle, or because something changed. */
    public void trade(final Bot bot, final boolean isBarClose) {
        trade(bot, Leg.LONG, isBarClose);
        trade(bot, Leg.SHORT, isBarClose);
    }

    /** Acts on one leg. */
    public void trade(final Bot bot, final Leg which, final boolean isBarClose) {
        final boolean isAlive = bot.status() == BotStatus.RUNNING || bot.status() == BotStatus.PAUSED;
        if (!isAlive || !bot.trades(which)) {
            return;
        }
        final LegState leg = bot.leg(which);
        final Instrument instrument = state.instruments().get(bot.instrumentId());
        if (!instrument.hasFilters() || isEntryWorking(leg)) {
            return; // Until the entry has ended its average and quantity still move.
        }
        final long closeE8 = instrument.feed(bot.timeframe()).lastCloseE8();
        situation
                .of(which)
                .barClose(isBarClose)
                .closeE8(closeE8)
                .holding(leg.quantityE8(), leg.averageEntryE8())
                .firstEntry(LegSituation.NULL_NUMBER, leg.firstQuantityE8())
                .entryCount(leg.entryCount())
                .nowMs(state.nowNs() / NS_PER_MS)
                .otherLegFlat(bot.leg(which == Leg.LONG ? Leg.SHORT : Leg.LONG).isFlat());
        bot.strategy().decide(situation, targets.clear());

        final boolean mayEnter = bot.status() == BotStatus.RUNNING && bot.desiredStatus() == DesiredStatus.RUNNING;
        if (mayEnter && targets.entryQuantityE8() > 0) {
            enter(bot, leg, instrument);
        }
        final long rungQuantityE8 = mayEnter ? targets.rungQuantityE8() : 0;
        work(bot, leg, instrument, OrderRole.DCA, targets.rungPriceE8(), rungQuantityE8);
        work(bot, leg, instrument, OrderRole.TAKE_PROFIT, targets.takeProfitPriceE8(), targets.takeProfitQuantityE8());
    }

    /** Takes back every order of a bot that is not done. */
    public void cancelAll(final Bot bot) {
        cancel(bot, Leg.LONG);
        cancel(bot, Leg.SHORT);
    }

    private void cancel(final Bot bot, final Leg which) {
        final LegState leg = bot.leg(which);
        cancel(bot, leg, OrderRole.ENTRY);
        cancel(bot, leg, OrderRole.DCA);
        cancel(bot, leg, OrderRole.TAKE_PROFIT);
    }

    private void cancel(final Bot bot, final LegState leg, final OrderRole role) {
        final Order order = current(leg, role);
        if (order != null) {
            desk.cancel(bot, leg, order);
        }
    }

    /** Sends cancels that are still owed and puts back levels that fired behind a closed gate. */
    public void retry(final Bot bot) {
        retry(bot, bot.leg(Leg.LONG));
        retry(bot, bot.leg(Leg.SHORT));
    }

    private void retry(final Bot bot, final LegState leg) {
        retry(bot, leg, OrderRole.ENTRY);
        retry(bot, leg, OrderRole.DCA);
        retry(bot, leg, OrderRole.TAKE_PROFIT);
    }

    private void retry(final Bot bot, final LegState leg, final OrderRole role) {
        final Order order = current(leg, role);
        if (order == null) {
            return;
        }
        if (order.status() == OrderStatus.PARKED) {
            if (bot.status() == BotStatus.PAUSED && !order.isReduceOnly()) {
                return;
            }
            desk.rearm(bot, order, bandPctE8(bot, role));
        } else {
            desk.sendCancel(bot, leg, order);
        }
    }

    /** The order of a role that is not done, or null. */
    private Order current(final LegState leg, final OrderRole role) {
        final long id = leg.orderId(role);
        final Order order = id == 0 ? null : state.orders().get(id);
        return order == null || order.status().isTerminal() ? null : order;
    }

    private boolean isEntryWorking(final LegState leg) {
        return current(leg, OrderRole.ENTRY) != null;
    }

    private void enter(final Bot bot, final LegState leg, final Instrument instrument) {
        if (state.nowNs() < leg.retryAfterNs()) {
            return;
        }
        // The venue hides part of its book from us, so a market order has no bound: an IOC with a limit has one.
        final Side side = leg.openingSide();
        final long bestE8 = side == Side.BUY ? instrument.askPriceE8() : instrument.bidPriceE8();
        if (bestE8 == Instrument.NULL_PRICE) {
            desk.block(bot, leg, OrderRole.ENTRY, Gate.STALE_QUOTE);
            return;
        }
        final long reachE8 = Fixed.percentOf(bestE8, bot.settings().entrySlippagePctE8());
        final long limitE8 = instrument.onTick(side, side == Side.BUY ? bestE8 + reachE8 : bestE8 - reachE8);
        order(bot, leg, instrument, OrderRole.ENTRY, OrderType.IOC, limitE8, targets.entryQuantityE8());
    }

    /** Keeps the resting order of a role equal to its target. */
    private void work(
            final Bot bot,
            final LegState leg,
            final Instrument instrument,
            final OrderRole role,
            final long targetPriceE8,
            final long targetQuantityE8) {
        final Order order = current(leg, role);
        final Side side = role == OrderRole.DCA ? leg.openingSide() : leg.closingSide();
        final long priceE8 = targetQuantityE8 == 0 ? 0 : instrument.onTick(side, targetPriceE8);
        final long quantityE8 = targetQuantityE8 == 0 ? 0 : instrument.onStep(targetQuantityE8);
        if (order != null) {
            if (order.status() == OrderStatus.PARKED && !order.isReduceOnly() && bot.status() == BotStatus.PAUSED) {
                return; // A pause keeps parked intents; they cannot activate.
            }
            if (!isOnTarget(order, role, priceE8, quantityE8)) {
                desk.cancel(bot, leg, order);
            }
            if (!order.status().isTerminal()) {
                return; // Its successor comes when the venue has confirmed its end.
            }
        }
        if (targetQuantityE8 > 0 && state.nowNs() >= leg.retryAfterNs()) {
            order(bot, leg, instrument, role, OrderType.LIMIT, priceE8, targetQuantityE8);
        }
    }

    private static boolean isOnTarget(
            final Order order, final OrderRole role, final long priceE8, final long quantityE8) {
        if (quantityE8 == 0) {
            return false;
        }
        if (role == OrderRole.DCA && order.status() == OrderStatus.PARTIALLY_FILLED) {
            return true; // A rung that is being filled is finished before the ladder moves on.
        }
        return order.priceE8() == priceE8 && order.leavesQuantityE8() == quantityE8;
    }

    private void order(
            final Bot bot,
            final LegState leg,
            final Instrument instrument,
            final OrderRole role,
            final OrderType type,
            final long priceE8,
            final long wantedE8) {
        final long quantityE8 = instrument.onStep(wantedE8);
        if (quantityE8 == 0 || priceE8 <= 0 || !instrument.isNotionalEnough(priceE8, quantityE8)) {
            desk.block(bot, leg, role, Gate.FORM);
            return;
        }
        desk.order(bot, leg, role, type, priceE8, quantityE8, bandPctE8(bot, role));
    }

    private static long bandPctE8(final Bot bot, final OrderRole role) {
        return switch (role) {
            case DCA -> bot.settings().valueOrZeroE8(StrategyParameter.DCA_ACTIVATION_PCT);
            case TAKE_PROFIT -> bot.settings().valueOrZeroE8(StrategyParameter.TAKE_PROFIT_ACTIVATION_PCT);
            case ENTRY, STOP_LOSS, FLATTEN, NULL_VAL -> 0;
        };
    }
}
