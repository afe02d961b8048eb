package dragon.engine.core;

import dragon.engine.core.account.Account;
import dragon.engine.core.account.Reconciliation;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.bot.Jobs;
import dragon.engine.core.bot.OrderDesk;
import dragon.engine.core.bot.OrderReports;
import dragon.engine.core.ledger.Ledger;
import dragon.engine.core.market.CandleFeed;
import dragon.engine.core.market.Instrument;
import dragon.engine.core.order.ClientOrderIds;
import dragon.engine.core.order.Order;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.protocol.AccountReportDecoder;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.BreakerState;
import dragon.engine.protocol.CancelFailedDecoder;
import dragon.engine.protocol.CancelRejectedDecoder;
import dragon.engine.protocol.ClockReportDecoder;
import dragon.engine.protocol.CredentialsReportDecoder;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.EventLevel;
import dragon.engine.protocol.ForeignOrderDecoder;
import dragon.engine.protocol.ForeignPositionDecoder;
import dragon.engine.protocol.FreezeReachedDecoder;
import dragon.engine.protocol.FundingEndDecoder;
import dragon.engine.protocol.FundingPaidDecoder;
import dragon.engine.protocol.GatewayDownDecoder;
import dragon.engine.protocol.GatewayHeartbeatDecoder;
import dragon.engine.protocol.GatewayUpDecoder;
import dragon.engine.protocol.InstrumentLeverageDecoder;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.LeverageReportDecoder;
import dragon.engine.protocol.OpenOrdersEndDecoder;
import dragon.engine.protocol.OrderAcceptedDecoder;
import dragon.engine.protocol.OrderFilledDecoder;
import dragon.engine.protocol.OrderRejectedDecoder;
import dragon.engine.protocol.OrderStatusReportDecoder;
import dragon.engine.protocol.OrderUnknownToVenueDecoder;
import dragon.engine.protocol.PlaceFailedDecoder;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.PositionReportDecoder;
import dragon.engine.protocol.PositionsEndDecoder;
import dragon.engine.protocol.QueryFailedDecoder;
import dragon.engine.protocol.RefusalReason;
import dragon.engine.protocol.Surface;
import dragon.engine.protocol.SurfaceState;
import dragon.engine.protocol.TradesEndDecoder;
import dragon.engine.protocol.VenueHealthDecoder;
import dragon.engine.protocol.VenueOrderStatus;
import dragon.engine.protocol.WalletReportDecoder;

/** Venue inputs: the gateway's session, reports on orders, positions and accounts, health. */
final class VenueInputs {
    private static final long NS_PER_MS = 1_000_000L;
    private static final long CLOCK_SKEW_MS_WARN = 500;

    private final CoreState state;
    private final OrderReports reports;
    private final OrderDesk desk;
    private final Jobs jobs;
    private final Ledger ledger;
    private final MarketInputs market;
    private final Reconciler reconciler;
    private final Intents intents;
    private final Audit audit;

    VenueInputs(
            final CoreState state,
            final OrderReports reports,
            final OrderDesk desk,
            final Jobs jobs,
            final Ledger ledger,
            final MarketInputs market,
            final Reconciler reconciler,
            final Intents intents,
            final Audit audit) {
        this.state = state;
        this.reports = reports;
        this.desk = desk;
        this.jobs = jobs;
        this.ledger = ledger;
        this.market = market;
        this.reconciler = reconciler;
        this.intents = intents;
        this.audit = audit;
    }

    void onGatewayUp(final GatewayUpDecoder up) {
        if (up.sessionId() <= 0 || up.mode() != state.mode()) {
            audit.refused(GatewayUpDecoder.TEMPLATE_ID, RefusalReason.VALUE_OUT_OF_RANGE, up.sessionId());
            return;
        }
        final boolean isNewSession = up.sessionId() != state.sessionId();
        state.session(up.sessionId());
        audit.detail().add("process ").add(up.processId());
        audit.lane(EventCode.GATEWAY_UP, EventLevel.INFO, up.sessionId());
        synchronise(isNewSession);
    }

