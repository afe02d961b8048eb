package dragon.engine.core.bot;

import dragon.engine.core.Audit;
import dragon.engine.core.CoreState;
import dragon.engine.core.fixed.Fixed;
import dragon.engine.core.gate.Gate;
import dragon.engine.core.gate.Gates;
import dragon.engine.core.market.Instrument;
import dragon.engine.core.market.PriceWatch;
import dragon.engine.core.order.Order;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.EventLevel;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.strategy.LegSituation;
import dragon.engine.strategy.LegTargets;

/**
 * Brings the orders of a leg to what its strategy wants: one entry, one rung and one take profit at the most, and the levels of its
 * stop and wakes in the trigger books.
 */
public final class LegTrader {
    private static final long NS_PER_MS = 1_000_000L;
    private static final long NS_PER_MINUTE = 60_000_000_000L;
    private static final int MAKER_OR_CANCEL = 3;

    /** Half of the narrowest band within which the venue takes a limit that reaches through its book. */
    private static final long REFUSED_PCT_E8 = 50_000_000L;

    private final CoreState state;
    private final Gates gates;
    private final OrderDesk desk;
    private final Audit audit;
    private final LegWatches watches;
    private final LegExits exits;
    private final Flattening flattening;
    private final LegSituation situation = new LegSituation();
    private final LegTargets targets = new LegTargets();

    public LegTrader(final CoreState state, final Gates gates, final OrderDesk desk, final Audit audit) {
        this.state = state;
        this.gates = gates;
        this.desk = desk;
        this.audit = audit;
        watches = new LegWatches(state);
        exits = new LegExits(state, desk, watches, audit);
        flattening = new Flattening(state, gates, desk, watches, audit);
    }

    /** Acts on both legs of a bot: on the close of a candle, or because something changed. */
    public void trade(final Bot bot, final boolean isBarClose) {
        trade(bot, Leg.LONG, isBarClose);
        trade(bot, Leg.SHORT, isBarClose);
    }

    /** Acts on one leg. */
    public void trade(final Bot bot, final Leg which, final boolean isBarClose) {
        if (bot.flatten().isActive()) {
            flattening.pursue(bot); // The operator's wish goes before the strategy's.
            return;
        }
        if (!bot.isAlive() || !bot.trades(which)) {
            return;
        }
        final LegState leg = bot.leg(which);
        final Instrument instrument = state.instruments().get(bot.instrumentId());
        if (!instrument.hasFilters()) {
            return;
        }
        if (leg.exitReason() != null) {
            exits.pursue(bot, leg);
            if (leg.exitReason() != null) {
                return; // Nothing else is wanted of a leg that is being closed.
            }
        }
        final Order entry = state.openOrder(leg, OrderRole.ENTRY);
        if (entry != null && isWaitingFor(bot, leg, entry)) {
            return;
        }
        describe(bot, leg, instrument, isBarClose);
        bot.strategy().decide(situation, targets.clear());
        if (isBeingClosed(bot, leg, instrument)) {
            return;
        }

        final boolean mayEnter = bot.status() == BotStatus.RUNNING && bot.desiredStatus() == DesiredStatus.RUNNING;
        if (mayEnter && targets.entryQuantityE8() > 0) {
            enter(bot, leg, instrument);
        }
        final boolean mayAdd = mayEnter && entry == null;
        if (mayAdd && targets.isRungNow()) {
            rungNow(bot, leg, instrument);
        } else {
            final long rungQuantityE8 = mayAdd ? targets.rungQuantityE8() : 0;
            work(bot, leg, instrument, OrderRole.DCA, targets.rungPriceE8(), rungQuantityE8);
        }
        if (!exits.isClosing(leg)) {
            work(
                    bot,
                    leg,
                    instrument,
                    OrderRole.TAKE_PROFIT,
                    targets.takeProfitPriceE8(),
                    targets.takeProfitQuantityE8());
        }
    }

