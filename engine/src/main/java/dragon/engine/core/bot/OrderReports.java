package dragon.engine.core.bot;

import dragon.engine.core.Audit;
import dragon.engine.core.CoreState;
import dragon.engine.core.account.Account;
import dragon.engine.core.fixed.Fixed;
import dragon.engine.core.gate.Limit;
import dragon.engine.core.gate.Limits;
import dragon.engine.core.order.AfterCancel;
import dragon.engine.core.order.Order;
import dragon.engine.core.order.OrderReport;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.core.order.Placement;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.EventLevel;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.RejectClass;
import dragon.engine.protocol.SendFailure;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.Surface;
import dragon.engine.protocol.SurfaceState;
import dragon.engine.protocol.VenueOrderStatus;
import dragon.engine.strategy.ExitReason;
import dragon.engine.strategy.StrategySettings;

/** What the venue says of our orders: into the order, the leg and the account, each trade once. */
public final class OrderReports {
    /** Two answers "unknown" count only when they are this far apart. */
    static final long QUIET_NS = 10_000_000_000L;

    private static final long NS_PER_MS = 1_000_000L;
    private static final long RETRY_FIRST_NS = 1_000_000_000L;
    private static final long RETRY_NS_MAX = 60_000_000_000L;
    private static final long REJECT_WINDOW_NS = 30_000_000_000L;
    private static final long MINUTE_NS = 60_000_000_000L;
    private static final long HOUR_NS = 60 * MINUTE_NS;

    private final CoreState state;
    private final OrderDesk desk;
    private final LegTrader trader;
    private final Audit audit;

    public OrderReports(final CoreState state, final OrderDesk desk, final LegTrader trader, final Audit audit) {
        this.state = state;
        this.desk = desk;
        this.trader = trader;
        this.audit = audit;
    }

    /** The venue took the order for processing. */
    public void onAccepted(final Order order, final long venueOrderId) {
        if (wasAlreadyRefused(order)) {
            return;
        }
        final boolean isSurplus = wasHeldToBeGone(order);
        order.noteVenueOrderId(venueOrderId);
        order.noteReport(0, state.nowNs());
        move(order, OrderReport.ACKNOWLEDGED);
        if (isSurplus) {
            haltForSurplus(order);
        }
        takeBackIfForgotten(order);
        desk.sendCancel(bot(order), leg(order), order);
    }

    /**
     * True for an order that the venue had taken and then refused, as it does with a post-only order that crosses: that it was taken is
     * no news, told again by a gateway that did not see the end of its engine.
     */
    private static boolean wasAlreadyRefused(final Order order) {
        return order.status() == OrderStatus.REJECTED && order.venueOrderId() != 0;
    }

    private static boolean wasHeldToBeGone(final Order order) {
        final OrderStatus status = order.status();
        return status == OrderStatus.VOID || status == OrderStatus.UNSENT;
    }

    /** An order that twice was unknown to the venue, or never left us, is there: it is taken back, and a person looks at the bot. */
    private void haltForSurplus(final Order order) {
        final Bot bot = bot(order);
        audit.detail()
                .add("arrived late, is taken back; its fills are booked; look at the position, then resume the bot");
        audit.order(EventCode.ORDER_SURPLUS, EventLevel.CRITICAL, order);
        if (order.status().isWorking()) {
            order.wantCancel(AfterCancel.END);
            desk.sendCancel(bot, leg(order), order);
        }
        if (bot.isAlive()) {
            bot.fail(EventCode.ORDER_SURPLUS);
            audit.bot(EventCode.BOT_ERROR, EventLevel.CRITICAL, bot, Order.NULL_PRICE, order.clientOrderId());
            trader.takeBackOpenings(bot);
        }
    }

    /**
     * An order of ours that ended so long ago that nothing but its id is known lives at the venue: it is taken back, and a person looks
     * at its bot. What of it was filled cannot be booked and shows as a drift.
     */
    public void onForgotten(final Bot bot, final long clientOrderId, final long venueOrderId) {
        if (bot.isAlive()) {
            audit.detail()
                    .add("arrived after it was forgotten, is taken back; look at the position, then resume the bot");
            audit.forgottenOrder(EventCode.ORDER_SURPLUS, EventLevel.CRITICAL, bot, clientOrderId, venueOrderId);
            bot.fail(EventCode.ORDER_SURPLUS);
            audit.bot(EventCode.BOT_ERROR, EventLevel.CRITICAL, bot, Order.NULL_PRICE, clientOrderId);
            trader.takeBackOpenings(bot);
        }
        desk.cancelForgotten(bot, clientOrderId, venueOrderId);
    }