    void onGatewayHeartbeat(final GatewayHeartbeatDecoder heartbeat) {
        if (heartbeat.sessionId() != state.sessionId()) {
            audit.refused(GatewayHeartbeatDecoder.TEMPLATE_ID, RefusalReason.OLD_SESSION, heartbeat.sessionId());
            return;
        }
        state.gatewayHeard(heartbeat.clockOffsetMs());
        if (!state.isGatewayUp()) {
            state.session(heartbeat.sessionId());
            audit.detail().add("heard again");
            audit.lane(EventCode.GATEWAY_UP, EventLevel.INFO, heartbeat.sessionId());
            synchronise(false);
        }
    }

    /** Nothing of a frozen scope leaves any more: from here on the kill switch is effective to the last byte. */
    void onFreezeReached(final FreezeReachedDecoder reached) {
        if (reached.sessionId() != state.sessionId()) {
            audit.refused(FreezeReachedDecoder.TEMPLATE_ID, RefusalReason.OLD_SESSION, reached.sessionId());
            return;
        }
        audit.detail()
                .add("gateway held back ")
                .add(reached.heldBack())
                .add(", had sent before and has answered ")
                .add(reached.answered());
        audit.lane(EventCode.KILL_SWITCH_EFFECTIVE, EventLevel.INFO, reached.causeId());
    }

    void onGatewayDown(final GatewayDownDecoder down) {
        if (down.sessionId() != state.sessionId()) {
            audit.refused(GatewayDownDecoder.TEMPLATE_ID, RefusalReason.OLD_SESSION, down.sessionId());
            return;
        }
        gatewayDown("ended its session");
    }

    /** The gateway has been silent for too long, or said good-bye. */
    void gatewayDown(final String why) {
        state.gatewayDown();
        for (int id = 1; id <= state.accounts().count(); id++) {
            state.accounts().get(id).beginSession(state.nowNs());
        }
        audit.detail().add(why);
        audit.lane(EventCode.GATEWAY_DOWN, EventLevel.ERROR, state.sessionId());
    }

    /** Tells the gateway all it must know, and asks all that we cannot know since it was away. */
    private void synchronise(final boolean isNewSession) {
        for (int id = 1; id <= state.accounts().count(); id++) {
            final Account account = state.accounts().get(id);
            intents.subscribe(account);
            reconcile(account);
        }
        for (int id = 1; id <= state.instruments().count(); id++) {
            final Instrument instrument = state.instruments().get(id);
            for (int i = 0; i < instrument.feedCount(); i++) {
                final CandleFeed feed = instrument.feedAt(i);
                intents.subscribe(instrument, feed.timeframe());
                feed.noteGap();
                market.askHistory(instrument, feed);
            }
        }
        for (int i = 0; i < state.orders().size(); i++) {
            final Order order = state.orders().at(i);
            if (order.status() == OrderStatus.IN_DOUBT) {
                desk.query(order);
            } else if (order.status() == OrderStatus.PENDING_NEW && isNewSession) {
                desk.doubt(order); // Its answer, if there was one, went to a session that is gone.
            } else if (order.isCancelSent() && isNewSession) {
                order.noteCancelSent(false);
            }
        }
    }

    /** Compares an account with the venue that is new here. */
    void reconcile(final Account account) {
        account.beginSession(state.nowNs());
        reconciler.ask(account);
    }

    /** A bot came to an account that is compared already: it has missed no trade, and its leverage is set now. */
    void onBotCreated(final Account account, final Bot bot) {
        bot.noteTradesKnown(state.nowNs() / NS_PER_MS);
        if (state.isGatewayUp() && account.isReconciled()) {
            reconciler.applyLeverageIfWanted(account, bot);
        }
    }

    void onOrderAccepted(final OrderAcceptedDecoder accepted) {
        final Order order = find(accepted.clientOrderId(), OrderAcceptedDecoder.TEMPLATE_ID);
        if (order != null) {
            final OrderStatus before = order.status();
            final long beforeNs = order.updatedNs();
            reports.onAccepted(order, accepted.venueOrderId());
            tally(order, before, beforeNs);
        }
    }

    void onOrderRejected(final OrderRejectedDecoder rejected) {
        final Order order = find(rejected.clientOrderId(), OrderRejectedDecoder.TEMPLATE_ID);
        if (order != null) {
            reports.onRejected(order, rejected.rejectClass());
        }
    }