    /**
     * True while nothing is to be decided because of an entry that works: before its first fill, and while the rest of an order that
     * ends at once is on its way. What a resting entry has filled already is protected like any holding.
     */
    private boolean isWaitingFor(final Bot bot, final LegState leg, final Order entry) {
        final boolean mayEnter = bot.status() == BotStatus.RUNNING && bot.desiredStatus() == DesiredStatus.RUNNING;
        if (!mayEnter && entry.status() != OrderStatus.PARKED) {
            desk.cancel(bot, leg, entry); // A pause keeps parked intents, and takes back what could be filled.
        } else if (isOlderThan(entry.intentCreatedNs(), bot.settings().whole(StrategyParameter.ENTRY_TIMEOUT_MINUTES))
                && entry.type() != OrderType.IOC
                && !entry.isCancelWanted()) {
            audit.order(EventCode.ORDER_TIMED_OUT, EventLevel.INFO, entry);
            desk.cancel(bot, leg, entry);
        }
        if (leg.isFlat()) {
            watches.clear(bot, leg);
            return !entry.status().isTerminal();
        }
        return entry.type() == OrderType.IOC && entry.status() != OrderStatus.IN_DOUBT;
    }

    private boolean isOlderThan(final long sinceNs, final int minutes) {
        return minutes > 0 && state.nowNs() - sinceNs >= minutes * NS_PER_MINUTE;
    }

    private void describe(final Bot bot, final LegState leg, final Instrument instrument, final boolean isBarClose) {
        // An entry that has filled a part and still rests is an entry already; it is counted when it has ended.
        final boolean isFirstOpen = !leg.isFlat() && leg.entryCount() == 0;
        situation
                .of(leg.leg())
                .barClose(isBarClose)
                .closeE8(instrument.feed(bot.timeframe()).lastCloseE8())
                .holding(leg.quantityE8(), leg.averageEntryE8())
                .firstEntry(
                        isFirstOpen ? leg.averageEntryE8() : leg.firstEntryPriceE8(),
                        isFirstOpen ? leg.quantityE8() : leg.firstQuantityE8())
                .entryCount(isFirstOpen ? 1 : leg.entryCount())
                .nowMs(state.nowNs() / NS_PER_MS)
                .balanceE8(balanceE8(bot))
                .lastExitMs(leg.lastExitNs() / NS_PER_MS)
                .otherLegFlat(
                        bot.leg(leg.leg() == Leg.LONG ? Leg.SHORT : Leg.LONG).isFlat());
    }

    private long balanceE8(final Bot bot) {
        final long overrideE8 = bot.settings().valueOrZeroE8(StrategyParameter.BALANCE_OVERRIDE_USD);
        return overrideE8 > 0
                ? overrideE8
                : state.accounts().get(bot.accountId()).freeCollateralE8(); // Both nulls are the same number.
    }

    /** Sets the watches that the strategy wants, and begins to close the leg if it is due now. */
    private boolean isBeingClosed(final Bot bot, final LegState leg, final Instrument instrument) {
        leg.stopReason(targets.stopReason());
        leg.takeProfitReason(targets.takeProfitReason());
        watches.set(bot, leg, PriceWatch.STOP, targets.stopPriceE8());
        watches.set(bot, leg, PriceWatch.WAKE_ABOVE, targets.wakeAboveE8());
        watches.set(bot, leg, PriceWatch.WAKE_BELOW, targets.wakeBelowE8());
        if (leg.isFlat()) {
            return false;
        }
        if (targets.exitReason() != null) {
            exits.begin(bot, leg, targets.exitReason());
        } else if (instrument.isQuoteFresh(state.nowNs(), Gates.QUOTE_AGE_NS_MAX)
                && LegWatches.isStopReached(leg, instrument.exitPriceE8(leg.leg()))) {
            exits.begin(bot, leg, leg.stopReason());
        } else if (isTakeProfitOverdue(bot, leg, instrument) || isTakeProfitPassed(leg, instrument)) {
            exits.begin(bot, leg, leg.takeProfitReason());
        }
        return leg.exitReason() != null;
    }

    /**
     * True while no take profit works and the price has jumped over its target: so far that our collar holds a limit at the target back,
     * or less far but the venue has refused one, which it does with what reaches through its book.
     */
    private boolean isTakeProfitPassed(final LegState leg, final Instrument instrument) {
        final Order order = state.openOrder(leg, OrderRole.TAKE_PROFIT);
        final boolean isWorking = order != null && order.status() != OrderStatus.PARKED;
        if (isWorking
                || targets.takeProfitQuantityE8() == 0
                || leg.takeProfitReason() == null
                || exits.isClosing(leg)
                || !instrument.isQuoteFresh(state.nowNs(), Gates.QUOTE_AGE_NS_MAX)) {
            return false;
        }
        final long targetE8 = targets.takeProfitPriceE8();
        final long priceE8 = instrument.exitPriceE8(leg.leg());
        final long beyondE8 = leg.leg() == Leg.LONG ? priceE8 - targetE8 : targetE8 - priceE8;
        final long pctE8 = leg.rejectCount() > 0 ? REFUSED_PCT_E8 : Gates.EXIT_COLLAR_PCT_E8;
        return beyondE8 > Fixed.percentOf(priceE8, pctE8);
    }

