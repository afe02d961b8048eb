package dragon.engine.core.bot;

import dragon.engine.core.Audit;
import dragon.engine.core.CoreState;
import dragon.engine.core.Detail;
import dragon.engine.core.Intents;
import dragon.engine.core.fixed.Fixed;
import dragon.engine.core.gate.Action;
import dragon.engine.core.gate.Attempt;
import dragon.engine.core.gate.Gate;
import dragon.engine.core.gate.Gates;
import dragon.engine.core.market.Instrument;
import dragon.engine.core.order.AfterCancel;
import dragon.engine.core.order.Order;
import dragon.engine.core.order.OrderReport;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.core.order.Placement;
import dragon.engine.core.timer.TimerKind;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.EventLevel;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.StrategyParameter;

/**
 * Makes, parks, activates, cancels and asks about orders: the only place that writes order intents, so the only place that has to
 * pass the gates.
 */
public final class OrderDesk {
    private static final long QUERY_FIRST_DELAY_NS = 1_000_000_000L;
    private static final long QUERY_DELAY_NS_MAX = 10_000_000_000L;

    /** A cancel that has not ended its order by then is sent again. */
    private static final long CANCEL_ANSWER_NS = 5_000_000_000L;

    /** An order that never rests has ended by then: if nobody has told so, the report is lost. */
    private static final long SILENCE_NS_MAX = 2_000_000_000L;

    private static final int QUERY_DOUBLINGS_MAX = 4;

    private final CoreState state;
    private final Gates gates;
    private final Intents intents;
    private final Audit audit;
    private final Attempt attempt = new Attempt();
    private long lastClosed;

    public OrderDesk(final CoreState state, final Gates gates, final Intents intents, final Audit audit) {
        this.state = state;
        this.gates = gates;
        this.intents = intents;
        this.audit = audit;
    }

    /**
     * Makes an order for a leg and sends it, or parks it until its price is within the band.
     *
     * @param priceE8 on the venue's steps
     * @param quantityE8 on the venue's steps, positive
     * @return false when a gate has blocked it
     */
    boolean order(
            final Bot bot,
            final LegState leg,
            final OrderRole role,
            final OrderType type,
            final long priceE8,
            final long quantityE8) {
        final boolean isReduceOnly = role != OrderRole.ENTRY && role != OrderRole.DCA;
        final Side side = isReduceOnly ? leg.closingSide() : leg.openingSide();
        attempt.order(bot, leg, isReduceOnly ? Action.REDUCE : Action.ENTRY, role, type, side, priceE8, quantityE8, 0);
        if (isBlocked(attempt)) {
            return false;
        }
        final Order order = state.orders()
                .create(
                        state.nextClientOrderId(bot.id(), role),
                        bot.accountId(),
                        bot.id(),
                        bot.instrumentId(),
                        side,
                        leg.leg(),
                        role,
                        type,
                        isReduceOnly,
                        priceE8,
                        quantityE8,
                        OrderStatus.PARKED,
                        state.nowNs());
        leg.orderId(role, order.clientOrderId());
        final long bandPctE8 = bandPctE8(bot, order);
        if (bandPctE8 == 0 || isWithin(order, bandPctE8)) {
            send(bot, leg, order, bandPctE8, EventCode.ORDER_PLACED);
        } else {
            setLevel(order, bandPctE8);
            tell(EventCode.ORDER_PARKED, EventLevel.INFO, order);
        }
        return true;
    }

    /** Sends a parked order whose level was reached; stays parked behind a closed gate and is tried again on the fast tick. */
    void activate(final Bot bot, final LegState leg, final Order order) {
        assert order.status() == OrderStatus.PARKED;
        if (order.role() == OrderRole.DCA && leg.isFlat()) {
            cancel(bot, leg, order); // A rung ends with its cycle: what it was to add to is gone.
            return;
        }
        if (isBlocked(attempt.order(bot, leg, order.isReduceOnly() ? Action.REDUCE : Action.ENTRY, order))) {
            return;
        }
        send(bot, leg, order, bandPctE8(bot, order), EventCode.ORDER_ACTIVATED);
    }

