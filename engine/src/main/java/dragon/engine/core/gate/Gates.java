package dragon.engine.core.gate;

import dragon.engine.core.CoreState;
import dragon.engine.core.account.Account;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.bot.LegState;
import dragon.engine.core.fixed.Fixed;
import dragon.engine.core.market.CandleFeed;
import dragon.engine.core.market.Instrument;
import dragon.engine.core.order.Order;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.protocol.AccountStatus;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.StrategyParameter;

/**
 * The one ladder that every order action passes at the moment of its intent: all gates are evaluated, the first in the order of
 * {@link Gate} decides. Reads the state, changes nothing.
 *
 * <p>Entries face all of them; reduce-only orders face those that freeze, form, collar and rate; cancels those that freeze, and their
 * own rate. Where a reference is missing an entry is held back and an exit is not. A limit that nobody has set holds nothing back in a
 * sim or dry-run lane; in a live lane no entry leaves before every limit is set or loosened by name.
 */
public final class Gates {
    /** Age of a quote above which nothing enters on it. */
    public static final long QUOTE_AGE_NS_MAX = 2_000_000_000L;

    /** Difference to the venue's clock above which nothing enters, where no other limit is set. */
    private static final long CLOCK_SKEW_MS_MAX = 1_000;

    /** Part of the order rate that is kept back for exits, percent. */
    private static final long RATE_KEPT_PCT = 30;

    private static final long SECOND_NS = 1_000_000_000L;
    private static final long MINUTE_NS = 60 * SECOND_NS;
    private static final long NS_PER_MS = 1_000_000L;

    /** How far through the best price an exit may reach, whatever the limit for entries is. */
    private static final long EXIT_COLLAR_PCT_E8 = 5 * Fixed.ONE_E8;

    /** Gates that only an order can find closed, as a set: a look without one does not end their episode, an order that passes does. */
    public static final long OF_ORDERS = Gate.FORM.bit()
            | Gate.CAPACITY.bit()
            | Gate.ORDER_SIZE.bit()
            | Gate.COLLAR.bit()
            | Gate.LEG_EXPOSURE.bit()
            | Gate.SYMBOL_EXPOSURE.bit()
            | Gate.ACCOUNT_EXPOSURE.bit()
            | Gate.OPEN_ORDERS.bit()
            | Gate.DUPLICATE.bit()
            | Gate.SELF_TRADE.bit();

    private final CoreState state;
    private final Exposure exposure;
    private final Results results;
    private final Attempt look = new Attempt();

    public Gates(final CoreState state) {
        this.state = state;
        exposure = new Exposure(state);
        results = new Results(state);
    }

    /** The first closed gate on the way of an action for a leg of a bot, or {@link Gate#OPEN}; those that ask for an order left out. */
    public Gate firstClosed(final Bot bot, final LegState leg, final Action action, final long nowNs) {
        return first(closed(look.look(bot, leg, action), nowNs));
    }

    /** The gate of a set that decides, or {@link Gate#OPEN} of an empty one. */
    public static Gate first(final long closed) {
        if (closed != 0) {
            for (final Gate gate : Gate.all()) {
                if ((closed & gate.bit()) != 0) {
                    return gate;
                }
            }
        }
        return Gate.OPEN;
    }

    /** All gates that are closed on the way of this action, as a set of {@link Gate#bit()}. */
    public long closed(final Attempt attempt, final long nowNs) {
        final Account account = state.accounts().get(attempt.bot().accountId());
        final Instrument instrument = state.instruments().get(attempt.bot().instrumentId());
        long closed = freezing(attempt, account);
        if (attempt.action() == Action.CANCEL) {
            return closed | cancelRate(account, instrument, nowNs);
        }
        closed |= exits(attempt, account, instrument, nowNs);
        if (attempt.action() == Action.REDUCE) {
            return closed;
        }
        closed |= data(attempt, account, instrument, nowNs);
        closed |= money(attempt, account, nowNs);
        closed |= behaviour(attempt, nowNs);
        return attempt.isOrder() ? closed | size(attempt, account, instrument, nowNs) : closed;
    }

    private static long when(final boolean isClosed, final Gate gate) {
        return isClosed ? gate.bit() : 0;
    }