    /**
     * True for a maker exit that has rested at the venue for longer than the settings allow, while the leg can be left about where it
     * was to be left. Where the price is elsewhere nothing is late: the exit waits for its price, as a limit does.
     */
    private boolean isTakeProfitOverdue(final Bot bot, final LegState leg, final Instrument instrument) {
        final Order order = state.openOrder(leg, OrderRole.TAKE_PROFIT);
        if (order == null
                || order.status() == OrderStatus.PARKED
                || leg.takeProfitReason() == null
                || bot.settings().whole(StrategyParameter.EXIT_ORDER_STYLE) != MAKER_OR_CANCEL
                || !instrument.isQuoteFresh(state.nowNs(), Gates.QUOTE_AGE_NS_MAX)
                || missedE8(order, instrument.exitPriceE8(leg.leg()))
                        > Fixed.percentOf(order.targetPriceE8(), bot.settings().entrySlippagePctE8())
                || !isOlderThan(order.sentNs(), bot.settings().whole(StrategyParameter.EXIT_TIMEOUT_MINUTES))) {
            return false;
        }
        audit.order(EventCode.ORDER_TIMED_OUT, EventLevel.INFO, order);
        return true;
    }

    /** By how much a price is worse for an order than its target; negative where it is better. */
    private static long missedE8(final Order order, final long priceE8) {
        return order.side() == Side.SELL ? order.targetPriceE8() - priceE8 : priceE8 - order.targetPriceE8();
    }

    /** A level of a watch was reached by the price at which the leg could be left. */
    public void onWatch(final Bot bot, final Leg which, final PriceWatch watch, final long priceE8) {
        final LegState leg = bot.leg(which);
        if (!bot.isAlive() || bot.flatten().isActive() || leg.exitReason() != null) {
            return; // The next decision sets what it wants anew.
        }
        if (watch != PriceWatch.STOP) {
            watches.set(bot, leg, watch, Order.NULL_PRICE);
            bot.strategy().onWake(which, priceE8);
            trade(bot, which, false);
        } else if (!leg.isFlat() && LegWatches.isStopReached(leg, priceE8)) {
            exits.begin(bot, leg, leg.stopReason());
        } else {
            watches.set(bot, leg, PriceWatch.STOP, leg.watchE8(PriceWatch.STOP)); // It has moved away since it fired.
        }
    }

    /** Keeps the entries of a bot off until an operator releases it; once. */
    void latch(final Bot bot, final String why) {
        if (!bot.latch().isOn()) {
            bot.latch().set("engine", why, state.nowNs());
            audit.detail().add(why).add(": entries off until released");
            audit.bot(EventCode.LATCH_SET, EventLevel.CRITICAL, bot, Order.NULL_PRICE, 0);
        }
    }

    /** Begins to take a bot out of the market. */
    void flatten(final Bot bot, final long commandId, final boolean isThroughKill) {
        flattening.begin(bot, commandId, isThroughKill);
    }

    void onFlattenTimer(final Bot bot) {
        flattening.onTimer(bot);
    }

    /** The venue has answered what a leg holds beyond all our books. */
    void onPositionRead(final Bot bot, final Leg leg, final long strayE8, final boolean isSomebodyTrading) {
        flattening.onPositionRead(bot, leg, strayE8, isSomebodyTrading);
    }

    /** A cancel was refused or has no answer. */
    void onCancelFailed(final Bot bot, final Order order) {
        if (bot.flatten().isActive()) {
            flattening.onCancelFailed(order);
        }
    }

    /** The timer of a leg that is being closed has fired. */
    public void onExitTimer(final Bot bot, final Leg which) {
        exits.onTimer(bot, which);
    }

    /** Takes back every order of a bot that is not done, and waits for nothing any more. */
    public void standDown(final Bot bot) {
        standDown(bot, bot.leg(Leg.LONG));
        standDown(bot, bot.leg(Leg.SHORT));
    }

    private void standDown(final Bot bot, final LegState leg) {
        watches.clear(bot, leg);
        leg.endExit();
        cancel(bot, leg, OrderRole.ENTRY);
        cancel(bot, leg, OrderRole.DCA);
        cancel(bot, leg, OrderRole.TAKE_PROFIT);
        cancel(bot, leg, OrderRole.STOP_LOSS);
    }

