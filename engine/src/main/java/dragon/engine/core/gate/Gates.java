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
import dragon.engine.protocol.StorageState;
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
    private static final long QUOTE_AGE_MS_MAX_E8 = QUOTE_AGE_NS_MAX / NS_PER_MS * Fixed.ONE_E8;

    /** As many times the whole still fit a percentage times 10^8. */
    private static final long PARTS_MAX = 900_000_000L;

    /** Nothing of the kind was sent. */
    private static final long NEVER = Long.MAX_VALUE;

    /** How far through the best price an exit may reach, whatever the limit for entries is. */
    public static final long EXIT_COLLAR_PCT_E8 = 5 * Fixed.ONE_E8;

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
    private final Liquidation liquidation;
    private final GateSheet sheet = new GateSheet();
    private final Attempt look = new Attempt();

    public Gates(final CoreState state) {
        this.state = state;
        exposure = new Exposure(state);
        results = new Results(state);
        liquidation = new Liquidation(state);
    }

    /** The first closed gate on the way of an action for a leg of a bot, or {@link Gate#OPEN}; those that ask for an order left out. */
    public Gate firstClosed(final Bot bot, final LegState leg, final Action action, final long nowNs) {
        return first(closed(look.look(bot, leg, action), nowNs));
    }

    /** The gate of a set that decides, or {@link Gate#OPEN} of an empty one. */
    public static Gate first(final long closed) {
        if (closed == 0) {
            return Gate.OPEN;
        }
        int at = 0;
        while ((closed & Gate.all()[at].bit()) == 0) {
            at++;
        }
        return Gate.all()[at];
    }

    /** All gates that are closed on the way of this action, as a set of {@link Gate#bit()}; {@link #sheet()} has the numbers. */
    public long closed(final Attempt attempt, final long nowNs) {
        final Account account = state.accounts().get(attempt.bot().accountId());
        final Instrument instrument = state.instruments().get(attempt.bot().instrumentId());
        sheet.clear();
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

    /** What the last {@link #closed} compared. */
    public GateSheet sheet() {
        return sheet;
    }

    private static long when(final boolean isClosed, final Gate gate) {
        return isClosed ? gate.bit() : 0;
    }

    /** Notes what was compared. */
    private long judge(
            final Gate gate, final Limit limit, final long valueE8, final long limitE8, final boolean isClosed) {
        sheet.note(gate, limit, valueE8, limitE8, isClosed);
        return when(isClosed, gate);
    }

    /** Closed where an age is above its limit, or the time is not known; an age of milliseconds. */
    private long judgeAge(
            final Gate gate, final Limit limit, final long sinceNs, final long limitE8, final long nowNs) {
        final boolean isKnown = sinceNs != 0;
        final long ageNs = isKnown ? nowNs - sinceNs : 0;
        return judge(
                gate,
                limit,
                isKnown ? ageNs * (Fixed.ONE_E8 / NS_PER_MS) : GateSheet.UNKNOWN,
                limitE8,
                !isKnown || ageNs > whole(limitE8) * NS_PER_MS);
    }

    private static long times(final long count) {
        return count * Fixed.ONE_E8;
    }

    /** What stops everything. */
    private long freezing(final Attempt attempt, final Account account) {
        final boolean isKilled = state.isKilled(attempt.bot());
        return when(!state.isLiveTrading(), Gate.LIVE_TRADING)
                | when(isKilled && !passesKillSwitch(attempt), Gate.KILL_SWITCH)
                | when(account.positionMode() == PositionMode.ONE_WAY, Gate.HEDGE_MODE)
                | when(!state.isGatewayUp(), Gate.SESSION);
    }

    /** Only the flatten that an operator has asked for by name while the switch was on. */
    private static boolean passesKillSwitch(final Attempt attempt) {
        return attempt.action() != Action.ENTRY && attempt.bot().flatten().passesKillSwitch();
    }

    private long cancelRate(final Account account, final Instrument instrument, final long nowNs) {
        return judgeRate(account, Limit.CANCEL_RATE_SYMBOL, instrument.cancelRate(), SECOND_NS, 0, nowNs);
    }

    /** What exits face beside. */
    private long exits(final Attempt attempt, final Account account, final Instrument instrument, final long nowNs) {
        final boolean isTradable = instrument.hasFilters() && instrument.isTrading();
        final long keptPct = attempt.action() == Action.ENTRY ? RATE_KEPT_PCT : 0;
        long closed = when(isInPanic(attempt.bot()), Gate.PANIC)
                | when(account.positionMode() != PositionMode.HEDGE, Gate.HEDGE_MODE_UNKNOWN)
                | when(!isTradable, Gate.INSTRUMENT)
                | when(isTradable && attempt.isOrder() && !isWellFormed(attempt, instrument), Gate.FORM);
        if (attempt.isOrder()) {
            closed |= aggressiveCollar(attempt, account, instrument, nowNs);
            closed |= attempt.action() == Action.ENTRY ? passiveCollar(attempt, account, instrument, nowNs) : 0;
        }
        return closed
                | judgeRate(account, Limit.ORDER_RATE_SYMBOL, instrument.orderRate(), SECOND_NS, keptPct, nowNs)
                | judgeRate(account, Limit.ORDER_RATE_ACCOUNT, account.orderRate(), SECOND_NS, keptPct, nowNs)
                | judgeRate(account, Limit.ORDER_RATE_ACCOUNT_MINUTE, account.minuteRate(), MINUTE_NS, keptPct, nowNs);
    }

    private static boolean isWellFormed(final Attempt attempt, final Instrument instrument) {
        final long quantityE8 = attempt.quantityE8();
        final long priceE8 = attempt.priceE8();
        return priceE8 > 0
                && instrument.onTick(attempt.side(), priceE8) == priceE8
                && instrument.onStep(quantityE8) == quantityE8
                && (attempt.action() == Action.REDUCE || instrument.isNotionalEnough(priceE8, quantityE8));
    }

    /** Closed where no token is left beyond those that are kept back; the value is how many were taken, rounded up. */
    private long judgeRate(
            final Account account,
            final Limit limit,
            final TokenBucket bucket,
            final long windowNs,
            final long keptPct,
            final long nowNs) {
        final long limitE8 = account.limits().valueE8(limit, nowNs);
        if (!isSet(limitE8)) {
            return 0;
        }
        final long capacity = whole(limitE8);
        return judge(
                Gate.RATE,
                limit,
                times(bucket.taken(capacity, windowNs, nowNs)),
                limitE8,
                !bucket.has(capacity, windowNs, keptPct, nowNs));
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

    /** Closed for an order that reaches too far through the best price of the other side. */
    private long aggressiveCollar(
            final Attempt attempt, final Account account, final Instrument instrument, final long nowNs) {
        final boolean isExit = attempt.action() == Action.REDUCE;
        final boolean isBuy = attempt.side() == Side.BUY;
        final boolean isByLevel = attempt.type() == OrderType.BID || attempt.type() == OrderType.ASK;
        final Limit limit = ofKind(
                account.limits(), instrument, Limit.COLLAR_AGGRESSIVE_PCT, Limit.COLLAR_AGGRESSIVE_MINOR_PCT, nowNs);
        final long limitE8 = account.limits().valueE8(limit, nowNs);
        if (!isSet(limitE8) || isByLevel) {
            return 0;
        }
        final long bestE8 = isBuy ? instrument.askPriceE8() : instrument.bidPriceE8();
        if (bestE8 == Instrument.NULL_PRICE) {
            return isExit ? 0 : judge(Gate.COLLAR, limit, GateSheet.UNKNOWN, limitE8, true);
        }
        final long pctE8 = isExit ? Math.max(limitE8, EXIT_COLLAR_PCT_E8) : limitE8;
        final long throughE8 = isBuy ? attempt.priceE8() - bestE8 : bestE8 - attempt.priceE8();
        return judge(
                Gate.COLLAR, limit, percentE8(throughE8, bestE8), pctE8, throughE8 > Fixed.percentOf(bestE8, pctE8));
    }

    /** Closed for an entry that would rest absurdly far from the mark price. */
    private long passiveCollar(
            final Attempt attempt, final Account account, final Instrument instrument, final long nowNs) {
        final long limitE8 = account.limits().valueE8(Limit.COLLAR_PASSIVE_PCT, nowNs);
        if (!isSet(limitE8)) {
            return 0;
        }
        final long markE8 = instrument.markPriceE8();
        if (markE8 == Instrument.NULL_PRICE) {
            return judge(Gate.COLLAR, Limit.COLLAR_PASSIVE_PCT, GateSheet.UNKNOWN, limitE8, true);
        }
        final long awayE8 = Math.abs(attempt.priceE8() - markE8);
        return judge(
                Gate.COLLAR,
                Limit.COLLAR_PASSIVE_PCT,
                percentE8(awayE8, markE8),
                limitE8,
                awayE8 > Fixed.percentOf(markE8, limitE8));
    }

    /** The limit of an instrument's kind: that of minors holds for those that are no majors, where somebody has said it. */
    private static Limit ofKind(
            final Limits limits,
            final Instrument instrument,
            final Limit ofAll,
            final Limit ofMinors,
            final long nowNs) {
        return instrument.isMajor() || limits.valueE8(ofMinors, nowNs) == Limits.UNSET ? ofAll : ofMinors;
    }

    /** A part of a whole in percent, for people: what decides is compared without dividing. Bounded where it is absurd. */
    static long percentE8(final long partE8, final long wholeE8) {
        if (Math.abs(partE8) / wholeE8 >= PARTS_MAX) {
            return partE8 > 0 ? Long.MAX_VALUE : -Long.MAX_VALUE;
        }
        return Fixed.multiplyDivide(partE8, 100 * Fixed.ONE_E8, wholeE8);
    }

    /** Whether the data are good enough to enter on. */
    private long data(final Attempt attempt, final Account account, final Instrument instrument, final long nowNs) {
        final Limits limits = account.limits();
        final long markAgeE8 = limits.valueE8(Limit.STALE_MARK_MS, nowNs);
        final long privateAgeE8 = limits.valueE8(Limit.STALE_PRIVATE_MS, nowNs);
        long closed = when(isHalted(attempt.bot(), attempt.leg()), Gate.HALT)
                | when(state.storage() == StorageState.AT_FAULT, Gate.JOURNAL_FAULT)
                | when(state.storage() == StorageState.SPACE_LOW, Gate.JOURNAL_SPACE)
                | when(state.storage() == StorageState.SLOW, Gate.JOURNAL_SLOW)
                | when(!account.isReconciled(), Gate.RECONCILING)
                | when(hasOrderInDoubt(attempt.leg()), Gate.IN_DOUBT)
                | when(attempt.leg().isDriftReported(), Gate.POSITION_DRIFT)
                | when(account.isDegraded(), Gate.DEGRADED);
        final boolean isQuoted =
                instrument.bidPriceE8() != Instrument.NULL_PRICE && instrument.askPriceE8() != Instrument.NULL_PRICE;
        closed |= judgeAge(Gate.STALE_QUOTE, null, isQuoted ? instrument.quotedNs() : 0, QUOTE_AGE_MS_MAX_E8, nowNs);
        if (isSet(markAgeE8)) {
            closed |= judgeAge(Gate.STALE_MARK, Limit.STALE_MARK_MS, instrument.markedNs(), markAgeE8, nowNs);
        }
        if (isSet(privateAgeE8)) {
            closed |= judgeAge(Gate.STALE_PRIVATE, Limit.STALE_PRIVATE_MS, account.reportedNs(), privateAgeE8, nowNs);
        }
        return closed
                | candle(attempt.bot(), limits, instrument, nowNs)
                | suspect(limits, instrument, nowNs)
                | clock(limits, nowNs);
    }

    private long clock(final Limits limits, final long nowNs) {
        final long setE8 = limits.valueE8(Limit.CLOCK_SKEW_MS, nowNs);
        if (setE8 == Limits.OFF) {
            return 0;
        }
        final long limitMs = setE8 == Limits.UNSET ? CLOCK_SKEW_MS_MAX : whole(setE8);
        if (state.measuredOffsetMs() == CoreState.NOT_MEASURED) {
            return judge(Gate.CLOCK_SKEW, Limit.CLOCK_SKEW_MS, GateSheet.UNKNOWN, times(limitMs), true);
        }
        final long skewMs = Math.abs(state.measuredOffsetMs());
        return judge(Gate.CLOCK_SKEW, Limit.CLOCK_SKEW_MS, times(skewMs), times(limitMs), skewMs > limitMs);
    }

    private long candle(final Bot bot, final Limits limits, final Instrument instrument, final long nowNs) {
        final long limitE8 = limits.valueE8(Limit.STALE_CANDLE_MS, nowNs);
        if (!isSet(limitE8)) {
            return 0;
        }
        final CandleFeed feed = instrument.feed(bot.timeframe()); // There since the bot was made.
        if (feed.lastOpenMs() == 0) {
            return judge(Gate.STALE_CANDLE, Limit.STALE_CANDLE_MS, GateSheet.UNKNOWN, limitE8, true);
        }
        // The next one closes two lengths after the newest closed one has opened.
        final long dueMs = feed.lastOpenMs() + 2 * CandleFeed.lengthMs(bot.timeframe());
        final long lateMs = nowNs / NS_PER_MS - dueMs;
        return judge(
                Gate.STALE_CANDLE, Limit.STALE_CANDLE_MS, times(Math.max(0, lateMs)), limitE8, lateMs > whole(limitE8));
    }

    private long suspect(final Limits limits, final Instrument instrument, final long nowNs) {
        final long jumpE8 = limits.valueE8(Limit.TICK_JUMP_PCT, nowNs);
        long closed = 0;
        if (isSet(jumpE8)) {
            closed |= judge(
                    Gate.SUSPECT_PRICE, Limit.TICK_JUMP_PCT, GateSheet.UNKNOWN, jumpE8, instrument.isPriceSuspect());
        }
        final Limit spread = ofKind(limits, instrument, Limit.SPREAD_PCT, Limit.SPREAD_MINOR_PCT, nowNs);
        final long spreadE8 = limits.valueE8(spread, nowNs);
        final long deviationE8 = limits.valueE8(Limit.MARK_DEVIATION_PCT, nowNs);
        final long bidE8 = instrument.bidPriceE8();
        final long askE8 = instrument.askPriceE8();
        final long markE8 = instrument.markPriceE8();
        final boolean isQuoted = bidE8 != Instrument.NULL_PRICE && askE8 != Instrument.NULL_PRICE;
        final long middleE8 = isQuoted ? bidE8 / 2 + askE8 / 2 : Instrument.NULL_PRICE;
        if (isSet(spreadE8)) {
            closed |= judge(
                    Gate.SUSPECT_PRICE,
                    spread,
                    isQuoted ? percentE8(askE8 - bidE8, middleE8) : GateSheet.UNKNOWN,
                    spreadE8,
                    !isQuoted || askE8 - bidE8 > Fixed.percentOf(middleE8, spreadE8));
        }
        if (isSet(deviationE8)) {
            final boolean isKnown = isQuoted && markE8 != Instrument.NULL_PRICE;
            final long apartE8 = isKnown ? Math.abs(markE8 - middleE8) : 0;
            closed |= judge(
                    Gate.SUSPECT_PRICE,
                    Limit.MARK_DEVIATION_PCT,
                    isKnown ? percentE8(apartE8, markE8) : GateSheet.UNKNOWN,
                    deviationE8,
                    !isKnown || apartE8 > Fixed.percentOf(markE8, deviationE8));
        }
        return closed;
    }

    /** Whether the account and the bot may lose more. */
    private long money(final Attempt attempt, final Account account, final long nowNs) {
        final Limits limits = account.limits();
        final Bot bot = attempt.bot();
        return when(account.status() != AccountStatus.ACTIVE, Gate.ACCOUNT_STATUS)
                | realizedLosses(account, nowNs)
                | losses(bot, account, nowNs)
                | margins(attempt, account, nowNs)
                | when(isLatched(bot), Gate.LATCHED)
                | when(nowNs < account.marginBlockUntilNs(), Gate.VENUE_MARGIN)
                | when(state.mode() == LaneMode.LIVE && limits.firstUnset(nowNs) != null, Gate.LIMITS_UNSET);
    }

    private long realizedLosses(final Account account, final long nowNs) {
        long closed = 0;
        if (account.dailyLossLimitE8() != Account.NULL_USD) {
            closed |= judge(
                    Gate.DAILY_LOSS,
                    null,
                    account.dayNetE8(nowNs),
                    -account.dailyLossLimitE8(),
                    account.isDailyLossReached(nowNs));
        }
        if (account.totalLossLimitE8() != Account.NULL_USD) {
            closed |= judge(
                    Gate.TOTAL_LOSS,
                    null,
                    account.totalNetE8(),
                    -account.totalLossLimitE8(),
                    account.isTotalLossReached());
        }
        return closed;
    }

    private long losses(final Bot bot, final Account account, final long nowNs) {
        final long dayE8 = account.limits().valueE8(Limit.DAY_LOSS_MAX, nowNs);
        final long botE8 = botLossMaxE8(bot, nowNs);
        final long drawdownE8 = account.limits().valueE8(Limit.DRAWDOWN_PCT, nowNs);
        long closed = 0;
        if (isSet(dayE8)) {
            final long resultE8 = results.ofDayE8(account, nowNs);
            closed |= judge(Gate.DAY_LOSS, Limit.DAY_LOSS_MAX, resultE8, -dayE8, isLost(resultE8, dayE8));
        }
        if (isSet(botE8)) {
            final long resultE8 = results.ofBotE8(bot, nowNs);
            closed |= judge(Gate.BOT_LOSS, Limit.BOT_LOSS_MAX, resultE8, -botE8, isLost(resultE8, botE8));
        }
        if (isSet(drawdownE8)) {
            final long peakE8 = account.peakEquityE8();
            final boolean isKnown = account.equityE8() != Account.NULL_USD && peakE8 > 0;
            closed |= judge(
                    Gate.DRAWDOWN,
                    Limit.DRAWDOWN_PCT,
                    isKnown ? percentE8(peakE8 - account.equityE8(), peakE8) : GateSheet.UNKNOWN,
                    drawdownE8,
                    account.equityE8() == Account.NULL_USD || isDrawnDown(account, nowNs));
        }
        return closed;
    }

    private long margins(final Attempt attempt, final Account account, final long nowNs) {
        final Limits limits = account.limits();
        final long freeE8 = limits.valueE8(Limit.MARGIN_FREE_MIN_PCT, nowNs);
        final long distanceE8 = limits.valueE8(Limit.LIQUIDATION_DISTANCE_MIN_PCT, nowNs);
        final long leverageE8 = limits.valueE8(Limit.LEVERAGE_EXPECTED, nowNs);
        long closed = 0;
        if (isSet(freeE8)) {
            final boolean isKnown = account.equityE8() != Account.NULL_USD
                    && account.freeCollateralE8() != Account.NULL_USD
                    && account.equityE8() > 0;
            closed |= judge(
                    Gate.MARGIN,
                    Limit.MARGIN_FREE_MIN_PCT,
                    isKnown ? percentE8(account.freeCollateralE8(), account.equityE8()) : GateSheet.UNKNOWN,
                    freeE8,
                    !isKnown || account.freeCollateralE8() < Fixed.percentOf(account.equityE8(), freeE8));
        }
        if (isSet(distanceE8)) {
            final long nearestE8 = liquidation.nearestPctE8(account, nowNs);
            closed |= judge(
                    Gate.LIQUIDATION,
                    Limit.LIQUIDATION_DISTANCE_MIN_PCT,
                    nearestE8 == Liquidation.NONE ? GateSheet.UNKNOWN : nearestE8,
                    distanceE8,
                    nearestE8 < distanceE8);
        }
        if (isSet(leverageE8)) {
            final int expected = attempt.bot().expectedLeverage((int) whole(leverageE8));
            final int told = attempt.leg().venueLeverage();
            closed |= judge(
                    Gate.LEVERAGE,
                    Limit.LEVERAGE_EXPECTED,
                    told == 0 ? GateSheet.UNKNOWN : times(told),
                    times(expected),
                    told == 0 || told != expected);
        }
        return closed;
    }

    private static boolean isLost(final long resultE8, final long limitE8) {
        return resultE8 == Results.UNKNOWN || resultE8 <= -limitE8;
    }

    private long botLossMaxE8(final Bot bot, final long nowNs) {
        final Limits limits = state.accounts().get(bot.accountId()).limits();
        return tighter(limits.valueE8(Limit.BOT_LOSS_MAX, nowNs), bot, StrategyParameter.LIMIT_BOT_LOSS_USD);
    }

    /** True when a bot is known to have lost as much as it may: what is not known closes its gate, and latches nothing. */
    public boolean isBotLossReached(final Bot bot, final long nowNs) {
        final long limitE8 = botLossMaxE8(bot, nowNs);
        if (!isSet(limitE8)) {
            return false;
        }
        final long resultE8 = results.ofBotE8(bot, nowNs);
        return resultE8 != Results.UNKNOWN && resultE8 <= -limitE8;
    }

    /** True when equity is known to have fallen too far from its highest. */
    public boolean isDrawnDown(final Account account, final long nowNs) {
        final long limitE8 = account.limits().valueE8(Limit.DRAWDOWN_PCT, nowNs);
        final long peakE8 = account.peakEquityE8();
        return isSet(limitE8)
                && account.equityE8() != Account.NULL_USD
                && account.equityE8() <= peakE8 - Fixed.percentOf(peakE8, limitE8);
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
        long closed = judgeMost(Gate.ORDER_SIZE, Limit.ORDER_QUANTITY_MAX, attempt.quantityE8(), quantityMaxE8)
                | judgeMost(Gate.ORDER_SIZE, Limit.ORDER_NOTIONAL_MAX, notionalE8, notionalMaxE8);
        closed |= exposure(attempt, limits, notionalE8, nowNs);
        final long windowE8 = limits.valueE8(Limit.DUPLICATE_WINDOW_MS, nowNs);
        if (isSet(windowE8)) {
            final long ageNs = duplicateAgeNs(attempt, nowNs);
            closed |= judge(
                    Gate.DUPLICATE,
                    Limit.DUPLICATE_WINDOW_MS,
                    ageNs == NEVER ? GateSheet.UNKNOWN : ageNs * (Fixed.ONE_E8 / NS_PER_MS),
                    windowE8,
                    ageNs < whole(windowE8) * NS_PER_MS);
        }
        return closed | when(crossesOwnOrder(attempt, instrument), Gate.SELF_TRADE);
    }

    /** Closed where a value is above a limit that is set. */
    private long judgeMost(final Gate gate, final Limit limit, final long valueE8, final long limitE8) {
        return isSet(limitE8) ? judge(gate, limit, valueE8, limitE8, valueE8 > limitE8) : 0;
    }

    /** As {@link #judgeMost}, and closed where a price is missing without which the value would be too small. */
    private long judgeExposure(final Gate gate, final Limit limit, final long valueE8, final long limitE8) {
        if (!isSet(limitE8)) {
            return 0;
        }
        return exposure.isKnown()
                ? judge(gate, limit, valueE8, limitE8, valueE8 > limitE8)
                : judge(gate, limit, GateSheet.UNKNOWN, limitE8, true);
    }

    /** Closed where as many are there as may be: this one would be one more. */
    private long judgeCount(final Gate gate, final Limit limit, final int count, final long limitE8) {
        return isSet(limitE8) ? judge(gate, limit, times(count), limitE8, count >= whole(limitE8)) : 0;
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
        final long netWithE8 = exposure.netWithE8(attempt.leg().leg(), notionalE8);
        return judgeExposure(Gate.LEG_EXPOSURE, Limit.LEG_NOTIONAL_MAX, exposure.legE8() + notionalE8, legE8)
                | judgeExposure(
                        Gate.SYMBOL_EXPOSURE, Limit.SYMBOL_NOTIONAL_MAX, exposure.symbolE8() + notionalE8, symbolE8)
                | judgeExposure(
                        Gate.ACCOUNT_EXPOSURE, Limit.ACCOUNT_GROSS_MAX, exposure.grossE8() + notionalE8, grossE8)
                | judgeExposure(Gate.ACCOUNT_EXPOSURE, Limit.ACCOUNT_NET_MAX, netWithE8, netE8)
                | judgeCount(Gate.OPEN_ORDERS, Limit.OPEN_ORDERS_BOT_MAX, exposure.openOfBot(), openBotE8)
                | judgeCount(Gate.OPEN_ORDERS, Limit.OPEN_ORDERS_SYMBOL_MAX, exposure.openOfSymbol(), openSymbolE8)
                | judgeCount(Gate.OPEN_ORDERS, Limit.OPEN_ORDERS_ACCOUNT_MAX, exposure.openOfAccount(), openAccountE8)
                | judgeCount(Gate.IN_DOUBT, Limit.IN_DOUBT_ACCOUNT_MAX, exposure.inDoubtOfAccount(), inDoubtE8);
    }

    /** Since when the youngest order that this one repeats was sent, or {@link #NEVER}. */
    private long duplicateAgeNs(final Attempt attempt, final long nowNs) {
        long ageNs = NEVER;
        for (int i = 0; i < state.orders().size(); i++) {
            final Order order = state.orders().at(i);
            if (order.botId() == attempt.bot().id()
                    && order.leg() == attempt.leg().leg()
                    && order.side() == attempt.side()
                    && order.status() != OrderStatus.PARKED
                    && order.status() != OrderStatus.UNSENT
                    && order.intentId() != attempt.intentId()
                    && order.targetPriceE8() == attempt.priceE8()
                    && order.quantityE8() == attempt.quantityE8()) {
                ageNs = Math.min(ageNs, nowNs - order.sentNs());
            }
        }
        return ageNs;
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

    /** True while a limit that was reached keeps the entries of a bot, or of all bots of its account, off until an operator releases it. */
    public boolean isLatched(final Bot bot) {
        return bot.latch().isOn()
                || state.accounts().get(bot.accountId()).latch().isOn();
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

    private static boolean isSet(final long valueE8) {
        return Limits.isSet(valueE8);
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