    /** What stops everything. */
    private long freezing(final Attempt attempt, final Account account) {
        return when(!state.isLiveTrading(), Gate.LIVE_TRADING)
                | when(state.isKilled() || account.isKilled() || attempt.bot().isKilled(), Gate.KILL_SWITCH)
                | when(account.positionMode() == PositionMode.ONE_WAY, Gate.HEDGE_MODE)
                | when(!state.isGatewayUp(), Gate.SESSION);
    }

    private long cancelRate(final Account account, final Instrument instrument, final long nowNs) {
        final long rateE8 = account.limits().valueE8(Limit.CANCEL_RATE_SYMBOL, nowNs);
        return when(isSet(rateE8) && !instrument.cancelRate().has(whole(rateE8), SECOND_NS, 0, nowNs), Gate.RATE);
    }

    /** What exits face beside. */
    private long exits(final Attempt attempt, final Account account, final Instrument instrument, final long nowNs) {
        final boolean isEntry = attempt.action() == Action.ENTRY;
        final boolean isTradable = instrument.hasFilters() && instrument.isTrading();
        return when(isInPanic(attempt.bot()), Gate.PANIC)
                | when(account.positionMode() != PositionMode.HEDGE, Gate.HEDGE_MODE_UNKNOWN)
                | when(!isTradable, Gate.INSTRUMENT)
                | when(isTradable && attempt.isOrder() && !isWellFormed(attempt, instrument), Gate.FORM)
                | when(attempt.isOrder() && isBeyondCollar(attempt, account, instrument, nowNs), Gate.COLLAR)
                | when(isTooFast(account, instrument, isEntry ? RATE_KEPT_PCT : 0, nowNs), Gate.RATE);
    }

    private static boolean isWellFormed(final Attempt attempt, final Instrument instrument) {
        final long quantityE8 = attempt.quantityE8();
        final long priceE8 = attempt.priceE8();
        return priceE8 > 0
                && instrument.onTick(attempt.side(), priceE8) == priceE8
                && instrument.onStep(quantityE8) == quantityE8
                && (attempt.action() == Action.REDUCE || instrument.isNotionalEnough(priceE8, quantityE8));
    }

    private boolean isTooFast(
            final Account account, final Instrument instrument, final long percentKept, final long nowNs) {
        final long symbolE8 = account.limits().valueE8(Limit.ORDER_RATE_SYMBOL, nowNs);
        final long secondE8 = account.limits().valueE8(Limit.ORDER_RATE_ACCOUNT, nowNs);
        final long minuteE8 = account.limits().valueE8(Limit.ORDER_RATE_ACCOUNT_MINUTE, nowNs);
        return isSet(symbolE8) && !instrument.orderRate().has(whole(symbolE8), SECOND_NS, percentKept, nowNs)
                || isSet(secondE8) && !account.orderRate().has(whole(secondE8), SECOND_NS, percentKept, nowNs)
                || isSet(minuteE8) && !account.minuteRate().has(whole(minuteE8), MINUTE_NS, percentKept, nowNs);
    }

    /** Counts an order that is being sent against the rates. */
    public void noteOrderSent(final Bot bot, final long nowNs) {
        final Account account = state.accounts().get(bot.accountId());
        final Instrument instrument = state.instruments().get(bot.instrumentId());
        final long symbolE8 = account.limits().valueE8(Limit.ORDER_RATE_SYMBOL, nowNs);
        final long secondE8 = account.limits().valueE8(Limit.ORDER_RATE_ACCOUNT, nowNs);
        final long minuteE8 = account.limits().valueE8(Limit.ORDER_RATE_ACCOUNT_MINUTE, nowNs);
        if (isSet(symbolE8)) {
            instrument.orderRate().take(whole(symbolE8), SECOND_NS, nowNs);
        }
        if (isSet(secondE8)) {
            account.orderRate().take(whole(secondE8), SECOND_NS, nowNs);
        }
        if (isSet(minuteE8)) {
            account.minuteRate().take(whole(minuteE8), MINUTE_NS, nowNs);
        }
    }