    /** Takes back what could still open a position of a bot that goes into error: nobody would look after it. Its exits stay. */
    void takeBackOpenings(final Bot bot) {
        takeBackOpenings(bot, bot.leg(Leg.LONG));
        takeBackOpenings(bot, bot.leg(Leg.SHORT));
    }

    private void takeBackOpenings(final Bot bot, final LegState leg) {
        cancel(bot, leg, OrderRole.ENTRY);
        cancel(bot, leg, OrderRole.DCA);
    }

    private void cancel(final Bot bot, final LegState leg, final OrderRole role) {
        final Order order = state.openOrder(leg, role);
        if (order != null) {
            desk.cancel(bot, leg, order);
        }
    }

    /**
     * Takes back the entries and rungs at the venue of legs that are halted, or whose bot or account is latched: the next and largest
     * rung would fill after the loss that closed the gate. Parked ones stay, and cannot activate.
     */
    void takeBackEntries(final Bot bot) {
        takeBackEntries(bot, bot.leg(Leg.LONG));
        takeBackEntries(bot, bot.leg(Leg.SHORT));
    }

    private void takeBackEntries(final Bot bot, final LegState leg) {
        if (!gates.isHalted(bot, leg) && !gates.isLatched(bot)) {
            return;
        }
        takeBackWorking(bot, leg, OrderRole.ENTRY);
        takeBackWorking(bot, leg, OrderRole.DCA);
    }

    private void takeBackWorking(final Bot bot, final LegState leg, final OrderRole role) {
        final Order order = state.openOrder(leg, role);
        if (order != null && order.status() != OrderStatus.PARKED && order.type() != OrderType.IOC) {
            desk.parkNow(bot, leg, order);
        }
    }

    /** The settings are others: orders follow their targets at once, and wait within the bands of now. */
    void reconsider(final Bot bot) {
        trade(bot, false);
        reconsider(bot, bot.leg(Leg.LONG));
        reconsider(bot, bot.leg(Leg.SHORT));
    }

    private void reconsider(final Bot bot, final LegState leg) {
        reconsider(bot, leg, OrderRole.ENTRY);
        reconsider(bot, leg, OrderRole.DCA);
        reconsider(bot, leg, OrderRole.TAKE_PROFIT);
    }