    /** An order that we held to be gone and that lives has had its successor: it must not be filled beside it. */
    private void takeBackIfForgotten(final Order order) {
        if (order.status().isWorking() && !isInItsSlot(order)) {
            order.wantCancel(AfterCancel.END);
        }
    }

    /** The venue definitely refused the order. */
    public void onRejected(final Order order, final RejectClass rejectClass) {
        if (rejectClass == RejectClass.DUPLICATE) {
            desk.doubt(order); // An open order with this id exists: it is ours, so find it.
            return;
        }
        order.noteReport(0, state.nowNs());
        if (!order.status().isTerminal()) {
            countReject(order);
            if (rejectClass == RejectClass.MARGIN && !order.isReduceOnly()) {
                blockForMargin(order);
            }
        }
        final boolean isFormRefused = isMaker(order) && order.filledQuantityE8() == 0 && isOfForm(rejectClass);
        move(order, OrderReport.REJECTED);
        if (isFormRefused && order.status() == OrderStatus.REJECTED && isInItsSlot(order) && !order.isCancelWanted()) {
            fallBack(order);
        } else {
            leg(order).backOff(state.nowNs(), RETRY_FIRST_NS, RETRY_NS_MAX);
            settle(order);
        }
    }

    /** One entry for which the margin does not suffice is followed by no other of the account: each would be refused as well. */
    private void blockForMargin(final Order order) {
        final Account account = state.accounts().get(order.accountId());
        if (account.blockAfterMarginRefusal(state.nowNs())) {
            audit.detail()
                    .add("the venue finds too little margin; entries off until ")
                    .add(account.marginBlockUntilNs() / NS_PER_MS);
            audit.account(
                    EventCode.MARGIN_BLOCK, EventLevel.ERROR, account.id(), Account.NULL_USD, order.clientOrderId());
        }
    }

    /** Too many refusals in a short time are no accident: entries stand back for a while. */
    private void countReject(final Order order) {
        final Bot bot = bot(order);
        final long limitE8 = state.accounts().get(bot.accountId()).limits().valueE8(Limit.REJECTS_MAX, state.nowNs());
        if (limitE8 == Limits.UNSET || limitE8 == Limits.OFF || state.nowNs() < bot.rejectBlockUntilNs()) {
            return;
        }
        bot.rejects().add(state.nowNs());
        if (bot.rejects().countWithin(REJECT_WINDOW_NS, state.nowNs()) >= limitE8 / Fixed.ONE_E8) {
            bot.blockAfterRejects(state.nowNs());
            audit.detail().add("entries off until ").add(bot.rejectBlockUntilNs() / NS_PER_MS);
            audit.bot(EventCode.REJECTS_BLOCK, EventLevel.ERROR, bot, Order.NULL_PRICE, 0);
        }
    }

    /** A bot that enters again and again has lost its way: its entries are off until an operator lets them go on. */
    private void countEntryFill(final Bot bot) {
        final Limits limits = state.accounts().get(bot.accountId()).limits();
        bot.entryFills().add(state.nowNs());
        if (isAbove(limits, Limit.REPEAT_FILLS_MINUTE_MAX, bot, MINUTE_NS)
                || isAbove(limits, Limit.REPEAT_FILLS_HOUR_MAX, bot, HOUR_NS)) {
            trader.latch(bot, "repeat.max_fills");
        }
    }

    private boolean isAbove(final Limits limits, final Limit limit, final Bot bot, final long windowNs) {
        final long limitE8 = limits.valueE8(limit, state.nowNs());
        return limitE8 != Limits.UNSET
                && limitE8 != Limits.OFF
                && bot.entryFills().countWithin(windowNs, state.nowNs()) > limitE8 / Fixed.ONE_E8;
    }