    private void send(
            final Bot bot, final LegState leg, final Order order, final long bandPctE8, final EventCode event) {
        if (bandPctE8 > 0) {
            shape(bot, order);
        }
        order.apply(OrderReport.ACTIVATED, state.nowNs());
        intents.place(order);
        gates.noteOrderSent(bot, state.nowNs());
        tell(event, EventLevel.INFO, order);
        if (order.bookLevel() > 0) {
            audit.detail().add("book level ").add(order.bookLevel());
            audit.order(EventCode.MAKER_INTENT, EventLevel.INFO, order);
        }
        watchBand(bot, leg, order);
    }

    /** Gives an activated intent the form in which it goes to the book: by level, post-only or as a limit at its target. */
    private void shape(final Bot bot, final Order order) {
        if (order.type() != OrderType.LIMIT) {
            return; // Maker or cancel: at its target or not at all.
        }
        final boolean isBuy = order.side() == Side.BUY;
        final Instrument instrument = state.instruments().get(order.instrumentId());
        final long bestE8 = isBuy ? instrument.bidPriceE8() : instrument.askPriceE8();
        final boolean isByLevel = bot.settings().isOn(StrategyParameter.PREFER_BBO_MAKER)
                && order.placement() != Placement.PLAIN_LIMIT
                && bestE8 != Instrument.NULL_PRICE
                && !isTooFar(bot, order, bestE8);
        if (!isByLevel) {
            order.sendAs(OrderType.LIMIT, order.targetPriceE8(), 0);
        } else if (order.placement() == Placement.BY_BOOK_LEVEL) {
            final int level = bot.settings().whole(StrategyParameter.BBO_QUEUE_LEVEL);
            order.sendAs(isBuy ? OrderType.BID : OrderType.ASK, Order.NULL_PRICE, level);
        } else {
            order.sendAs(OrderType.POST_ONLY, instrument.onTick(order.side(), bestE8), 0);
        }
    }

    /** True when resting at this price would be worse than the target by more than the settings allow. */
    boolean isTooFar(final Bot bot, final Order order, final long priceE8) {
        final long pctE8 = bot.settings().valueOrZeroE8(StrategyParameter.MAKER_DISTANCE_PCT_MAX);
        final long distanceE8 = Fixed.percentOf(order.targetPriceE8(), pctE8);
        return order.side() == Side.BUY
                ? priceE8 > order.targetPriceE8() + distanceE8
                : priceE8 < order.targetPriceE8() - distanceE8;
    }

    /**
     * Makes the attempt that follows on an ended one: what is left of the intent, parked under a new client order id, and sent at
     * once where its price is within the band.
     *
     * @return false when there is nothing left that the venue would take: the intent has ended
     */
    boolean goOn(final Bot bot, final LegState leg, final Order ended, final Placement placement) {
        final Instrument instrument = state.instruments().get(ended.instrumentId());
        final long leftE8 = instrument.onStep(ended.leavesQuantityE8());
        final boolean isWorthSending =
                leftE8 > 0 && (ended.isReduceOnly() || instrument.isNotionalEnough(ended.targetPriceE8(), leftE8));
        if (!isWorthSending || !hasRoom(bot)) {
            return false;
        }
        final Order order = state.orders()
                .createNext(ended, state.nextClientOrderId(bot.id(), ended.role()), leftE8, placement, state.nowNs());
        leg.orderId(order.role(), order.clientOrderId());
        tell(EventCode.ORDER_PARKED, EventLevel.INFO, order);
        rearm(bot, leg, order);
        return true;
    }

    /** Sends a parked order that is within its band, else sets its level if that fired while a gate was closed. */
    void rearm(final Bot bot, final LegState leg, final Order order) {
        if (order.isLevelSet() || state.nowNs() < leg.retryAfterNs()) {
            return; // After a failure the fast tick comes back to it.
        }
        final long bandPctE8 = bandPctE8(bot, order);
        if (bandPctE8 == 0 || isWithin(order, bandPctE8)) {
            activate(bot, leg, order);
        } else {
            setLevel(order, bandPctE8);
        }
    }

    private void setLevel(final Order order, final long bandPctE8) {
        final Instrument instrument = state.instruments().get(order.instrumentId());
        if (instrument.hasRoomForOrder()) {
            instrument.triggers(order.side()).add(levelE8(order, bandPctE8), order.clientOrderId());
            order.noteLevelSet(true);
        }
    }