    void onOrderFilled(final OrderFilledDecoder filled) {
        final Order order = find(filled.clientOrderId(), OrderFilledDecoder.TEMPLATE_ID);
        if (order == null) {
            return;
        }
        if (filled.lastPriceE8() <= 0 || filled.lastQuantityE8() <= 0) {
            audit.refused(OrderFilledDecoder.TEMPLATE_ID, RefusalReason.BAD_PRICE, filled.tradeId());
            return;
        }
        if (order.hasTrade(filled.tradeId())) {
            return; // REST and the stream both report it, in either order.
        }
        final boolean isFeeKnown = filled.feeUsdE8() != OrderFilledDecoder.feeUsdE8NullValue();
        final long feeE8 = isFeeKnown
                ? filled.feeUsdE8()
                : reports.estimatedFeeE8(order, filled.lastPriceE8(), filled.lastQuantityE8());
        final Account account = state.accounts().get(order.accountId());
        if (account.isReconciled()) {
            final long nowMs = state.nowNs() / NS_PER_MS; // A venue's clock that runs ahead must hide no trade.
            state.bots().get(order.botId()).noteTradesKnown(Math.min(filled.venueTimeMs(), nowMs));
        } else {
            account.reconciliation().noteTradeRecovered();
            audit.detail().add("happened while we were not told of it");
            audit.fill(
                    EventCode.FILL_RECOVERED,
                    EventLevel.INFO,
                    order,
                    filled.lastPriceE8(),
                    filled.lastQuantityE8(),
                    feeE8,
                    filled.tradeId());
        }
        final OrderStatus before = order.status();
        final long beforeNs = order.updatedNs();
        reports.onFilled(
                order,
                filled.venueOrderId(),
                filled.tradeId(),
                filled.lastPriceE8(),
                filled.lastQuantityE8(),
                feeE8,
                !isFeeKnown,
                filled.isMaker());
        tally(order, before, beforeNs);
    }

    void onOrderStatusReport(final OrderStatusReportDecoder report) {
        final Bot botOfForgotten = botOfForgotten(report.clientOrderId(), report.status());
        if (botOfForgotten != null) {
            reports.onForgotten(botOfForgotten, report.clientOrderId(), report.venueOrderId());
            return;
        }
        final Order order = find(report.clientOrderId(), OrderStatusReportDecoder.TEMPLATE_ID);
        if (order != null) {
            final OrderStatus before = order.status();
            final long beforeNs = order.updatedNs();
            reports.onStatus(
                    order,
                    report.venueOrderId(),
                    report.status(),
                    report.cumulativeQuantityE8(),
                    report.priceE8(),
                    report.fromQuery() == Bool.YES);
            tally(order, before, beforeNs);
        }
    }

    /**
     * The bot of an order that is open at the venue and forgotten here, else null. An end or a trade of a forgotten order is no news:
     * histories are read with an overlap.
     */
    private Bot botOfForgotten(final long clientOrderId, final VenueOrderStatus status) {
        final boolean isOpen = status == VenueOrderStatus.NEW || status == VenueOrderStatus.PARTIALLY_FILLED;
        if (!isOpen || clientOrderId <= 0 || state.orders().get(clientOrderId) != null) {
            return null;
        }
        return state.bots().get(ClientOrderIds.botId(clientOrderId));
    }

    void onOrderUnknown(final OrderUnknownToVenueDecoder unknown) {
        final Order order = find(unknown.clientOrderId(), OrderUnknownToVenueDecoder.TEMPLATE_ID);
        if (order != null) {
            final OrderStatus before = order.status();
            final long beforeNs = order.updatedNs();
            reports.onUnknownToVenue(order);
            tally(order, before, beforeNs);
        }
    }

    void onPlaceFailed(final PlaceFailedDecoder failed) {
        final Order order = find(failed.clientOrderId(), PlaceFailedDecoder.TEMPLATE_ID);
        if (order != null) {
            reports.onPlaceFailed(order, failed.failure());
        }
    }

    void onCancelFailed(final CancelFailedDecoder failed) {
        final Order order = find(failed.clientOrderId(), CancelFailedDecoder.TEMPLATE_ID);
        if (order != null) {
            reports.onCancelFailed(order);
        }
    }

    void onCancelRejected(final CancelRejectedDecoder rejected) {
        final Order order = find(rejected.clientOrderId(), CancelRejectedDecoder.TEMPLATE_ID);
        if (order != null) {
            reports.onCancelFailed(order);
        }
    }