    /** True for an order that went to the book by level, or post-only because the venue refused that. */
    private static boolean isMaker(final Order order) {
        return order.bookLevel() > 0 || order.placement() == Placement.POST_ONLY && order.type() == OrderType.POST_ONLY;
    }

    /** True for refusals that another form of the same order may escape. */
    private static boolean isOfForm(final RejectClass rejectClass) {
        return rejectClass == RejectClass.OTHER
                || rejectClass == RejectClass.FILTER
                || rejectClass == RejectClass.POST_ONLY_CROSSED
                || rejectClass == RejectClass.BUG;
    }

    /** Goes on with the intent in the form that comes after the one that the venue has refused. */
    private void fallBack(final Order order) {
        final Bot bot = bot(order);
        final Placement next = order.placement().next();
        desk.clearLevel(order);
        if (next == Placement.POST_ONLY) {
            audit.order(EventCode.MAKER_FALLBACK_POST_ONLY, EventLevel.WARN, order);
        } else {
            audit.order(EventCode.MAKER_FALLBACK_LIMIT, EventLevel.WARN, order);
        }
        if (!desk.goOn(bot, leg(order), order, next)) {
            settle(order);
            return;
        }
        trader.trade(bot, order.leg(), false);
    }

    private boolean isInItsSlot(final Order order) {
        return leg(order).orderId(order.role()) == order.clientOrderId();
    }

    /** What a trade costs by the settings of its bot, or else of the engine, for a venue that does not say. */
    public long estimatedFeeE8(final Order order, final long priceE8, final long quantityE8) {
        final long ofBotE8 = bot(order).settings().valueE8(StrategyParameter.FEE_RATE_PCT);
        final long ratePctE8 = ofBotE8 == StrategySettings.NULL_NUMBER ? state.feeRatePctE8() : ofBotE8;
        return Fixed.percentOf(Fixed.multiplyE8(priceE8, quantityE8), ratePctE8);
    }

    /** One trade of an order; the caller has found that it is not booked yet. */
    public void onFilled(
            final Order order,
            final long venueOrderId,
            final long tradeId,
            final long priceE8,
            final long quantityE8,
            final long feeE8,
            final boolean isFeeEstimated,
            final Bool isMaker) {
        final boolean wasTerminal = order.status().isTerminal();
        final boolean isSurplus = wasHeldToBeGone(order);
        final Bot bot = bot(order);
        final LegState leg = leg(order);
        if (order.status() == OrderStatus.IN_DOUBT) {
            audit.order(EventCode.ORDER_ADOPTED, EventLevel.INFO, order);
        }
        order.noteVenueOrderId(venueOrderId);
        order.book(tradeId, priceE8, quantityE8);
        final long resultE8 = book(order, leg, priceE8, quantityE8, feeE8);
        state.accounts().get(order.accountId()).book(resultE8, feeE8, 0, state.nowNs());
        audit.fillBooked(order, tradeId, priceE8, quantityE8, feeE8, isFeeEstimated, resultE8, isMaker);

        final boolean isDone = order.filledQuantityE8() >= order.quantityE8();
        order.noteReport(order.filledQuantityE8(), state.nowNs());
        order.apply(isDone ? OrderReport.FILLED : OrderReport.FILLED_PARTLY, state.nowNs());
        audit.fill(
                isDone ? EventCode.ORDER_FILLED : EventCode.ORDER_PARTIAL_FILL,
                EventLevel.INFO,
                order,
                priceE8,
                quantityE8,
                feeE8,
                tradeId);
        if (wasTerminal) {
            audit.order(EventCode.ORDER_FILL_AFTER_TERMINAL, EventLevel.CRITICAL, order);
        }
        if (order.filledQuantityE8() > order.quantityE8()) {
            audit.order(EventCode.ORDER_OVERFILLED, EventLevel.CRITICAL, order);
            trader.latch(
                    bot, "order overfilled"); // The venue filled more than was asked for: nobody knows what comes next.
        }
        if (isSurplus) {
            haltForSurplus(order);
        }
        if (order.role() == OrderRole.DCA) {
            leg.noteRungFill();
        }
        if (!order.isReduceOnly()) {
            if (order.filledQuantityE8() == quantityE8) {
                countEntryFill(bot); // Once an order: how many makers it met says nothing about its bot.
            }
            if (!isInItsSlot(order)) {
                countLateEntry(order, leg, quantityE8);
            }
        }
        if (wasTerminal || !isInItsSlot(order)) {
            onLateFill(bot, order, leg);
        } else {
            settle(order);
        }
    }

