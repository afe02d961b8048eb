package dragon.engine.core.bot;

import dragon.engine.core.Audit;
import dragon.engine.core.CoreState;
import dragon.engine.core.fixed.Fixed;
import dragon.engine.core.gate.Action;
import dragon.engine.core.gate.Gate;
import dragon.engine.core.gate.Gates;
import dragon.engine.core.market.Instrument;
import dragon.engine.core.order.Order;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.core.timer.TimerKind;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.EventLevel;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.Side;

/**
 * Takes a bot out of the market because its operator says so.
 *
 * <pre>
 *   request --> paused, parked intents dropped, cancels sent
 *                 |  each leg for itself: what is in doubt first, resting closes gone
 *                 v
 *               reduce-only IOC of the bot's own holding, slice by slice, wider each time it finds nobody
 *                 |  both legs flat, nothing of ours open
 *                 v
 *               positions read twice, zero both times --> completed, paused
 * </pre>
 *
 * <p>A gate that stops exits too drops the wish: it must not fire hours later when nobody looks. Everything else is tried again
 * until nothing has moved for ten minutes. A leg is never closed by more than our book says it holds, less what works to close it.
 */
final class Flattening {
    private static final long STEP_NS = 250_000_000L;
    private static final long RETRY_NS_MAX = 10_000_000_000L;
    private static final int RETRY_DOUBLINGS_MAX = 6;
    private static final long SWEEP_NS = 3_000_000_000L;
    private static final long SILENCE_NS_MAX = 3_000_000_000L;
    private static final long CANCEL_PATIENCE_NS = 3_000_000_000L;
    private static final long ANSWER_NS_MAX = 5_000_000_000L;
    private static final long PROGRESS_NS_MAX = 600_000_000_000L;
    private static final long REACH_PCT_E8 = Fixed.ONE_E8 / 2;
    private static final long REACH_PCT_E8_MAX = 5 * Fixed.ONE_E8;
    private static final int WIDENINGS_MAX = 4;
    private static final int READS = 2;
    private static final int STRAY_READS_MAX = 8;

    private final CoreState state;
    private final Gates gates;
    private final OrderDesk desk;
    private final LegWatches watches;
    private final Audit audit;

    Flattening(
            final CoreState state,
            final Gates gates,
            final OrderDesk desk,
            final LegWatches watches,
            final Audit audit) {
        this.state = state;
        this.gates = gates;
        this.desk = desk;
        this.watches = watches;
        this.audit = audit;
    }

    /** Begins; the caller has checked that live trading is on, the bot not stopped, and not killed unless it goes through that. */
    void begin(final Bot bot, final long commandId, final boolean isThroughKill) {
        final FlattenRun run = bot.flatten();
        final int concerned = concern(bot, Leg.LONG) | concern(bot, Leg.SHORT);
        run.begin(commandId, concerned, isThroughKill, state.nowNs());
        bot.desiredStatus(DesiredStatus.PAUSED);
        if (bot.status() != BotStatus.ERROR) { // What put it there is not healed by being flat.
            bot.status(BotStatus.PAUSED);
        }
        if (isThroughKill) {
            audit.detail().add("through the kill switch");
        }
        audit.bot(EventCode.FLATTEN_STARTED, EventLevel.WARN, bot, Order.NULL_PRICE, commandId);
        standStill(bot, bot.leg(Leg.LONG));
        standStill(bot, bot.leg(Leg.SHORT));
        pursue(bot);
    }

    private static int concern(final Bot bot, final Leg leg) {
        return bot.trades(leg) || !bot.leg(leg).isFlat() ? FlattenRun.bit(leg) : 0;
    }

    private void standStill(final Bot bot, final LegState leg) {
        watches.clear(bot, leg);
        leg.endExit();
    }