    /** Counts a cancel that is being sent against its rate. */
    public void noteCancelSent(final Bot bot, final long nowNs) {
        final Account account = state.accounts().get(bot.accountId());
        final long rateE8 = account.limits().valueE8(Limit.CANCEL_RATE_SYMBOL, nowNs);
        if (isSet(rateE8)) {
            state.instruments().get(bot.instrumentId()).cancelRate().take(whole(rateE8), SECOND_NS, nowNs);
        }
    }

    /** True for an order that reaches too far through the book, or rests absurdly far from the mark price. */
    private boolean isBeyondCollar(
            final Attempt attempt, final Account account, final Instrument instrument, final long nowNs) {
        final boolean isExit = attempt.action() == Action.REDUCE;
        final boolean isBuy = attempt.side() == Side.BUY;
        final boolean isByLevel = attempt.type() == OrderType.BID || attempt.type() == OrderType.ASK;
        final long aggressiveE8 = account.limits().valueE8(Limit.COLLAR_AGGRESSIVE_PCT, nowNs);
        final long passiveE8 = account.limits().valueE8(Limit.COLLAR_PASSIVE_PCT, nowNs);
        final long bestE8 = isBuy ? instrument.askPriceE8() : instrument.bidPriceE8();
        if (isSet(aggressiveE8) && !isByLevel) {
            if (bestE8 == Instrument.NULL_PRICE) {
                if (!isExit) {
                    return true;
                }
            } else {
                final long pctE8 = isExit ? Math.max(aggressiveE8, EXIT_COLLAR_PCT_E8) : aggressiveE8;
                final long reachE8 = Fixed.percentOf(bestE8, pctE8);
                if (isBuy ? attempt.priceE8() > bestE8 + reachE8 : attempt.priceE8() < bestE8 - reachE8) {
                    return true;
                }
            }
        }
        if (!isSet(passiveE8) || isExit) {
            return false;
        }
        final long markE8 = instrument.markPriceE8();
        return markE8 == Instrument.NULL_PRICE
                || Math.abs(attempt.priceE8() - markE8) > Fixed.percentOf(markE8, passiveE8);
    }

    /** Whether the data are good enough to enter on. */
    private long data(final Attempt attempt, final Account account, final Instrument instrument, final long nowNs) {
        final Limits limits = account.limits();
        final long markAgeE8 = limits.valueE8(Limit.STALE_MARK_MS, nowNs);
        final long candleAgeE8 = limits.valueE8(Limit.STALE_CANDLE_MS, nowNs);
        final long skewE8 = limits.valueE8(Limit.CLOCK_SKEW_MS, nowNs);
        return when(isHalted(attempt.bot(), attempt.leg()), Gate.HALT)
                | when(!account.isReconciled(), Gate.RECONCILING)
                | when(hasOrderInDoubt(attempt.leg()), Gate.IN_DOUBT)
                | when(!instrument.isQuoteFresh(nowNs, QUOTE_AGE_NS_MAX), Gate.STALE_QUOTE)
                | when(
                        isSet(markAgeE8)
                                && (instrument.markPriceE8() == Instrument.NULL_PRICE
                                        || nowNs - instrument.markedNs() > whole(markAgeE8) * NS_PER_MS),
                        Gate.STALE_MARK)
                | when(
                        isSet(candleAgeE8) && isCandleStale(attempt.bot(), instrument, candleAgeE8, nowNs),
                        Gate.STALE_CANDLE)
                | when(isSuspect(limits, instrument, nowNs), Gate.SUSPECT_PRICE)
                | when(isClockOff(skewE8), Gate.CLOCK_SKEW)
                | when(attempt.leg().isDriftReported(), Gate.POSITION_DRIFT)
                | when(account.isDegraded(), Gate.DEGRADED);
    }

    private boolean isClockOff(final long limitE8) {
        final long limitMs = limitE8 == Limits.UNSET ? CLOCK_SKEW_MS_MAX : whole(limitE8);
        return limitE8 != Limits.OFF && Math.abs(state.measuredOffsetMs()) > limitMs;
    }