    /** A trade of an order that had ended or was followed already: what follows on it no longer knows how much is left. */
    private void onLateFill(final Bot bot, final Order order, final LegState leg) {
        final Order successor = successor(order, leg);
        if (successor != null) {
            desk.cancel(bot, leg, successor);
        }
        trader.trade(bot, order.leg(), false);
    }

    /** The attempt that goes on with the intent of an order that has left its slot, or null. */
    private Order successor(final Order order, final LegState leg) {
        final long inSlot = leg.orderId(order.role());
        final Order found = inSlot == 0 ? null : state.orders().get(inSlot);
        return found != null
                        && found.intentId() == order.intentId()
                        && !found.status().isTerminal()
                ? found
                : null;
    }

    /**
     * A trade of an entry that was held to be over: the leg is larger by it, so it is a step of the ladder like any other, counted once
     * an intent. One that still goes on is counted at its end.
     */
    private void countLateEntry(final Order order, final LegState leg, final long quantityE8) {
        final Order successor = successor(order, leg);
        if (successor != null) {
            successor.carry(quantityE8);
        } else if (leg.entryCount() == 0 || order.intentFilledE8() == quantityE8 && !isFilledElsewhere(order)) {
            leg.noteIntentEnded(order, bot(order).settings().whole(StrategyParameter.MAX_ENTRIES));
        }
    }

    /** Whether another attempt of the same intent was filled, and counted with it. */
    private boolean isFilledElsewhere(final Order order) {
        for (int i = 0; i < state.orders().size(); i++) {
            final Order other = state.orders().at(i);
            if (other != order && other.intentId() == order.intentId() && other.filledQuantityE8() > 0) {
                return true;
            }
        }
        return false;
    }

    /** What the venue says an order is now, by itself or because it was asked; a price of the null price = not told. */
    public void onStatus(
            final Order order,
            final long venueOrderId,
            final VenueOrderStatus status,
            final long cumulativeE8,
            final long priceE8,
            final boolean isAnswer) {
        if (status == VenueOrderStatus.NEW && !isAnswer && wasAlreadyRefused(order)) {
            return;
        }
        if (wasHeldToBeGone(order) && status != VenueOrderStatus.REJECTED && status != VenueOrderStatus.CANCELED) {
            order.noteVenueOrderId(venueOrderId);
            move(order, OrderReport.ACKNOWLEDGED);
            haltForSurplus(order);
        }
        order.noteVenueOrderId(venueOrderId);
        if (order.bookLevel() > 0 && priceE8 != Order.NULL_PRICE && priceE8 > 0) {
            order.notePrice(priceE8);
        }
        order.noteReport(cumulativeE8, state.nowNs());
        if (order.lacksTrades()) {
            // The status came before its trades, or they were lost with the stream: ask, and end the order only then.
            if (!order.status().isTerminal()) {
                move(order, order.filledQuantityE8() > 0 ? OrderReport.FILLED_PARTLY : OrderReport.ACKNOWLEDGED);
            }
            desk.query(order);
            return;
        }
        switch (status) {
            case NEW -> move(order, OrderReport.ACKNOWLEDGED);
            case PARTIALLY_FILLED -> move(order, OrderReport.FILLED_PARTLY);
            case FILLED -> move(order, OrderReport.FILLED);
            case CANCELED -> move(order, OrderReport.CANCELED);
            case REJECTED -> {
                move(order, OrderReport.REJECTED);
                leg(order).backOff(state.nowNs(), RETRY_FIRST_NS, RETRY_NS_MAX);
            }
            case NULL_VAL -> throw new IllegalArgumentException("no status");
        }
        if (order.status().isTerminal()) {
            settle(order);
        } else {
            if (order.bookLevel() > 0
                    && order.priceE8() != Order.NULL_PRICE
                    && desk.isTooFar(bot(order), order, order.priceE8())) {
                desk.cancelForPlainLimit(bot(order), leg(order), order);
            }
            takeBackIfForgotten(order);
            desk.sendCancel(bot(order), leg(order), order);
        }
    }