    /** Takes the level of an order out of its trigger book. */
    void clearLevel(final Order order) {
        if (order.isLevelSet()) {
            final Instrument instrument = state.instruments().get(order.instrumentId());
            instrument.triggers(order.side()).remove(order.clientOrderId());
            instrument.leavings(order.side()).remove(order.clientOrderId());
            order.noteLevelSet(false);
        }
    }

    /** Waits for the price to leave the band of a resting order, or acts if it has left already. */
    void watchBand(final Bot bot, final LegState leg, final Order order) {
        final long bandPctE8 = bandPctE8(bot, order);
        if (bandPctE8 == 0
                || order.isLevelSet()
                || !isParkable(order)
                || bot.settings().whole(StrategyParameter.FLAPS_PER_MINUTE_MAX) == 0) {
            return;
        }
        final Instrument instrument = state.instruments().get(order.instrumentId());
        final long hysteresisPctE8 = bot.settings().valueOrZeroE8(StrategyParameter.PARK_HYSTERESIS_PCT);
        final long bandE8 = Fixed.percentOf(order.targetPriceE8(), bandPctE8 + hysteresisPctE8);
        // One unit outside, so that the price at which it activates is never one at which it leaves.
        final boolean isBuy = order.side() == Side.BUY;
        final long levelE8 = isBuy ? order.targetPriceE8() + bandE8 + 1 : order.targetPriceE8() - bandE8 - 1;
        final long priceE8 = isBuy ? instrument.askPriceE8() : instrument.bidPriceE8();
        if (priceE8 != Instrument.NULL_PRICE && (isBuy ? priceE8 >= levelE8 : priceE8 <= levelE8)) {
            park(bot, leg, order);
        } else if (instrument.hasRoomForOrder()) {
            instrument.leavings(order.side()).add(levelE8, order.clientOrderId());
            order.noteLevelSet(true);
        }
    }

    private static boolean isParkable(final Order order) {
        return order.status().isWorking() && order.status() != OrderStatus.IN_DOUBT && !order.isCancelWanted();
    }

    /**
     * Begins to park a resting order whose price has left its band: it is parked once the venue has confirmed the cancel. Left as it
     * is when it has been parked too often in this minute; the fast tick looks again.
     */
    void park(final Bot bot, final LegState leg, final Order order) {
        final int flapsMax = bot.settings().whole(StrategyParameter.FLAPS_PER_MINUTE_MAX);
        if (isParkable(order) && order.noteFlap(flapsMax, state.nowNs())) {
            order.wantCancel(AfterCancel.PARK);
            sendCancel(bot, leg, order);
        }
    }

    /** Begins to park a resting order wherever the price is. */
    void parkNow(final Bot bot, final LegState leg, final Order order) {
        if (isParkable(order)) {
            order.wantCancel(AfterCancel.PARK);
            sendCancel(bot, leg, order);
        }
    }

    /**
     * On the fast tick: asks about one that should have ended by itself, sends the cancel that is still owed, or withdraws it where the
     * price has come back first.
     */
    void retry(final Bot bot, final LegState leg, final Order order) {
        if (order.type() == OrderType.IOC
                && order.status().isAtVenue()
                && state.nowNs() - order.updatedNs() >= SILENCE_NS_MAX) {
            query(order); // Exits wait for its end.
        }
        final boolean isParkingOwed =
                order.isCancelWanted() && !order.isCancelSent() && order.afterCancel() == AfterCancel.PARK;
        if (isParkingOwed && isWithin(order, bandPctE8(bot, order))) {
            order.withdrawCancel();
        }
        watchBand(bot, leg, order);
        sendCancel(bot, leg, order);
    }

    /** Takes an order back and ends its intent: a parked one at once, a working one by asking the venue. */
    void cancel(final Bot bot, final LegState leg, final Order order) {
        if (order.status() == OrderStatus.PARKED) {
            clearLevel(order);
            order.apply(OrderReport.CANCELED, state.nowNs());
            leg.orderId(order.role(), 0);
            leg.noteIntentEnded(order, bot.settings().whole(StrategyParameter.MAX_ENTRIES));
            tell(EventCode.ORDER_CANCELLED, EventLevel.INFO, order);
            return;
        }
        order.wantCancel(AfterCancel.END);
        sendCancel(bot, leg, order);
    }

