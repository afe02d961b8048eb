package dragon.engine.core;

import dragon.engine.core.account.Account;
import dragon.engine.core.account.Reconciliation;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.bot.LegState;
import dragon.engine.core.fixed.Fixed;
import dragon.engine.core.gate.Limit;
import dragon.engine.core.gate.Limits;
import dragon.engine.core.market.Instrument;
import dragon.engine.core.order.Order;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.EventLevel;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.StrategyParameter;

/**
 * Compares accounts with the venue: at the start of a session, whenever the private stream comes back, and again until it is told.
 *
 * <p>Asks for mode and money, legs, open orders and, instrument by instrument, the trades that may have been missed; for funding
 * besides. Absence from a list is never evidence: what is missing is queried by its client order id.
 */
final class Reconciler {
    private static final long NS_PER_MS = 1_000_000L;
    private static final long NS_PER_HOUR = 3_600_000_000_000L;

    /** The venue's clocks disagree, and a trade may be listed late. */
    private static final long TRADES_OVERLAP_MS = 60_000L;

    /** Payments fall due on full hours and are listed a little later. */
    private static final long FUNDING_LAG_NS = 60_000_000_000L;

    private static final long FUNDING_ASK_AGAIN_NS = 60_000_000_000L;

    /** The venue allows ten questions a minute for all instruments of an account. */
    private static final long LEVERAGE_AGE_NS = 300_000_000_000L;

    private static final long LEVERAGE_AGAIN_NS = 60_000_000_000L;
    private static final long LIQUIDATION_AGE_NS = 30_000_000_000L;
    private static final long POSITIONS_AGAIN_NS = 5_000_000_000L;

    /** After this the report tells which orders are still in doubt. */
    private static final long REPORT_WAIT_NS_MAX = 60_000_000_000L;

    private final CoreState state;
    private final Intents intents;
    private final Audit audit;

    Reconciler(final CoreState state, final Intents intents, final Audit audit) {
        this.state = state;
        this.intents = intents;
        this.audit = audit;
    }

    /** Asks for all of it, if there is a gateway. */
    void ask(final Account account) {
        account.noteListsAsked(state.nowNs());
        if (!state.isGatewayUp()) {
            return;
        }
        intents.queryAccount(account);
        intents.queryPositions(account);
        intents.queryOpenOrders(account);
        askTrades(account);
        askLeverage(account);
        if (!account.isFundingPending()) {
            askFunding(account);
        }
    }

    private void askTrades(final Account account) {
        for (int id = 1; id <= state.instruments().count(); id++) {
            final Instrument instrument = state.instruments().get(id);
            long knownMs = Long.MAX_VALUE;
            for (int botId = 1; botId <= state.bots().count(); botId++) {
                final Bot bot = state.bots().get(botId);
                if (isOn(bot, account, id)) {
                    knownMs = Math.min(knownMs, bot.tradesKnownMs());
                    bot.noteTradesAsked(state.nowNs() / NS_PER_MS);
                }
            }
            if (knownMs != Long.MAX_VALUE) {
                intents.queryTrades(account, instrument, Math.max(0, knownMs - TRADES_OVERLAP_MS));
            }
        }
    }

    /** Asks for the leverage of each instrument that the account's bots trade. */
    private void askLeverage(final Account account) {
        for (int id = 1; id <= state.instruments().count(); id++) {
            boolean isWanted = false;
            for (int botId = 1; botId <= state.bots().count(); botId++) {
                final Bot bot = state.bots().get(botId);
                if (isOn(bot, account, id)) {
                    isWanted = true;
                    bot.noteLeverageAsked(state.nowNs());
                }
            }
            if (isWanted) {
                intents.queryLeverage(account, state.instruments().get(id));
            }
        }
    }