    /** Does what is next; called whenever something about the bot has changed, and by its timer. */
    void pursue(final Bot bot) {
        final FlattenRun run = bot.flatten();
        final long nowNs = state.nowNs();
        final boolean isSweep = run.sweeps(nowNs, SWEEP_NS);
        if (hasWork(bot)) {
            final Gate closed = gates.firstClosed(bot, bot.leg(Leg.LONG), Action.CANCEL, nowNs);
            if (closed == Gate.LIVE_TRADING || closed == Gate.KILL_SWITCH || closed == Gate.HEDGE_MODE) {
                drop(bot, closed);
                return;
            }
        }
        takeBack(bot, isSweep);
        run.noteWork(work(bot), nowNs);
        if (!hasCancelsOpen(bot) && run.noteSummary()) {
            tellSummary(bot);
        }
        close(bot, bot.leg(Leg.LONG));
        close(bot, bot.leg(Leg.SHORT));
        if (hasWork(bot)) {
            run.forgetReads();
            tellDust(bot);
        } else {
            confirm(bot);
        }
        if (run.isActive() && nowNs - run.progressNs() > PROGRESS_NS_MAX) {
            fail(bot);
        }
        if (run.isActive() && !run.isTimerSet() && !state.timers().isFull()) {
            run.noteTimer(true);
            state.timers().set(nowNs + STEP_NS, TimerKind.FLATTEN, bot.id());
        }
    }

    void onTimer(final Bot bot) {
        bot.flatten().noteTimer(false);
        if (bot.flatten().isActive()) {
            pursue(bot);
        }
    }

    private static boolean isOurs(final Order order, final Bot bot) {
        return order.botId() == bot.id() && !order.status().isTerminal();
    }

    /** True for an order that ends by itself and at once. */
    private static boolean isTaking(final Order order) {
        return order.type() == OrderType.IOC || order.role() == OrderRole.FLATTEN;
    }

    private boolean hasWork(final Bot bot) {
        return !bot.leg(Leg.LONG).isFlat() || !bot.leg(Leg.SHORT).isFlat() || hasOpenOrders(bot);
    }