    private void reconsider(final Bot bot, final LegState leg, final OrderRole role) {
        final Order order = state.openOrder(leg, role);
        if (order != null) {
            desk.clearLevel(order);
            retry(bot, leg, role);
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
        retry(bot, leg, OrderRole.STOP_LOSS);
    }

    private void retry(final Bot bot, final LegState leg, final OrderRole role) {
        final Order order = state.openOrder(leg, role);
        if (order == null) {
            return;
        }
        if (order.status() == OrderStatus.PARKED) {
            if (bot.status() == BotStatus.RUNNING || bot.status() == BotStatus.PAUSED && order.isReduceOnly()) {
                desk.rearm(bot, leg, order);
            }
        } else {
            desk.retry(bot, leg, order);
        }
    }

    private void enter(final Bot bot, final LegState leg, final Instrument instrument) {
        if (state.nowNs() < leg.retryAfterNs()
                || !leg.isFlat()
                || state.openOrder(leg, OrderRole.ENTRY) != null
                || state.openOrder(leg, OrderRole.DCA) != null // Of the cycle before: it may be filled yet.
                || exits.isClosing(leg)) {
            return;
        }
        if (!checkWarmth(bot)) {
            return;
        }
        if (targets.entryPriceE8() == LegTargets.NULL_PRICE) {
            takeNow(bot, leg, instrument, OrderRole.ENTRY, targets.entryQuantityE8());
        } else {
            final long priceE8 = instrument.onTick(leg.openingSide(), targets.entryPriceE8());
            order(
                    bot,
                    leg,
                    instrument,
                    OrderRole.ENTRY,
                    restingType(bot, OrderRole.ENTRY),
                    priceE8,
                    targets.entryQuantityE8());
        }
    }

    /** True when the strategy has seen the candles that it wants before an entry; else that is told once. */
    boolean checkWarmth(final Bot bot) {
        if (bot.isWarm()) {
            return true;
        }
        if (bot.noteNotWarm()) {
            audit.detail()
                    .add(bot.candleCount())
                    .add(" of ")
                    .add(bot.strategy().historyCandles())
                    .add(" candles: no entry before");
            audit.bot(EventCode.WARMUP_INCOMPLETE, EventLevel.WARN, bot, Order.NULL_PRICE, bot.candleCount());
        }
        return false;
    }

    private void rungNow(final Bot bot, final LegState leg, final Instrument instrument) {
        final Order order = state.openOrder(leg, OrderRole.DCA);
        if (order != null) {
            if (order.type() != OrderType.IOC) {
                desk.cancel(bot, leg, order);
            }
        } else if (targets.rungQuantityE8() > 0 && state.nowNs() >= leg.retryAfterNs()) {
            takeNow(bot, leg, instrument, OrderRole.DCA, targets.rungQuantityE8());
        }
    }

    /** Makes the leg larger at once, within a bounded reach. */
    private void takeNow(
            final Bot bot,
            final LegState leg,
            final Instrument instrument,
            final OrderRole role,
            final long quantityE8) {
        // The venue hides part of its book from us, so a market order has no bound: an IOC with a limit has one.
        final Side side = leg.openingSide();
        final long bestE8 = side == Side.BUY ? instrument.askPriceE8() : instrument.bidPriceE8();
        if (bestE8 == Instrument.NULL_PRICE) {
            desk.block(bot, leg, role, Gate.STALE_QUOTE);
            return;
        }
        final long reachE8 = Fixed.percentOf(bestE8, bot.settings().entrySlippagePctE8());
        final long limitE8 = instrument.onTick(side, side == Side.BUY ? bestE8 + reachE8 : bestE8 - reachE8);
        order(bot, leg, instrument, role, OrderType.IOC, limitE8, quantityE8);
    }

    /** Keeps the resting order of a role equal to its target. */
    private void work(
            final Bot bot,
            final LegState leg,
            final Instrument instrument,
            final OrderRole role,
            final long targetPriceE8,
            final long targetQuantityE8) {
        final Order order = state.openOrder(leg, role);
        if (order != null && order.type() == OrderType.IOC) {
            return; // A rung that was taken at once; it ends by itself.
        }
        final Side side = role == OrderRole.DCA ? leg.openingSide() : leg.closingSide();
        final long priceE8 = targetQuantityE8 == 0 ? 0 : instrument.onTick(side, targetPriceE8);
        final long quantityE8 = targetQuantityE8 == 0 ? 0 : instrument.onStep(targetQuantityE8);
        if (order != null) {
            if (order.status() == OrderStatus.PARKED
                    && !order.isReduceOnly()
                    && bot.status() == BotStatus.PAUSED
                    && !leg.isFlat()) {
                return; // A pause keeps parked intents of its cycle; they cannot activate.
            }
            if (!isOnTarget(order, role, priceE8, quantityE8)) {
                desk.cancel(bot, leg, order);
            }
            if (!order.status().isTerminal()) {
                return; // Its successor comes when the venue has confirmed its end.
            }
        }
        if (targetQuantityE8 > 0 && state.nowNs() >= leg.retryAfterNs()) {
            order(bot, leg, instrument, role, restingType(bot, role), priceE8, targetQuantityE8);
        }
    }

    private static boolean isOnTarget(
            final Order order, final OrderRole role, final long priceE8, final long quantityE8) {
        if (quantityE8 == 0) {
            return false;
        }
        if (role == OrderRole.DCA && order.intentFilledE8() > 0) {
            return true; // A rung that is being filled is finished before the ladder moves on.
        }
        return order.targetPriceE8() == priceE8 && order.leavesQuantityE8() == quantityE8;
    }

    /** Maker or cancel where the settings ask for it, else a limit. */
    private static OrderType restingType(final Bot bot, final OrderRole role) {
        final StrategyParameter style = role == OrderRole.TAKE_PROFIT
                ? StrategyParameter.EXIT_ORDER_STYLE
                : StrategyParameter.ENTRY_ORDER_STYLE;
        final boolean isMaker = role != OrderRole.DCA && bot.settings().whole(style) == MAKER_OR_CANCEL;
        return isMaker ? OrderType.POST_ONLY : OrderType.LIMIT;
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
        final boolean isTooSmall = role != OrderRole.TAKE_PROFIT && !instrument.isNotionalEnough(priceE8, quantityE8);
        if (quantityE8 == 0 || priceE8 <= 0 || isTooSmall) { // What closes may be small: so is what is left.
            desk.block(bot, leg, role, Gate.FORM);
            return;
        }
        desk.order(bot, leg, role, type, priceE8, quantityE8);
    }
}