    /** Asks again for the leverage, and for the liquidation prices of what is held: the stream does not tell them. */
    private void refresh(final Account account) {
        boolean isLeverageDue = false;
        boolean isLiquidationDue = false;
        final long nowNs = state.nowNs();
        // Where nothing enters without it, it is asked for as soon as something is held.
        final boolean isHeldBack = Limits.isSet(account.limits().valueE8(Limit.LIQUIDATION_DISTANCE_MIN_PCT, nowNs));
        for (int id = 1; id <= state.bots().count(); id++) {
            final Bot bot = state.bots().get(id);
            if (bot.accountId() == account.id()) {
                final LegState leg = bot.leg(bot.trades(Leg.LONG) ? Leg.LONG : Leg.SHORT);
                isLeverageDue |= nowNs - bot.leverageAskedNs()
                        >= (leg.venueLeverage() == 0 ? LEVERAGE_AGAIN_NS : LEVERAGE_AGE_NS);
                isLiquidationDue |= isOld(bot.leg(Leg.LONG), isHeldBack) || isOld(bot.leg(Leg.SHORT), isHeldBack);
            }
        }
        if (isLeverageDue) {
            askLeverage(account);
        }
        final long againNs = isHeldBack ? POSITIONS_AGAIN_NS : LIQUIDATION_AGE_NS;
        if (isLiquidationDue && nowNs - account.positionsAskedNs() >= againNs) {
            account.notePositionsAsked(nowNs);
            intents.queryPositions(account);
        }
    }

    private boolean isOld(final LegState leg, final boolean isHeldBack) {
        if (leg.isFlat()) {
            return false;
        }
        final long knownNs = isHeldBack ? leg.liquidationNs() : Math.max(leg.liquidationNs(), leg.openedNs());
        return state.nowNs() - knownNs >= LIQUIDATION_AGE_NS;
    }

    private void askFunding(final Account account) {
        account.noteFundingAsked(state.nowNs());
        intents.queryFunding(account, account.fundingFromMs());
    }

    /** Asks for funding a little after each full hour, again where there was no answer, and tells a report that is owed. */
    void onFastTick(final Account account) {
        final long nowNs = state.nowNs();
        final long askedNs = account.fundingAskedNs();
        final boolean isDue = account.isFundingPending()
                ? nowNs - askedNs >= FUNDING_ASK_AGAIN_NS
                : (nowNs - FUNDING_LAG_NS) / NS_PER_HOUR != (askedNs - FUNDING_LAG_NS) / NS_PER_HOUR;
        if (state.isGatewayUp() && isDue && askedNs != 0) {
            askFunding(account);
        }
        if (state.isGatewayUp() && account.isReconciled()) {
            refresh(account);
        }
        reportIfSettled(account);
    }

    void onTradesTold(final Account account, final int instrumentId) {
        for (int id = 1; id <= state.bots().count(); id++) {
            final Bot bot = state.bots().get(id);
            if (isOn(bot, account, instrumentId)) {
                bot.noteTradesTold();
            }
        }
        completeIfTold(account);
    }

    /** Opens the account for entries once everything has been told. */
    void completeIfTold(final Account account) {
        if (account.isReconciled() || !account.reconciliation().hasLists()) {
            return;
        }
        for (int id = 1; id <= state.bots().count(); id++) {
            final Bot bot = state.bots().get(id);
            if (bot.accountId() == account.id() && bot.isTradesPending()) {
                return;
            }
        }
        account.endReconciliation();
        applyLeverage(account);
        reportIfSettled(account);
    }

    private void reportIfSettled(final Account account) {
        final Reconciliation found = account.reconciliation();
        if (!found.isReportOwed() || !found.isComplete()) {
            return;
        }
        int inDoubt = 0;
        int parked = 0;
        for (int i = 0; i < state.orders().size(); i++) {
            final Order order = state.orders().at(i);
            if (order.accountId() == account.id()) {
                inDoubt += order.status() == OrderStatus.IN_DOUBT ? 1 : 0;
                parked += order.status() == OrderStatus.PARKED ? 1 : 0;
            }
        }
        if (inDoubt > 0 && state.nowNs() - found.beganNs() < REPORT_WAIT_NS_MAX) {
            return;
        }
        int equal = 0;
        int differing = 0;
        int decided = 0;
        int running = 0;
        boolean isReclaimed = false;
        for (int id = 1; id <= state.bots().count(); id++) {
            final Bot bot = state.bots().get(id);
            if (bot.accountId() != account.id()) {
                continue;
            }
            for (int side = 0; side < 2; side++) {
                final LegState leg = bot.leg(side == 0 ? Leg.LONG : Leg.SHORT);
                if (leg.driftSinceNs() != 0) {
                    differing++;
                } else if (!leg.isFlat()) {
                    equal++;
                }
            }
            decided += bot.lastDecidedOpenMs() != 0 && bot.lastDecidedOpenMs() == bot.fedOpenMs() ? 1 : 0;
            running += bot.isAlive() ? 1 : 0;
            isReclaimed |= bot.lease().isReclaimed() && bot.lease().claimedTerm() == state.term();
        }
        found.noteReported();
        audit.restartReport(state, account, inDoubt, parked, equal, differing, decided, running, isReclaimed);
    }