    private boolean hasOpenOrders(final Bot bot) {
        for (int i = 0; i < state.orders().size(); i++) {
            if (isOurs(state.orders().at(i), bot)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasCancelsOpen(final Bot bot) {
        for (int i = 0; i < state.orders().size(); i++) {
            final Order order = state.orders().at(i);
            if (isOurs(order, bot) && !isTaking(order)) {
                return true;
            }
        }
        return false;
    }

    /** A number that changes with every step forward. */
    private long work(final Bot bot) {
        long work = bot.leg(Leg.LONG).quantityE8() + bot.leg(Leg.SHORT).quantityE8();
        for (int i = 0; i < state.orders().size(); i++) {
            final Order order = state.orders().at(i);
            if (isOurs(order, bot) && !isTaking(order)) {
                work += order.leavesQuantityE8() + 1;
            }
        }
        return work;
    }

    /** Cancels what rests and asks about what should have ended; on a sweep also what was asked before without an answer. */
    private void takeBack(final Bot bot, final boolean isSweep) {
        final FlattenRun run = bot.flatten();
        for (int i = 0; i < state.orders().size(); i++) {
            final Order order = state.orders().at(i);
            if (!isOurs(order, bot)) {
                continue;
            }
            final LegState leg = bot.leg(order.leg());
            if (isTaking(order)) {
                final boolean isSilent =
                        order.status().isWorking() && state.nowNs() - order.updatedNs() >= SILENCE_NS_MAX;
                if (isSilent && isSweep) {
                    desk.query(order);
                }
            } else if (!order.isCancelWanted() || order.status() == OrderStatus.PARKED) {
                run.noteCancelAttempt();
                desk.cancel(bot, leg, order);
            } else if (isSweep || !order.isCancelSent()) { // One that the rate has held back is sent as soon as it may.
                if (order.isCancelSent()) {
                    order.noteCancelSent(false); // Its answer is lost, or late: a second cancel does no harm.
                    desk.query(order);
                }
                desk.cancel(bot, leg, order);
            }
        }
    }

    private void tellSummary(final Bot bot) {
        audit.detail().add("cancelled ").add(bot.flatten().cancelAttempts());
        audit.bot(
                EventCode.FLATTEN_CANCEL_SUMMARY,
                EventLevel.INFO,
                bot,
                Order.NULL_PRICE,
                bot.flatten().commandId());
    }

    /** A cancel of a bot that is being flattened was refused or has no answer; a sweep sends it again. */
    void onCancelFailed(final Order order) {
        audit.order(EventCode.FLATTEN_CANCEL_FAILED, EventLevel.WARN, order);
    }

    private void close(final Bot bot, final LegState leg) {
        final FlattenRun run = bot.flatten();
        lookAtNewestClose(bot, leg);
        if (leg.isFlat()) {
            return;
        }
        run.concern(leg.leg());
        long closableE8 = leg.quantityE8();
        boolean isOpeningOrderOpen = false;
        for (int i = 0; i < state.orders().size(); i++) {
            final Order order = state.orders().at(i);
            if (!isOurs(order, bot) || order.leg() != leg.leg()) {
                continue;
            }
            final boolean isUnsure = order.status() == OrderStatus.IN_DOUBT || order.lacksTrades();
            if (isUnsure || isTaking(order)) {
                return; // What it has done to the leg is not known yet.
            }
            if (order.isReduceOnly()) {
                closableE8 -= order.leavesQuantityE8(); // The venue counts it as closed already.
            } else {
                isOpeningOrderOpen = true;
            }
        }
        if (isPartlyGone(bot, leg)) {
            closableE8 = Math.min(closableE8, leg.venueQuantityE8());
        }
        final boolean isPatient = isOpeningOrderOpen && state.nowNs() - run.beganNs() < CANCEL_PATIENCE_NS;
        if (closableE8 > 0 && !isPatient && state.nowNs() >= run.retryNs(leg.leg())) {
            reduce(bot, leg, closableE8);
        }
    }

    /**
     * Whether somebody else has closed a part of the leg: the venue refused a close, it has been telling less than we hold,
     * and no other bot has a share in the leg. It takes no more than it holds, so that is all that can be closed.
     */
    private boolean isPartlyGone(final Bot bot, final LegState leg) {
        if (bot.flatten().failures(leg.leg()) == 0
                || !leg.isDriftReported()
                || leg.venueQuantityE8() >= leg.quantityE8()) {
            return false;
        }
        for (int id = 1; id <= state.bots().count(); id++) {
            final Bot other = state.bots().get(id);
            if (id != bot.id()
                    && other.accountId() == bot.accountId()
                    && other.instrumentId() == bot.instrumentId()
                    && !other.leg(leg.leg()).isFlat()) {
                return false;
            }
        }
        return true;
    }

    private void lookAtNewestClose(final Bot bot, final LegState leg) {
        final FlattenRun run = bot.flatten();
        final long id = run.orderId(leg.leg());
        final Order order = id == 0 ? null : state.orders().get(id);
        if (order == null || !order.status().isTerminal() || order.lacksTrades()) {
            return;
        }
        run.orderId(leg.leg(), 0);
        if (order.filledQuantityE8() > 0) {
            run.noteFilled(leg.leg());
        }
        if (order.status() == OrderStatus.FILLED) {
            return;
        }
        if (order.status() == OrderStatus.CANCELED) {
            run.widen(leg.leg(), WIDENINGS_MAX);
        } else {
            run.narrow(leg.leg()); // The venue has a band of its own, and refuses what reaches further.
            audit.detail()
                    .add("try ")
                    .add(run.failures(leg.leg()) + 1)
                    .add(" ")
                    .add(order.status().name());
            audit.order(EventCode.FLATTEN_CLOSE_FAILED, EventLevel.ERROR, order);
        }
        if (order.filledQuantityE8() == 0) {
            backOff(run, leg);
        }
    }

    private void backOff(final FlattenRun run, final LegState leg) {
        final int doublings = Math.min(run.failures(leg.leg()), RETRY_DOUBLINGS_MAX);
        run.noteFailure(leg.leg(), state.nowNs() + Math.min(RETRY_NS_MAX, STEP_NS << doublings));
    }

    private void reduce(final Bot bot, final LegState leg, final long closableE8) {
        final FlattenRun run = bot.flatten();
        final Instrument instrument = state.instruments().get(bot.instrumentId());
        final long bestE8 = exitPriceE8(instrument, leg.leg());
        if (!instrument.hasFilters() || bestE8 == Instrument.NULL_PRICE) {
            return; // The timer looks again.
        }
        final long quantityE8 = sliceE8(instrument, closableE8);
        if (quantityE8 == 0) {
            return; // Dust: told once everything else is done.
        }
        final Side side = leg.closingSide();
        final long reachPctE8 = Math.min(REACH_PCT_E8_MAX, REACH_PCT_E8 << run.widenings(leg.leg()));
        final long reachE8 = Fixed.percentOf(bestE8, reachPctE8);
        final long limitE8 = instrument.onTick(side, side == Side.BUY ? bestE8 + reachE8 : bestE8 - reachE8);
        if (!desk.order(bot, leg, OrderRole.FLATTEN, OrderType.IOC, limitE8, quantityE8)) {
            backOff(run, leg);
            return;
        }
        run.orderId(leg.leg(), leg.orderId(OrderRole.FLATTEN));
        audit.detail().add("of ").add(leg.quantityE8()).add(" held (E8), limit in amount");
        audit.leg(
                EventCode.FLATTEN_POSITION_CLOSE,
                EventLevel.WARN,
                bot,
                leg.leg(),
                OrderRole.FLATTEN,
                quantityE8,
                limitE8);
    }

    /** Ends it when all that is left is too little for the venue to take, or no longer there. */
    private void tellDust(final Bot bot) {
        if (hasOpenOrders(bot)) {
            return;
        }
        final LegState longLeg = bot.leg(Leg.LONG);
        final LegState shortLeg = bot.leg(Leg.SHORT);
        if (hasNothingToClose(bot, longLeg) && hasNothingToClose(bot, shortLeg)) {
            final LegState leg = longLeg.isFlat() ? shortLeg : longLeg;
            incomplete(
                    bot,
                    leg,
                    leg.quantityE8(),
                    isPartlyGone(bot, leg)
                            ? "in our book only: somebody else has closed it"
                            : "below the venue's smallest quantity");
        }
    }

    private boolean hasNothingToClose(final Bot bot, final LegState leg) {
        final Instrument instrument = state.instruments().get(bot.instrumentId());
        final long closableE8 = isPartlyGone(bot, leg) ? leg.venueQuantityE8() : leg.quantityE8();
        return closableE8 == 0 || instrument.hasFilters() && instrument.onStep(closableE8) == 0;
    }

    private static long exitPriceE8(final Instrument instrument, final Leg leg) {
        final long bestE8 = instrument.exitPriceE8(leg);
        return bestE8 == Instrument.NULL_PRICE ? instrument.markPriceE8() : bestE8;
    }

    /** As much as one order may carry, without leaving a rest that none could. */
    private static long sliceE8(final Instrument instrument, final long closableE8) {
        final long sliceE8 = instrument.onStep(closableE8);
        final long restE8 = closableE8 - sliceE8;
        if (sliceE8 > 0 && restE8 > 0 && restE8 < instrument.quantityMinE8()) {
            final long smallerE8 = instrument.onStep(closableE8 - instrument.quantityMinE8());
            return smallerE8 > 0 ? smallerE8 : sliceE8;
        }
        return sliceE8;
    }

    /** Asks the venue for the positions until each leg was read as zero twice. */
    private void confirm(final Bot bot) {
        final FlattenRun run = bot.flatten();
        if (isConfirmed(run, Leg.LONG) && isConfirmed(run, Leg.SHORT)) {
            complete(bot);
            return;
        }
        final long nowNs = state.nowNs();
        final boolean isWaiting = run.askedNs() != 0 && nowNs - run.askedNs() < ANSWER_NS_MAX;
        if (!isWaiting && nowNs >= run.askNextNs() && desk.askPositions(bot.accountId())) {
            run.noteAsked(nowNs);
        }
    }

    private static boolean isConfirmed(final FlattenRun run, final Leg leg) {
        return !run.concerns(leg) || run.zeroReads(leg) >= READS;
    }

    /**
     * The venue has answered what a leg of the account holds.
     *
     * @param strayE8 what is not in the book of any of our bots
     */
    void onPositionRead(final Bot bot, final Leg leg, final long strayE8, final boolean isSomebodyTrading) {
        final FlattenRun run = bot.flatten();
        if (!run.isActive() || run.askedNs() == 0 || run.isRead(leg) || hasWork(bot)) {
            return;
        }
        if (strayE8 == 0
                || !isSomebodyTrading) { // Else another bot of this leg is on its way, and the next read tells.
            run.noteRead(leg, strayE8 == 0);
            if (strayE8 == 0) {
                run.noteProgress(state.nowNs());
            }
        }
        if (run.concerns(leg) && run.strayReads(leg) >= STRAY_READS_MAX) {
            incomplete(bot, bot.leg(leg), strayE8, "not in the book of any bot");
            return;
        }
        final boolean isAllRead = (!run.concerns(Leg.LONG) || run.isRead(Leg.LONG))
                && (!run.concerns(Leg.SHORT) || run.isRead(Leg.SHORT));
        if (isAllRead) {
            final int doublings = Math.min(Math.max(run.strayReads(Leg.LONG), run.strayReads(Leg.SHORT)), 5);
            run.answered(state.nowNs() + (STEP_NS << doublings));
            pursue(bot);
        }
    }

    private void complete(final Bot bot) {
        final FlattenRun run = bot.flatten();
        run.end(FlattenOutcome.COMPLETED);
        audit.detail().add("LONG 0 SHORT 0, ").add(READS).add(" agreeing reads");
        audit.bot(EventCode.FLATTEN_COMPLETED, EventLevel.WARN, bot, Order.NULL_PRICE, run.commandId());
    }

    private void incomplete(final Bot bot, final LegState leg, final long remainingE8, final String why) {
        final FlattenRun run = bot.flatten();
        run.end(FlattenOutcome.INCOMPLETE);
        bot.fail(EventCode.FLATTEN_INCOMPLETE);
        audit.detail()
                .add(leg.leg().name())
                .add(" remaining_e8 ")
                .add(remainingE8)
                .add(": ")
                .add(why);
        audit.leg(
                EventCode.FLATTEN_INCOMPLETE,
                EventLevel.CRITICAL,
                bot,
                leg.leg(),
                OrderRole.FLATTEN,
                remainingE8,
                Order.NULL_PRICE);
    }

    private void drop(final Bot bot, final Gate closed) {
        final FlattenRun run = bot.flatten();
        run.end(FlattenOutcome.DROPPED);
        bot.noteBlocked(closed);
        audit.detail().add("dropped: ").add(closed.reason()).add("; ask again when it is open");
        audit.bot(EventCode.FLATTEN_FAILED, EventLevel.WARN, bot, Order.NULL_PRICE, run.commandId());
    }

    private void fail(final Bot bot) {
        final FlattenRun run = bot.flatten();
        run.end(FlattenOutcome.FAILED);
        bot.fail(EventCode.FLATTEN_FAILED);
        audit.detail()
                .add("no progress for 600 s; LONG ")
                .add(bot.leg(Leg.LONG).quantityE8())
                .add(" SHORT ")
                .add(bot.leg(Leg.SHORT).quantityE8())
                .add(" (E8) left, orders open: ")
                .add(hasOpenOrders(bot) ? "yes" : "no");
        audit.bot(EventCode.FLATTEN_FAILED, EventLevel.CRITICAL, bot, Order.NULL_PRICE, run.commandId());
    }
}