    private static boolean isCandleStale(
            final Bot bot, final Instrument instrument, final long ageE8, final long nowNs) {
        final CandleFeed feed = instrument.feed(bot.timeframe());
        if (feed == null || feed.lastOpenMs() == 0) {
            return true;
        }
        // The next one closes two lengths after the newest closed one has opened.
        final long dueMs = feed.lastOpenMs() + 2 * CandleFeed.lengthMs(bot.timeframe());
        return nowNs / NS_PER_MS > dueMs + whole(ageE8);
    }

    private static boolean isSuspect(final Limits limits, final Instrument instrument, final long nowNs) {
        final long jumpE8 = limits.valueE8(Limit.TICK_JUMP_PCT, nowNs);
        if (isSet(jumpE8) && instrument.isPriceSuspect()) {
            return true;
        }
        final long spreadE8 = limits.valueE8(Limit.SPREAD_PCT, nowNs);
        final long deviationE8 = limits.valueE8(Limit.MARK_DEVIATION_PCT, nowNs);
        final long bidE8 = instrument.bidPriceE8();
        final long askE8 = instrument.askPriceE8();
        final long markE8 = instrument.markPriceE8();
        if (bidE8 == Instrument.NULL_PRICE || askE8 == Instrument.NULL_PRICE) {
            return isSet(spreadE8) || isSet(deviationE8);
        }
        final long middleE8 = bidE8 / 2 + askE8 / 2;
        if (isSet(spreadE8) && askE8 - bidE8 > Fixed.percentOf(middleE8, spreadE8)) {
            return true;
        }
        return isSet(deviationE8)
                && (markE8 == Instrument.NULL_PRICE
                        || Math.abs(markE8 - middleE8) > Fixed.percentOf(markE8, deviationE8));
    }

    /** Whether the account and the bot may lose more. */
    private long money(final Attempt attempt, final Account account, final long nowNs) {
        final Limits limits = account.limits();
        final Bot bot = attempt.bot();
        final long dayE8 = limits.valueE8(Limit.DAY_LOSS_MAX, nowNs);
        final long freeE8 = limits.valueE8(Limit.MARGIN_FREE_MIN_PCT, nowNs);
        return when(account.status() != AccountStatus.ACTIVE, Gate.ACCOUNT_STATUS)
                | when(account.isDailyLossReached(nowNs), Gate.DAILY_LOSS)
                | when(account.isTotalLossReached(), Gate.TOTAL_LOSS)
                | when(isSet(dayE8) && isLost(results.ofDayE8(account, nowNs), dayE8), Gate.DAY_LOSS)
                | when(isBotLossReached(bot, nowNs), Gate.BOT_LOSS)
                | when(isDrawnDown(account, nowNs), Gate.DRAWDOWN)
                | when(bot.latch().isOn() || account.latch().isOn(), Gate.LATCHED)
                | when(isSet(freeE8) && isMarginShort(account, freeE8), Gate.MARGIN)
                | when(state.mode() == LaneMode.LIVE && limits.firstUnset(nowNs) != null, Gate.LIMITS_UNSET);
    }

    private static boolean isLost(final long resultE8, final long limitE8) {
        return resultE8 == Results.UNKNOWN || resultE8 <= -limitE8;
    }

    /** True when a bot has lost as much as it may; unknown counts as lost. */
    public boolean isBotLossReached(final Bot bot, final long nowNs) {
        final Limits limits = state.accounts().get(bot.accountId()).limits();
        final long limitE8 =
                tighter(limits.valueE8(Limit.BOT_LOSS_MAX, nowNs), bot, StrategyParameter.LIMIT_BOT_LOSS_USD);
        return isSet(limitE8) && isLost(results.ofBotE8(bot), limitE8);
    }

    /** True when equity has fallen too far from its highest; unknown counts as fallen. */
    public boolean isDrawnDown(final Account account, final long nowNs) {
        final long limitE8 = account.limits().valueE8(Limit.DRAWDOWN_PCT, nowNs);
        if (!isSet(limitE8)) {
            return false;
        }
        final long peakE8 = account.peakEquityE8();
        return account.equityE8() == Account.NULL_USD
                || account.equityE8() <= peakE8 - Fixed.percentOf(peakE8, limitE8);
    }

    private static boolean isMarginShort(final Account account, final long percentE8) {
        return account.equityE8() == Account.NULL_USD
                || account.freeCollateralE8() == Account.NULL_USD
                || account.freeCollateralE8() < Fixed.percentOf(account.equityE8(), percentE8);
    }