    // Leverage

    /** Sets the leverage of the bots that want it, each once; a setting that makes no sense is told in every session. */
    private void applyLeverage(final Account account) {
        for (int id = 1; id <= state.bots().count(); id++) {
            final Bot bot = state.bots().get(id);
            if (bot.accountId() == account.id() && account.reconciliation().isReportOwed()) {
                applyLeverageIfWanted(account, bot);
            }
        }
    }

    void applyLeverageIfWanted(final Account account, final Bot bot) {
        if (bot.settings().isOn(StrategyParameter.APPLY_LEVERAGE_ON_START)) {
            applyLeverage(account, bot);
        }
    }

    private void applyLeverage(final Account account, final Bot bot) {
        final long wantedE8 = bot.settings().valueOrZeroE8(StrategyParameter.FUTURES_LEVERAGE);
        final int leverage = bot.settings().whole(StrategyParameter.FUTURES_LEVERAGE);
        final int leverageMax = bot.settings().whole(StrategyParameter.MAX_LEVERAGE);
        if (leverage < 1 || wantedE8 % Fixed.ONE_E8 != 0) {
            audit.detail().add("futures.leverage is missing or no whole number");
            audit.bot(EventCode.LEVERAGE_CONFIG_INVALID, EventLevel.ERROR, bot, Order.NULL_PRICE, leverage);
        } else if (leverage > leverageMax) {
            audit.detail()
                    .add("futures.leverage ")
                    .add(leverage)
                    .add(" is above risk.max_leverage ")
                    .add(leverageMax);
            audit.bot(EventCode.LEVERAGE_BLOCKED_MAX, EventLevel.WARN, bot, Order.NULL_PRICE, leverage);
        } else if (leverage != bot.appliedLeverage()) {
            if (state.mode() == LaneMode.DRY_RUN) {
                bot.noteLeverage(leverage);
                audit.bot(EventCode.LEVERAGE_SET_DRY_RUN, EventLevel.INFO, bot, Order.NULL_PRICE, leverage);
            } else {
                intents.setLeverage(account, state.instruments().get(bot.instrumentId()), leverage);
            }
        }
    }

    /** The venue has set a leverage, or has not; the text is in the audit's detail. */
    void onLeverage(final Account account, final int instrumentId, final int leverage, final boolean succeeded) {
        if (succeeded) {
            onVenueLeverage(account, instrumentId, leverage, leverage);
        }
        for (int id = 1; id <= state.bots().count(); id++) {
            final Bot bot = state.bots().get(id);
            if (isOn(bot, account, instrumentId)
                    && bot.settings().isOn(StrategyParameter.APPLY_LEVERAGE_ON_START)
                    && bot.settings().whole(StrategyParameter.FUTURES_LEVERAGE) == leverage) {
                bot.noteLeverage(succeeded ? leverage : bot.appliedLeverage());
                audit.bot(
                        succeeded ? EventCode.LEVERAGE_SET : EventCode.LEVERAGE_SET_FAILED,
                        succeeded ? EventLevel.INFO : EventLevel.WARN,
                        bot,
                        Order.NULL_PRICE,
                        leverage);
            }
        }
    }

    /** The venue says what leverage an instrument has; one that is not what a bot knew is told. */
    void onVenueLeverage(final Account account, final int instrumentId, final int ofLong, final int ofShort) {
        for (int id = 1; id <= state.bots().count(); id++) {
            final Bot bot = state.bots().get(id);
            if (isOn(bot, account, instrumentId)) {
                final LegState leg = bot.leg(bot.trades(Leg.LONG) ? Leg.LONG : Leg.SHORT);
                final int before = leg.venueLeverage();
                bot.noteVenueLeverage(ofLong, ofShort);
                if (before != 0 && before != leg.venueLeverage()) {
                    audit.detail()
                            .add("leverage at the venue ")
                            .add(before)
                            .add(" -> ")
                            .add(leg.venueLeverage());
                    audit.bot(EventCode.LEVERAGE_CHANGED, EventLevel.WARN, bot, Order.NULL_PRICE, leg.venueLeverage());
                }
            }
        }
    }

    private static boolean isOn(final Bot bot, final Account account, final int instrumentId) {
        return bot.accountId() == account.id() && bot.instrumentId() == instrumentId;
    }
}