    void onQueryFailed(final QueryFailedDecoder failed) {
        find(failed.clientOrderId(), QueryFailedDecoder.TEMPLATE_ID); // The order's timer asks again.
    }

    /** Counts for the restart report what an answer has made of an order. */
    private void tally(final Order order, final OrderStatus before, final long beforeNs) {
        final Reconciliation found = state.accounts().get(order.accountId()).reconciliation();
        final OrderStatus now = order.status();
        if (!found.isReportOwed() || now == before) {
            return;
        }
        if (before == OrderStatus.IN_DOUBT) {
            found.noteDoubtSettled(now != OrderStatus.VOID, state.nowNs() - beforeNs);
        } else if (!before.isTerminal() && now.isTerminal() && !found.isComplete()) {
            found.noteEnded();
        }
    }

    private Order find(final long clientOrderId, final int templateId) {
        final Order order = state.orders().get(clientOrderId);
        if (order == null || order.status() == OrderStatus.PARKED) {
            audit.refused(templateId, RefusalReason.UNKNOWN_ORDER, clientOrderId);
            return null;
        }
        return order;
    }

    void onForeignOrder(final ForeignOrderDecoder foreign) {
        final Account account = state.accounts().get(foreign.accountId());
        if (account == null) {
            audit.refused(ForeignOrderDecoder.TEMPLATE_ID, RefusalReason.UNKNOWN_ACCOUNT, foreign.accountId());
            return;
        }
        account.reconciliation().noteForeignOrder();
        audit.detail().add("not ours, left alone");
        audit.account(EventCode.ORDER_FOREIGN, EventLevel.WARN, account.id(), Account.NULL_USD, foreign.venueOrderId());
    }

    void onOpenOrdersEnd(final OpenOrdersEndDecoder end) {
        final Account account = state.accounts().get(end.accountId());
        if (account == null) {
            audit.refused(OpenOrdersEndDecoder.TEMPLATE_ID, RefusalReason.UNKNOWN_ACCOUNT, end.accountId());
            return;
        }
        if (end.succeeded() != Bool.YES) {
            return; // The fast tick asks again.
        }
        int matched = 0;
        for (int i = 0; i < state.orders().size(); i++) {
            final Order order = state.orders().at(i);
            final boolean isOpen = order.status() == OrderStatus.NEW || order.status() == OrderStatus.PARTIALLY_FILLED;
            if (isOpen && order.accountId() == account.id()) {
                if (order.reportedNs() < account.reconciliation().askedNs()) {
                    desk.query(order); // Absence from a list is not evidence.
                } else {
                    matched++;
                }
            }
        }
        account.reconciliation().noteOrders(matched);
        reconciler.completeIfTold(account);
    }

    void onPositionReport(final PositionReportDecoder report) {
        final Account account = state.accounts().get(report.accountId());
        final Instrument instrument = state.instruments().get(report.instrumentId());
        if (account == null || instrument == null || report.quantityE8() < 0) {
            audit.refused(PositionReportDecoder.TEMPLATE_ID, RefusalReason.UNKNOWN_INSTRUMENT, report.instrumentId());
            return;
        }
        boolean isOurs = false;
        for (int id = 1; id <= state.bots().count(); id++) {
            final Bot bot = state.bots().get(id);
            if (bot.accountId() == account.id() && bot.instrumentId() == instrument.id()) {
                isOurs |= bot.trades(report.leg()) || !bot.leg(report.leg()).isFlat();
            }
        }
        if (account.noteForeignLeg(instrument.id(), report.leg(), !isOurs && report.quantityE8() > 0)
                && !isOurs
                && report.quantityE8() > 0) {
            tellForeign(account, report.leg(), instrument.symbol(), report.quantityE8());
        }
        for (int id = 1; isOurs && id <= state.bots().count(); id++) {
            final Bot bot = state.bots().get(id);
            if (bot.accountId() == account.id() && bot.instrumentId() == instrument.id()) {
                jobs.onVenuePosition(
                        bot,
                        report.leg(),
                        report.quantityE8(),
                        report.averageEntryE8(),
                        report.liquidationPriceE8(),
                        Math.max(0, report.adlQuantile()),
                        Math.max(0, report.leverage()),
                        report.fromQuery() == Bool.YES);
            }
        }
    }