    /** A successful query, ours or the gateway's own, did not find the order. */
    public void onUnknownToVenue(final Order order) {
        if (order.status().isTerminal()) {
            return;
        }
        if (order.status() != OrderStatus.IN_DOUBT && order.status() != OrderStatus.PENDING_NEW) {
            move(order, OrderReport.UNKNOWN_TO_VENUE); // Back to in doubt: it was there once.
            order.beginDoubt();
            desk.query(order); // The answer may have come unasked for, and then no timer of its own runs.
        }
        order.noteUnknown(state.nowNs());
        if (order.unknownCount() >= 2
                && state.nowNs() - order.firstUnknownNs() >= QUIET_NS
                && state.nowNs() - order.sentNs() >= QUIET_NS
                && wouldHaveBeenSeen(order)) {
            if (order.venueOrderId() != 0) {
                audit.detail().add("the venue had it and knows it no more");
                audit.order(EventCode.ORDER_VENUE_LOST, EventLevel.CRITICAL, order);
            }
            move(order, OrderReport.UNKNOWN_TO_VENUE);
            settle(order);
        }
    }

    /** True when the private stream was up since the place, or the lists that were asked for afterwards do not have the order. */
    private boolean wouldHaveBeenSeen(final Order order) {
        final Account account = state.accounts().get(order.accountId());
        return account.surface(Surface.PRIVATE_STREAM) == SurfaceState.UP
                && (account.streamUpNs() <= order.sentNs()
                        || account.isReconciled() && account.reconciliation().askedNs() >= order.sentNs());
    }

    /** A place has no definite answer, or never left. */
    public void onPlaceFailed(final Order order, final SendFailure failure) {
        if (failure == SendFailure.AMBIGUOUS) {
            desk.doubt(order);
            return;
        }
        move(order, OrderReport.NOT_SENT);
        if (order.status() == OrderStatus.UNSENT) {
            leg(order).backOff(state.nowNs(), RETRY_FIRST_NS, RETRY_NS_MAX);
            if (isInItsSlot(order) && !order.isCancelWanted() && desk.hasBand(bot(order), order)) {
                desk.clearLevel(order);
                if (desk.goOn(bot(order), leg(order), order, order.placement())) {
                    return; // It never left: the same intent waits for its next attempt.
                }
            }
        }
        settle(order);
    }

    /** A cancel was refused or has no answer: the order is as it was; ask, then try again. */
    public void onCancelFailed(final Order order) {
        order.noteCancelSent(false);
        if (!order.status().isTerminal()) {
            trader.onCancelFailed(bot(order), order);
            desk.query(order);
        }
    }

    private void move(final Order order, final OrderReport report) {
        final OrderStatus before = order.status();
        if (!order.apply(report, state.nowNs()) || order.status() == before) {
            return;
        }
        if (before == OrderStatus.IN_DOUBT && isOfVenue(order.status())) {
            audit.order(EventCode.ORDER_ADOPTED, EventLevel.INFO, order);
        }
        switch (order.status()) {
            case NEW -> {
                leg(order).noteAccepted();
                bot(order).noteAcceptedAgain();
                if (!order.isReduceOnly()) {
                    state.accounts().get(order.accountId()).noteEntryTaken();
                }
                audit.order(EventCode.ORDER_ACKNOWLEDGED, EventLevel.INFO, order);
            }
            case CANCELED -> audit.order(EventCode.ORDER_CANCELLED, EventLevel.INFO, order);
            case REJECTED -> audit.order(EventCode.ORDER_REJECTED, EventLevel.ERROR, order);
            case UNSENT -> audit.order(EventCode.ORDER_EXPIRED_UNSENT, EventLevel.WARN, order);
            case VOID -> audit.order(EventCode.ORDER_VOID, EventLevel.WARN, order);
            case IN_DOUBT -> audit.order(EventCode.ORDER_UNKNOWN, EventLevel.WARN, order);
            case PARKED, PENDING_NEW, PARTIALLY_FILLED, FILLED -> {
                // Told with the trade, or no news.
            }
        }
    }