    /** Takes an order back that the venue has priced too far from its target; what is left rests at the target then. */
    void cancelForPlainLimit(final Bot bot, final LegState leg, final Order order) {
        if (isParkable(order)) {
            order.wantCancel(AfterCancel.PLAIN_LIMIT);
            sendCancel(bot, leg, order);
        }
    }

    /** Sends a wanted cancel once the venue is known to have the order, if it was not sent yet. */
    void sendCancel(final Bot bot, final LegState leg, final Order order) {
        if (!order.isCancelWanted() || order.isCancelSent() || !order.status().isAtVenue()) {
            return; // A cancel never overtakes its place, and an order in doubt is queried first.
        }
        if (isBlocked(attempt.order(bot, leg, Action.CANCEL, order))) {
            return;
        }
        order.noteCancelSent(true);
        intents.cancel(order);
        gates.noteCancelSent(bot, state.nowNs());
        setQueryTimer(order, CANCEL_ANSWER_NS);
    }

    /** Whether the venue was never asked to take an order back that is to end, and no gate but our own rate can be why. */
    boolean isCancelStillToLeave(final Order order) {
        if (!order.isCancelWanted()
                || order.isCancelSent()
                || order.isQueryTimerSet()
                || !order.status().isAtVenue()) {
            return false;
        }
        final Bot bot = state.bots().get(order.botId());
        attempt.order(bot, bot.leg(order.leg()), Action.CANCEL, order);
        return (gates.closed(attempt, state.nowNs()) & ~Gate.RATE.bit()) == 0;
    }

    /**
     * The timer of an order has fired: asks about one whose fate is open, and sends a cancel again that has not ended its order. The
     * venue confirms no more than that it has heard of a cancel: it may refuse it afterwards, and the report of either may be lost.
     */
    public void onQueryTimer(final Order order) {
        order.noteQueryTimer(false);
        if (order.isCancelSent() && order.status().isAtVenue()) {
            final Bot bot = state.bots().get(order.botId());
            order.noteCancelSent(false); // A second cancel does no harm.
            sendCancel(bot, bot.leg(order.leg()), order);
            query(order);
        } else if (order.status() == OrderStatus.IN_DOUBT
                || order.lacksTrades()
                || order.isCancelWanted()
                        && !order.isCancelSent()
                        && !order.status().isTerminal()) {
            query(order);
        }
    }

    /** Takes an order back that is forgotten here and lives at the venue; it comes again with the next list where a gate is closed. */
    void cancelForgotten(final Bot bot, final long clientOrderId, final long venueOrderId) {
        if (isBlocked(attempt.look(bot, bot.leg(Leg.LONG), Action.CANCEL))) {
            return; // Of a cancel nothing is asked that concerns its leg.
        }
        intents.cancelForgotten(bot, clientOrderId, venueOrderId);
        gates.noteCancelSent(bot, state.nowNs());
    }

    /** Holds an order to be in doubt and begins to ask about it. */
    public void doubt(final Order order) {
        final boolean wasInDoubt = order.status() == OrderStatus.IN_DOUBT;
        order.apply(OrderReport.NO_ANSWER, state.nowNs());
        if (order.status() == OrderStatus.IN_DOUBT && !wasInDoubt) {
            order.beginDoubt();
            audit.order(EventCode.ORDER_UNKNOWN, EventLevel.WARN, order);
            query(order);
        }
    }

    /** Asks the venue what the legs of an account hold; false when there is no gateway to ask. */
    boolean askPositions(final int accountId) {
        if (state.isGatewayUp()) {
            intents.queryPositions(state.accounts().get(accountId));
        }
        return state.isGatewayUp();
    }

    /** Asks the venue about an order now, if there is a gateway, and sets the timer for the next time. */
    public void query(final Order order) {
        if (state.isGatewayUp()) {
            intents.query(order);
            order.noteQuery();
        }
        final int doublings = Math.min(Math.max(0, order.queryCount() - 1), QUERY_DOUBLINGS_MAX);
        setQueryTimer(order, Math.min(QUERY_DELAY_NS_MAX, QUERY_FIRST_DELAY_NS << doublings));
    }

