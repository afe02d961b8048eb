package dragon.engine.core.bot;

import dragon.engine.core.Audit;
import dragon.engine.core.CoreState;
import dragon.engine.core.fixed.Fixed;
import dragon.engine.core.gate.Gate;
import dragon.engine.core.market.Instrument;
import dragon.engine.core.market.PriceWatch;
import dragon.engine.core.order.Order;
import dragon.engine.core.timer.TimerKind;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.EventLevel;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.Side;
import dragon.engine.strategy.ExitReason;

/**
 * Closes legs whose stop was reached, or that their strategy wants closed.
 *
 * <pre>
 *   begin --> take back entry, rung, take profit --> reduce-only IOC of what is held, within a bounded reach
 *                                                         | not flat: again, after a delay that doubles
 *                                                         v
 *                                                       flat, and nothing works that could open it again --> end
 * </pre>
 *
 * <p>The take profit is waited for: the venue counts a resting close as holding that is gone already, and would refuse ours. So is
 * what a flatten has sent.
 */
final class LegExits {
    /** In which the smallest default of the rates, 4 a second, lets one more go. */
    private static final long RATE_NS = 250_000_000L;

    private static final long RETRY_FIRST_NS = 250_000_000L;
    private static final long RETRY_NS_MAX = 10_000_000_000L;
    private static final int RETRY_DOUBLINGS_MAX = 6;
    private static final int REACH_HALVINGS_MAX = 5;
    private static final long REACH_PCT_E8_MIN = 50_000_000L;

    private final CoreState state;
    private final OrderDesk desk;
    private final LegWatches watches;
    private final Audit audit;

    LegExits(final CoreState state, final OrderDesk desk, final LegWatches watches, final Audit audit) {
        this.state = state;
        this.desk = desk;
        this.watches = watches;
        this.audit = audit;
    }

    /** Begins to close a leg that is not flat. */
    void begin(final Bot bot, final LegState leg, final ExitReason reason) {
        assert !leg.isFlat() && leg.exitReason() == null;
        leg.beginExit(reason);
        watches.clear(bot, leg);
        audit.detail().add(reason.name());
        audit.leg(
                EventCode.EXIT_STARTED,
                EventLevel.WARN,
                bot,
                leg.leg(),
                OrderRole.STOP_LOSS,
                leg.quantityE8(),
                Order.NULL_PRICE);
        pursue(bot, leg);
    }

    /** Does what is next to close the leg; called whenever something about it has changed, and by its timer. */
    void pursue(final Bot bot, final LegState leg) {
        cancel(
                bot,
                leg,
                OrderRole.TAKE_PROFIT); // First: the close waits for it, and the rates may not let all of them go at
        // once.
        cancel(bot, leg, OrderRole.ENTRY);
        cancel(bot, leg, OrderRole.DCA);
        if (leg.isFlat()) {
            final boolean isQuiet = state.openOrder(leg, OrderRole.ENTRY) == null
                    && state.openOrder(leg, OrderRole.DCA) == null
                    && !isClosing(leg);
            if (isQuiet) {
                leg.endExit();
            }
        } else if (state.openOrder(leg, OrderRole.TAKE_PROFIT) == null && !isClosing(leg)) {
            if (state.nowNs() < leg.exitRetryNs()) {
                setTimer(bot, leg, leg.exitRetryNs());
            } else {
                reduce(bot, leg);
            }
        }
    }

    /**
     * Whether a close that ends by itself is, or may be, on its way: of an exit, or of a flatten that was dropped meanwhile. Until its end
     * is known nobody can say how much is left to close.
     */
    boolean isClosing(final LegState leg) {
        return state.openOrder(leg, OrderRole.STOP_LOSS) != null || state.openOrder(leg, OrderRole.FLATTEN) != null;
    }

    private void cancel(final Bot bot, final LegState leg, final OrderRole role) {
        final Order order = state.openOrder(leg, role);
        if (order != null) {
            desk.cancel(bot, leg, order);
            final boolean isOwed = order.isCancelWanted()
                    && !order.isCancelSent()
                    && order.status().isAtVenue();
            if (isOwed && desk.isHeldByRate()) {
                setTimer(bot, leg, state.nowNs() + RATE_NS);
            }
        }
    }

    private void reduce(final Bot bot, final LegState leg) {
        final Instrument instrument = state.instruments().get(bot.instrumentId());
        final Side side = leg.closingSide();
        final long bestE8 = instrument.exitPriceE8(leg.leg());
        if (bestE8 == Instrument.NULL_PRICE) {
            return; // The fast tick looks again.
        }
        // The venue has a band of its own, narrower for some instruments than the settings may say: it refuses what
        // reaches further.
        final long wantedE8 = bot.settings().entrySlippagePctE8();
        final long narrowE8 = Math.max(REACH_PCT_E8_MIN, wantedE8 >> Math.min(leg.rejectCount(), REACH_HALVINGS_MAX));
        final long reachE8 = Fixed.percentOf(bestE8, Math.min(wantedE8, narrowE8));
        final long limitE8 = instrument.onTick(side, side == Side.BUY ? bestE8 + reachE8 : bestE8 - reachE8);
        final long quantityE8 = instrument.onStep(leg.quantityE8());
        if (quantityE8 == 0) {
            desk.block(bot, leg, OrderRole.STOP_LOSS, Gate.FORM);
            return;
        }
        if (desk.order(bot, leg, OrderRole.STOP_LOSS, OrderType.IOC, limitE8, quantityE8)) {
            if (leg.exitTryCount() > 0) {
                audit.detail().add(leg.exitReason().name()).add(" try ").add(leg.exitTryCount() + 1);
                audit.leg(
                        EventCode.EXIT_REPEATED,
                        EventLevel.WARN,
                        bot,
                        leg.leg(),
                        OrderRole.STOP_LOSS,
                        leg.quantityE8(),
                        Order.NULL_PRICE);
            }
            final int doublings = Math.min(leg.exitTryCount(), RETRY_DOUBLINGS_MAX);
            leg.noteExitTry(state.nowNs() + Math.min(RETRY_NS_MAX, RETRY_FIRST_NS << doublings));
        } else if (desk.isHeldByRate()) {
            setTimer(bot, leg, state.nowNs() + RATE_NS);
        }
    }

    private void setTimer(final Bot bot, final LegState leg, final long atNs) {
        if (!leg.isExitTimerSet() && !state.timers().isFull()) {
            leg.noteExitTimer(true);
            state.timers().set(atNs, TimerKind.LEG_EXIT, PriceWatch.STOP.id(bot.id(), leg.leg()));
        }
    }

    /** The timer of a leg has fired. */
    void onTimer(final Bot bot, final Leg which) {
        final LegState leg = bot.leg(which);
        leg.noteExitTimer(false);
        if (leg.exitReason() != null && bot.isAlive()) {
            pursue(bot, leg);
        }
    }
}