    private void tellForeign(final Account account, final Leg leg, final String symbol, final long quantityE8) {
        account.reconciliation().noteForeignPosition();
        audit.detail()
                .add(symbol)
                .add(" ")
                .add(leg.name())
                .add(" ")
                .add(quantityE8)
                .add(" (E8): no bot holds it, left alone");
        audit.account(EventCode.POSITION_FOREIGN, EventLevel.WARN, account.id(), Account.NULL_USD, 0);
    }

    void onAccountReport(final AccountReportDecoder report) {
        final Account account = state.accounts().get(report.accountId());
        if (account == null) {
            audit.refused(AccountReportDecoder.TEMPLATE_ID, RefusalReason.UNKNOWN_ACCOUNT, report.accountId());
            return;
        }
        account.report(
                report.positionMode(),
                report.equityE8(),
                report.freeCollateralE8(),
                report.marginRatioE8(),
                report.walletE8(),
                report.totalCollateralE8(),
                report.maintenanceMarginRatioE8(),
                state.nowNs());
        if (report.positionMode() == PositionMode.ONE_WAY) {
            for (int id = 1; id <= state.bots().count(); id++) {
                final Bot bot = state.bots().get(id);
                if (bot.accountId() == account.id()) {
                    jobs.checkHedgeMode(bot);
                }
            }
        }
    }

    void onVenueHealth(final VenueHealthDecoder health) {
        final int accountId = health.accountId();
        if (accountId != 0 && state.accounts().get(accountId) == null) {
            audit.refused(VenueHealthDecoder.TEMPLATE_ID, RefusalReason.UNKNOWN_ACCOUNT, accountId);
            return;
        }
        final Surface surface = health.surface();
        final SurfaceState surfaceState = health.state();
        final BreakerState told = health.breaker();
        final BreakerState breaker = told == BreakerState.NULL_VAL ? BreakerState.UNGUARDED : told; // Before version 3.
        final long cooldownNs = Math.max(0, health.cooldownMs()) * NS_PER_MS;
        for (int id = 1; id <= state.accounts().count(); id++) {
            if (accountId == 0 || id == accountId) {
                final Account account = state.accounts().get(id);
                final SurfaceState before = account.surface(surface);
                final BreakerState breakerBefore = account.breaker(surface);
                account.surface(surface, surfaceState, breaker, cooldownNs, state.nowNs());
                if (surface == Surface.PRIVATE_STREAM) {
                    onPrivateStream(account, before, surfaceState);
                }
                if (before != surfaceState || breakerBefore != breaker) {
                    audit.detail()
                            .add(surface.name())
                            .add(" ")
                            .add(surfaceState.name())
                            .add(breaker == BreakerState.UNGUARDED ? "" : ", breaker ")
                            .add(breaker == BreakerState.UNGUARDED ? "" : breaker.name());
                    audit.account(
                            EventCode.VENUE_HEALTH_CHANGED,
                            surfaceState == SurfaceState.UP ? EventLevel.INFO : EventLevel.WARN,
                            id,
                            Account.NULL_USD,
                            surface.value());
                }
            }
        }
    }

    /** What happened while the private stream was away was not seen. */
    private void onPrivateStream(final Account account, final SurfaceState before, final SurfaceState now) {
        if (before == SurfaceState.UP && now != SurfaceState.UP) {
            account.beginReconciliation(state.nowNs());
        } else if (before != SurfaceState.UP && now == SurfaceState.UP) {
            reconciler.ask(account);
        }
    }

    void onFundingPaid(final FundingPaidDecoder funding) {
        final Account account = state.accounts().get(funding.accountId());
        if (account == null) {
            audit.refused(FundingPaidDecoder.TEMPLATE_ID, RefusalReason.UNKNOWN_ACCOUNT, funding.accountId());
            return;
        }
        if (account.hasFunding(funding.fundingId())) {
            return;
        }
        account.noteFunding(funding.fundingId());
        ledger.funding(account, funding.instrumentId(), funding.fundingId(), funding.amountE8());
        audit.account(
                EventCode.FUNDING_RECORDED, EventLevel.INFO, account.id(), funding.amountE8(), funding.fundingId());
    }