    private void setQueryTimer(final Order order, final long delayNs) {
        if (!order.isQueryTimerSet() && !state.timers().isFull()) {
            order.noteQueryTimer(true);
            state.timers().set(state.nowNs() + delayNs, TimerKind.ORDER_QUERY, order.clientOrderId());
        }
    }

    /** Whether the gate of the rates, and it alone, was closed when an order or a cancel was last to be sent: it opens by itself, soon. */
    boolean isHeldByRate() {
        return lastClosed == Gate.RATE.bit();
    }

    private boolean isBlocked(final Attempt asked) {
        long closed = gates.closed(asked, state.nowNs());
        if (asked.action() != Action.CANCEL && !hasRoom(asked.bot())) {
            closed |= Gate.CAPACITY.bit();
        }
        lastClosed = closed;
        if (closed == 0) {
            if (asked.action() == Action.ENTRY) {
                asked.bot().noteOpen(Gates.OF_ORDERS);
            }
            return false;
        }
        block(asked, closed);
        return true;
    }

    /** Reports a block by one gate that nothing was compared for, once an episode. */
    void block(final Bot bot, final LegState leg, final OrderRole role, final Gate gate) {
        if (bot.noteBlocked(gate)) {
            audit.detail().add(gate.reason());
            audit.block(gate, bot, leg.leg(), role);
        }
    }

    /**
     * Reports a block, once an episode of the gate that decides: its text names all gates that are closed, its fields have the numbers.
     *
     * @param closed what the gates have just said of this attempt
     */
    void block(final Attempt asked, final long closed) {
        final Gate deciding = Gates.first(closed);
        if (!asked.bot().noteBlocked(deciding)) {
            return;
        }
        final Detail detail = audit.detail().add(deciding.reason());
        final Gate[] all = Gate.all();
        for (int i = 1; i < all.length; i++) {
            if (all[i] != deciding && (closed & all[i].bit()) != 0) {
                detail.add("; also: ").add(all[i].reason());
            }
        }
        audit.block(deciding, closed, gates.sheet(), asked);
    }

    private boolean hasRoom(final Bot bot) {
        return !state.orders().isFull()
                && state.hasClientOrderIds()
                && state.instruments().get(bot.instrumentId()).hasRoomForOrder();
    }

    /** Tells of an order and names its intent. */
    private void tell(final EventCode code, final EventLevel level, final Order order) {
        audit.detail().add("intent ").add(order.intentId()).add(" attempt ").add(order.attempt());
        audit.fill(code, level, order, order.priceE8(), order.quantityE8(), Order.NULL_PRICE, order.intentId());
    }

    /** True for an order that waits with us until its price is near. */
    boolean hasBand(final Bot bot, final Order order) {
        return bandPctE8(bot, order) > 0;
    }

    /** Distance from its target at which an order is sent, percent times 10^8; 0 = at once. */
    private static long bandPctE8(final Bot bot, final Order order) {
        if (order.type() == OrderType.IOC) {
            return 0;
        }
        return switch (order.role()) {
            case ENTRY -> bot.settings().valueOrZeroE8(StrategyParameter.ENTRY_ACTIVATION_PCT);
            case DCA -> bot.settings().valueOrZeroE8(StrategyParameter.DCA_ACTIVATION_PCT);
            case TAKE_PROFIT -> bot.settings().valueOrZeroE8(StrategyParameter.TAKE_PROFIT_ACTIVATION_PCT);
            case STOP_LOSS, FLATTEN, NULL_VAL -> 0;
        };
    }

    private static long levelE8(final Order order, final long bandPctE8) {
        final long bandE8 = Fixed.percentOf(order.targetPriceE8(), bandPctE8);
        return order.side() == Side.BUY ? order.targetPriceE8() + bandE8 : order.targetPriceE8() - bandE8;
    }

    private boolean isWithin(final Order order, final long bandPctE8) {
        final Instrument instrument = state.instruments().get(order.instrumentId());
        final long levelE8 = levelE8(order, bandPctE8);
        return order.side() == Side.BUY
                ? instrument.askPriceE8() != Instrument.NULL_PRICE && instrument.askPriceE8() <= levelE8
                : instrument.bidPriceE8() != Instrument.NULL_PRICE && instrument.bidPriceE8() >= levelE8;
    }
}