    private static long behaviour(final Attempt attempt, final long nowNs) {
        return when(nowNs < attempt.bot().rejectBlockUntilNs(), Gate.REJECTS);
    }

    /** What one more order would add. */
    private long size(final Attempt attempt, final Account account, final Instrument instrument, final long nowNs) {
        final Limits limits = account.limits();
        final Bot bot = attempt.bot();
        final long notionalE8 = Fixed.multiplyE8(Math.max(0, attempt.priceE8()), attempt.quantityE8());
        final long quantityMaxE8 =
                tighter(limits.valueE8(Limit.ORDER_QUANTITY_MAX, nowNs), bot, StrategyParameter.LIMIT_ORDER_QUANTITY);
        final long notionalMaxE8 = tighter(
                limits.valueE8(Limit.ORDER_NOTIONAL_MAX, nowNs), bot, StrategyParameter.LIMIT_ORDER_NOTIONAL_USD);
        long closed = when(
                isSet(quantityMaxE8) && attempt.quantityE8() > quantityMaxE8
                        || isSet(notionalMaxE8) && notionalE8 > notionalMaxE8,
                Gate.ORDER_SIZE);
        closed |= exposure(attempt, limits, notionalE8, nowNs);
        final long windowE8 = limits.valueE8(Limit.DUPLICATE_WINDOW_MS, nowNs);
        if (isSet(windowE8)) {
            closed |= when(isDuplicate(attempt, whole(windowE8) * NS_PER_MS, nowNs), Gate.DUPLICATE);
        }
        return closed | when(crossesOwnOrder(attempt, instrument), Gate.SELF_TRADE);
    }

    private long exposure(final Attempt attempt, final Limits limits, final long notionalE8, final long nowNs) {
        final Bot bot = attempt.bot();
        final long legE8 =
                tighter(limits.valueE8(Limit.LEG_NOTIONAL_MAX, nowNs), bot, StrategyParameter.LIMIT_LEG_NOTIONAL_USD);
        final long symbolE8 = limits.valueE8(Limit.SYMBOL_NOTIONAL_MAX, nowNs);
        final long grossE8 = limits.valueE8(Limit.ACCOUNT_GROSS_MAX, nowNs);
        final long netE8 = limits.valueE8(Limit.ACCOUNT_NET_MAX, nowNs);
        final long openBotE8 =
                tighter(limits.valueE8(Limit.OPEN_ORDERS_BOT_MAX, nowNs), bot, StrategyParameter.LIMIT_OPEN_ORDERS);
        final long openSymbolE8 = limits.valueE8(Limit.OPEN_ORDERS_SYMBOL_MAX, nowNs);
        final long openAccountE8 = limits.valueE8(Limit.OPEN_ORDERS_ACCOUNT_MAX, nowNs);
        final long inDoubtE8 = limits.valueE8(Limit.IN_DOUBT_ACCOUNT_MAX, nowNs);
        final boolean isAsked = isSet(legE8)
                || isSet(symbolE8)
                || isSet(grossE8)
                || isSet(netE8)
                || isSet(openBotE8)
                || isSet(openSymbolE8)
                || isSet(openAccountE8)
                || isSet(inDoubtE8);
        if (!isAsked) {
            return 0;
        }
        exposure.measure(bot, attempt.leg());
        final boolean isUnknown = !exposure.isKnown();
        return when(isSet(legE8) && (isUnknown || exposure.legE8() + notionalE8 > legE8), Gate.LEG_EXPOSURE)
                | when(
                        isSet(symbolE8) && (isUnknown || exposure.symbolE8() + notionalE8 > symbolE8),
                        Gate.SYMBOL_EXPOSURE)
                | when(
                        isSet(grossE8) && (isUnknown || exposure.grossE8() + notionalE8 > grossE8)
                                || isSet(netE8)
                                        && (isUnknown
                                                || exposure.netWithE8(
                                                                attempt.leg().leg(), notionalE8)
                                                        > netE8),
                        Gate.ACCOUNT_EXPOSURE)
                | when(
                        isSet(openBotE8) && exposure.openOfBot() >= whole(openBotE8)
                                || isSet(openSymbolE8) && exposure.openOfSymbol() >= whole(openSymbolE8)
                                || isSet(openAccountE8) && exposure.openOfAccount() >= whole(openAccountE8),
                        Gate.OPEN_ORDERS)
                | when(isSet(inDoubtE8) && exposure.inDoubtOfAccount() >= whole(inDoubtE8), Gate.IN_DOUBT);
    }

