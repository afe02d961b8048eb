package dragon.engine.core.bot;

import dragon.engine.core.Audit;
import dragon.engine.core.CoreState;
import dragon.engine.core.Intents;
import dragon.engine.core.fixed.Fixed;
import dragon.engine.core.gate.Action;
import dragon.engine.core.gate.Gate;
import dragon.engine.core.gate.Gates;
import dragon.engine.core.market.Instrument;
import dragon.engine.core.order.Order;
import dragon.engine.core.order.OrderReport;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.core.timer.TimerKind;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.EventLevel;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.Side;

/**
 * Makes, parks, activates, cancels and asks about orders: the only place that writes order intents, so the only place that has to
 * pass the gates.
 */
public final class OrderDesk {
    private static final long QUERY_FIRST_DELAY_NS = 1_000_000_000L;
    private static final long QUERY_DELAY_NS_MAX = 10_000_000_000L;
    private static final int QUERY_DOUBLINGS_MAX = 4;

    private final CoreState state;
    private final Gates gates;
    private final Intents intents;
    private final Audit audit;

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
     * @param bandPctE8 distance from the price at which it is sent, percent times 10^8; 0 = send now
     */
    void order(
            final Bot bot,
            final LegState leg,
            final OrderRole role,
            final OrderType type,
            final long priceE8,
            final long quantityE8,
            final long bandPctE8) {
        final boolean isReduceOnly = role != OrderRole.ENTRY && role != OrderRole.DCA;
        if (isBlocked(bot, leg, isReduceOnly ? Action.REDUCE : Action.ENTRY, role)) {
            return;
        }
        final Instrument instrument = state.instruments().get(bot.instrumentId());
        final Side side = isReduceOnly ? leg.closingSide() : leg.openingSide();
        final long levelE8 = levelE8(side, priceE8, bandPctE8);
        final boolean isParked = bandPctE8 > 0 && !isWithin(instrument, side, levelE8);
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
                        isParked ? OrderStatus.PARKED : OrderStatus.PENDING_NEW,
                        state.nowNs());
        leg.orderId(role, order.clientOrderId());
        if (isParked) {
            instrument.triggers(side).add(levelE8, order.clientOrderId());
            audit.order(EventCode.ORDER_PARKED, EventLevel.INFO, order);
        } else {
            intents.place(order);
            audit.order(EventCode.ORDER_PLACED, EventLevel.INFO, order);
        }
    }

    /** Sends a parked order whose level was reached; stays parked behind a closed gate and is tried again on the fast tick. */
    void activate(final Bot bot, final LegState leg, final Order order) {
        assert order.status() == OrderStatus.PARKED;
        if (isBlocked(bot, leg, order.isReduceOnly() ? Action.REDUCE : Action.ENTRY, order.role())) {
            return;
        }
        order.apply(OrderReport.ACTIVATED, state.nowNs());
        intents.place(order);
        audit.order(EventCode.ORDER_ACTIVATED, EventLevel.INFO, order);
    }

    /** Puts the level of a parked order back that fired while a gate was closed. */
    void rearm(final Bot bot, final Order order, final long bandPctE8) {
        final Instrument instrument = state.instruments().get(order.instrumentId());
        if (!instrument.triggers(order.side()).contains(order.clientOrderId())) {
            final long levelE8 = levelE8(order.side(), order.priceE8(), bandPctE8);
            if (isWithin(instrument, order.side(), levelE8)) {
                activate(bot, bot.leg(order.leg()), order);
            } else {
                instrument.triggers(order.side()).add(levelE8, order.clientOrderId());
            }
        }
    }

    /** Takes an order back: a parked one at once, a working one by asking the venue. */
    void cancel(final Bot bot, final LegState leg, final Order order) {
        if (order.status() == OrderStatus.PARKED) {
            state.instruments().get(order.instrumentId()).triggers(order.side()).remove(order.clientOrderId());
            order.apply(OrderReport.CANCELED, state.nowNs());
            leg.orderId(order.role(), 0);
            audit.order(EventCode.ORDER_CANCELLED, EventLevel.INFO, order);
            return;
        }
        order.wantCancel();
        sendCancel(bot, leg, order);
    }

    /** Sends a wanted cancel once the venue is known to have the order, if it was not sent yet. */
    void sendCancel(final Bot bot, final LegState leg, final Order order) {
        final boolean isAtVenue = order.status() == OrderStatus.NEW || order.status() == OrderStatus.PARTIALLY_FILLED;
        if (!order.isCancelWanted() || order.isCancelSent() || !isAtVenue) {
            return; // A cancel never overtakes its place, and an order in doubt is queried first.
        }
        if (isBlocked(bot, leg, Action.CANCEL, order.role())) {
            return;
        }
        order.noteCancelSent(true);
        intents.cancel(order);
    }

    /** Holds an order to be in doubt and begins to ask about it. */
    public void doubt(final Order order) {
        final boolean wasInDoubt = order.status() == OrderStatus.IN_DOUBT;
        order.apply(OrderReport.NO_ANSWER, state.nowNs());
        if (order.status() == OrderStatus.IN_DOUBT && !wasInDoubt) {
            audit.order(EventCode.ORDER_UNKNOWN, EventLevel.WARN, order);
            query(order);
        }
    }

    /** Asks the venue about an order now, if there is a gateway, and sets the timer for the next time. */
    public void query(final Order order) {
        if (state.isGatewayUp()) {
            intents.query(order);
            order.noteQuery();
        }
        if (!order.isQueryTimerSet() && !state.timers().isFull()) {
            order.noteQueryTimer(true);
            final int doublings = Math.min(order.queryCount(), QUERY_DOUBLINGS_MAX);
            final long delayNs = Math.min(QUERY_DELAY_NS_MAX, QUERY_FIRST_DELAY_NS << doublings);
            state.timers().set(state.nowNs() + delayNs, TimerKind.ORDER_QUERY, order.clientOrderId());
        }
    }

    private boolean isBlocked(final Bot bot, final LegState leg, final Action action, final OrderRole role) {
        Gate gate = gates.firstClosed(bot, leg, action, state.nowNs());
        if (gate == Gate.OPEN && action != Action.CANCEL && !hasRoom(bot)) {
            gate = Gate.CAPACITY;
        }
        if (gate == Gate.OPEN) {
            return false;
        }
        block(bot, leg, role, gate);
        return true;
    }

    /** Reports a block, once an episode. */
    void block(final Bot bot, final LegState leg, final OrderRole role, final Gate gate) {
        if (bot.noteBlocked(gate)) {
            audit.detail().add(gate.reason());
            audit.leg(gate.event(), gate.level(), bot, leg.leg(), role, Order.NULL_PRICE, Order.NULL_PRICE);
        }
    }

    private boolean hasRoom(final Bot bot) {
        final Instrument instrument = state.instruments().get(bot.instrumentId());
        return !state.orders().isFull()
                && state.hasClientOrderIds()
                && !instrument.buyTriggers().isFull()
                && !instrument.sellTriggers().isFull();
    }

    private static long levelE8(final Side side, final long priceE8, final long bandPctE8) {
        final long bandE8 = Fixed.percentOf(priceE8, bandPctE8);
        return side == Side.BUY ? priceE8 + bandE8 : priceE8 - bandE8;
    }

    private static boolean isWithin(final Instrument instrument, final Side side, final long levelE8) {
        return side == Side.BUY
                ? instrument.askPriceE8() != Instrument.NULL_PRICE && instrument.askPriceE8() <= levelE8
                : instrument.bidPriceE8() != Instrument.NULL_PRICE && instrument.bidPriceE8() >= levelE8;
    }
}