    /** True for what an order becomes that the venue has or had. */
    private static boolean isOfVenue(final OrderStatus status) {
        return switch (status) {
            case NEW, PARTIALLY_FILLED, FILLED, CANCELED -> true;
            case PARKED, PENDING_NEW, IN_DOUBT, REJECTED, UNSENT, VOID -> false;
        };
    }

    /** Books a trade into the leg; returns the realised result before fees. */
    private long book(
            final Order order, final LegState leg, final long priceE8, final long quantityE8, final long feeE8) {
        if (order.side() == leg.openingSide()) {
            leg.open(priceE8, quantityE8, feeE8, state.nowNs());
            return 0;
        }
        // More than we hold can only come from a surplus or foreign order: book what there is and raise the alarm.
        final long closedE8 = Math.min(quantityE8, leg.quantityE8());
        if (closedE8 < quantityE8) {
            audit.leg(
                    EventCode.POSITION_DRIFT,
                    EventLevel.CRITICAL,
                    bot(order),
                    leg.leg(),
                    order.role(),
                    quantityE8 - closedE8,
                    Order.NULL_PRICE);
        }
        if (closedE8 == 0) {
            leg.bookFee(feeE8);
            return 0;
        }
        final long resultE8 = leg.close(priceE8, closedE8, feeE8);
        if (leg.isFlat()) {
            final ExitReason exitReason =
                    switch (order.role()) {
                        case TAKE_PROFIT -> leg.takeProfitReason();
                        case STOP_LOSS -> leg.exitReason();
                        case ENTRY, DCA, FLATTEN, NULL_VAL -> null;
                    };
            describeCycle(leg, exitReason);
            audit.leg(
                    EventCode.POSITION_CLOSED,
                    EventLevel.INFO,
                    bot(order),
                    leg.leg(),
                    order.role(),
                    leg.quantityE8Max(),
                    leg.cycleRealizedE8());
            leg.resetLadder(exitReason, state.nowNs());
        }
        return resultE8;
    }

    /** The row of a closed position, in words; prices and money times 10^8. */
    private void describeCycle(final LegState leg, final ExitReason reason) {
        audit.detail()
                .add(reason == null ? "" : reason.name())
                .add(reason == null ? "entry_e8 " : " entry_e8 ")
                .add(leg.cycleEntryE8())
                .add(" exit_e8 ")
                .add(leg.cycleExitE8())
                .add(" fees_e8 ")
                .add(leg.cycleFeesE8())
                .add(" fills ")
                .add(leg.fillCount())
                .add(" dca_fills ")
                .add(leg.rungFillCount())
                .add(" opened_ms ")
                .add(leg.openedNs() / NS_PER_MS);
    }

    /** After an order ended, or a trade changed the leg: go on with the intent or end it, and let the strategy look again. */
    private void settle(final Order order) {
        final LegState leg = leg(order);
        final Bot bot = bot(order);
        if (order.status().isTerminal()) {
            desk.clearLevel(order);
            if (isInItsSlot(order) && !isContinued(bot, leg, order)) {
                leg.orderId(
                        order.role(), 0); // Once: an end is told by the last trade and by a status, in either order.
                leg.noteIntentEnded(order, bot(order).settings().whole(StrategyParameter.MAX_ENTRIES));
            }
        }
        trader.trade(bot, order.leg(), false);
    }

    /** Parks, or sends in another form, what a confirmed cancel has left of an intent. */
    private boolean isContinued(final Bot bot, final LegState leg, final Order order) {
        if (order.status() != OrderStatus.CANCELED || order.afterCancel() == AfterCancel.END) {
            return false;
        }
        if (order.afterCancel() == AfterCancel.PARK) {
            return desk.goOn(bot, leg, order, Placement.BY_BOOK_LEVEL);
        }
        audit.order(EventCode.MAKER_FALLBACK_LIMIT, EventLevel.WARN, order);
        return desk.goOn(bot, leg, order, Placement.PLAIN_LIMIT);
    }

    private Bot bot(final Order order) {
        return state.bots().get(order.botId());
    }

    private LegState leg(final Order order) {
        return bot(order).leg(order.leg());
    }
}