    private boolean isDuplicate(final Attempt attempt, final long windowNs, final long nowNs) {
        for (int i = 0; i < state.orders().size(); i++) {
            final Order order = state.orders().at(i);
            if (order.botId() == attempt.bot().id()
                    && order.leg() == attempt.leg().leg()
                    && order.side() == attempt.side()
                    && order.status() != OrderStatus.PARKED
                    && order.status() != OrderStatus.UNSENT
                    && order.intentId() != attempt.intentId()
                    && order.targetPriceE8() == attempt.priceE8()
                    && order.quantityE8() == attempt.quantityE8()
                    && nowNs - order.sentNs() < windowNs) {
                return true;
            }
        }
        return false;
    }

    private boolean crossesOwnOrder(final Attempt attempt, final Instrument instrument) {
        final boolean isBuy = attempt.side() == Side.BUY;
        // What takes meets the best price first, however far it may reach.
        final long bestE8 = isBuy ? instrument.askPriceE8() : instrument.bidPriceE8();
        final boolean isTaking = attempt.type() == OrderType.IOC && bestE8 != Instrument.NULL_PRICE;
        final long priceOfOursE8 = isTaking ? bestE8 : attempt.priceE8();
        for (int i = 0; i < state.orders().size(); i++) {
            final Order order = state.orders().at(i);
            if (order.accountId() == attempt.bot().accountId()
                    && order.instrumentId() == attempt.bot().instrumentId()
                    && order.side() != attempt.side()
                    && order.type() != OrderType.IOC
                    && order.status().isWorking()) {
                final long priceE8 = order.priceE8() == Order.NULL_PRICE ? order.targetPriceE8() : order.priceE8();
                if (isBuy ? priceOfOursE8 >= priceE8 : priceOfOursE8 <= priceE8) {
                    return true;
                }
            }
        }
        return false;
    }

    /** True while entries of the leg are off by a halt of any scope. */
    public boolean isHalted(final Bot bot, final LegState leg) {
        return state.halt().isOn()
                || state.accounts().get(bot.accountId()).halt().isOn()
                || state.instruments().get(bot.instrumentId()).halt().isOn()
                || bot.halt().isOn()
                || leg.halt().isOn();
    }

    private boolean isInPanic(final Bot bot) {
        return state.panic().isOn()
                || state.accounts().get(bot.accountId()).panic().isOn()
                || bot.panic().isOn();
    }

    private boolean hasOrderInDoubt(final LegState leg) {
        return isInDoubt(leg.orderId(OrderRole.ENTRY))
                || isInDoubt(leg.orderId(OrderRole.DCA))
                || isInDoubt(leg.orderId(OrderRole.TAKE_PROFIT))
                || isInDoubt(leg.orderId(OrderRole.STOP_LOSS))
                || isInDoubt(leg.orderId(OrderRole.FLATTEN));
    }

    private boolean isInDoubt(final long clientOrderId) {
        final Order order = clientOrderId == 0 ? null : state.orders().get(clientOrderId);
        return order != null && order.status() == OrderStatus.IN_DOUBT;
    }

    static boolean isSet(final long valueE8) {
        return valueE8 != Limits.UNSET && valueE8 != Limits.OFF;
    }

    static long whole(final long valueE8) {
        return valueE8 / Fixed.ONE_E8;
    }

    /** The account's limit, or that of the bot's file where it is tighter: a bot may only be stricter than its account. */
    private static long tighter(final long accountE8, final Bot bot, final StrategyParameter parameter) {
        final long botE8 = bot.settings().valueOrZeroE8(parameter);
        if (botE8 <= 0) {
            return accountE8;
        }
        return isSet(accountE8) ? Math.min(accountE8, botE8) : botE8;
    }
}