    void onPositionsEnd(final PositionsEndDecoder end) {
        final Account account = account(end.accountId(), PositionsEndDecoder.TEMPLATE_ID);
        if (account != null) {
            account.reconciliation().notePositions();
            reconciler.completeIfTold(account);
        }
    }

    void onTradesEnd(final TradesEndDecoder end) {
        final Account account = account(end.accountId(), TradesEndDecoder.TEMPLATE_ID);
        if (account != null && end.succeeded() == Bool.YES) { // Else the fast tick asks again.
            reconciler.onTradesTold(account, end.instrumentId());
        }
    }

    void onFundingEnd(final FundingEndDecoder end) {
        final Account account = account(end.accountId(), FundingEndDecoder.TEMPLATE_ID);
        if (account != null && account.noteFundingEnd(end.succeeded() == Bool.YES)) {
            audit.detail().add("funding payments are not known; asked again every minute");
            audit.account(EventCode.FUNDING_FETCH_FAILED, EventLevel.WARN, account.id(), Account.NULL_USD, 0);
        }
    }

    void onLeverageReport(final LeverageReportDecoder report) {
        final Account account = account(report.accountId(), LeverageReportDecoder.TEMPLATE_ID);
        if (account != null) {
            reconciler.onLeverage(account, report.instrumentId(), report.leverage(), report.succeeded() == Bool.YES);
        }
    }

    void onInstrumentLeverage(final InstrumentLeverageDecoder told) {
        final Account account = account(told.accountId(), InstrumentLeverageDecoder.TEMPLATE_ID);
        if (account == null) {
            return;
        }
        if (state.instruments().get(told.instrumentId()) == null
                || told.longLeverage() < 0
                || told.shortLeverage() < 0) {
            audit.refused(InstrumentLeverageDecoder.TEMPLATE_ID, RefusalReason.UNKNOWN_INSTRUMENT, told.instrumentId());
            return;
        }
        reconciler.onVenueLeverage(account, told.instrumentId(), told.longLeverage(), told.shortLeverage());
    }

    void onWalletReport(final WalletReportDecoder report) {
        final Account account = account(report.accountId(), WalletReportDecoder.TEMPLATE_ID);
        if (account != null) {
            account.wallet(report.walletE8(), state.nowNs());
        }
    }

    void onForeignPosition(final ForeignPositionDecoder foreign) {
        final Account account = account(foreign.accountId(), ForeignPositionDecoder.TEMPLATE_ID);
        if (account != null && foreign.quantityE8() > 0) {
            tellForeign(account, foreign.leg(), foreign.symbol(), foreign.quantityE8());
        }
    }

    void onClockReport(final ClockReportDecoder report) {
        if (report.sessionId() != state.sessionId()) {
            audit.refused(ClockReportDecoder.TEMPLATE_ID, RefusalReason.OLD_SESSION, report.sessionId());
        } else if (state.noteClock(report.offsetMs(), CLOCK_SKEW_MS_WARN)) {
            audit.detail().add("the venue's clock is ").add(report.offsetMs()).add(" ms ahead of ours");
            audit.lane(EventCode.CLOCK_SKEW, EventLevel.WARN, report.offsetMs());
        }
    }

    /** For people only: the gateway signs, the core knows no keys. */
    void onCredentialsReport(final CredentialsReportDecoder report) {
        final Account account = account(report.accountId(), CredentialsReportDecoder.TEMPLATE_ID);
        if (account == null) {
            return;
        }
        final boolean isRotated = report.isRotated() == Bool.YES;
        final Detail detail = audit.detail().add("key ...").add(report.keyTail());
        if (!isRotated) {
            final int textLength = report.textLength();
            final int textOffset = report.limit() + CredentialsReportDecoder.textHeaderLength();
            detail.add(": ").add(report.buffer(), textOffset, textLength);
        }
        audit.account(
                isRotated ? EventCode.CREDENTIALS_ROTATED : EventCode.CREDENTIALS_REFUSED,
                isRotated ? EventLevel.INFO : EventLevel.ERROR,
                account.id(),
                Account.NULL_USD,
                0);
    }

    /** The account of a message, or null after a refusal. */
    private Account account(final int accountId, final int templateId) {
        final Account account = state.accounts().get(accountId);
        if (account == null) {
            audit.refused(templateId, RefusalReason.UNKNOWN_ACCOUNT, accountId);
        }
        return account;
    }
}
