package dragon.tools.snapshotter;

import dragon.engine.core.CoreState;
import dragon.engine.core.Outlook;
import dragon.engine.core.account.Account;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.bot.JobLease;
import dragon.engine.core.bot.LegState;
import dragon.engine.core.gate.Gates;
import dragon.engine.core.gate.Limit;
import dragon.engine.core.gate.LimitUsage;
import dragon.engine.core.gate.Limits;
import dragon.engine.core.gate.Liquidation;
import dragon.engine.core.market.CandleFeed;
import dragon.engine.core.market.Instrument;
import dragon.engine.core.order.AfterCancel;
import dragon.engine.core.order.Order;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.lane.LaneIdentity;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.strategy.StrategySettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The state of the core as rows: statuses of jobs and accounts in lower case, the words of the market in upper case.
 *
 * <p>Threading: the thread that owns the core.
 */
final class StateRows {
    private static final long NS_PER_MS = 1_000_000L;

    private final CoreState state;
    private final Outlook outlook;
    private final HoldTexts holds;
    private final Liquidation liquidation;
    private final LimitUsage usage;
    private final List<Row> rows = new ArrayList<>();

    private StateRows(final CoreState state) {
        this.state = state;
        this.outlook = new Outlook(state);
        this.holds = new HoldTexts(state);
        this.liquidation = new Liquidation(state);
        this.usage = new LimitUsage(state);
    }

    /**
     * All rows of the state tables, orders included.
     *
     * @param laneName for the lane's own row
     * @param sequence of the record that the state is of
     * @param asOfMs of the wall clock, when this was last known to be the present state
     * @param nowMs of the wall clock, when the rows are made
     */
    static List<Row> of(
            final CoreState state, final String laneName, final long sequence, final long asOfMs, final long nowMs) {
        final StateRows all = new StateRows(state);
        all.addLane(laneName, sequence, asOfMs);
        all.addSettings(nowMs);
        for (int id = 1; id <= state.accounts().count(); id++) {
            all.addAccount(state.accounts().get(id), nowMs);
        }
        for (int id = 1; id <= state.bots().count(); id++) {
            all.addBot(state.bots().get(id), nowMs);
        }
        for (int i = 0; i < state.orders().size(); i++) {
            all.rows.add(order(state, state.orders().at(i)));
        }
        return all.rows;
    }

    private void addLane(final String laneName, final long sequence, final long asOfMs) {
        int inDoubt = 0;
        for (int i = 0; i < state.orders().size(); i++) {
            inDoubt += state.orders().at(i).status() == OrderStatus.IN_DOUBT ? 1 : 0;
        }
        int fresh = 0;
        for (int id = 1; id <= state.instruments().count(); id++) {
            fresh += state.instruments().get(id).isQuoteFresh(state.nowNs(), Gates.QUOTE_AGE_NS_MAX) ? 1 : 0;
        }
        rows.add(new Row(
                Table.LANE,
                1,
                laneName,
                LaneIdentity.nameOf(state.mode()),
                state.term(),
                state.owner(),
                state.processId(),
                sequence,
                state.nowNs(),
                asOfMs,
                flag(state.isLiveTrading()),
                flag(state.isKilled()),
                state.sessionId(),
                flag(state.isGatewayUp()),
                state.fastIntervalNs() / NS_PER_MS,
                inDoubt,
                fresh,
                state.instruments().count(),
                HoldTexts.of(state.panic(), state.kill(), state.halt())));
    }

    private void addSettings(final long nowMs) {
        addSetting("live_trading_enabled", Boolean.toString(state.isLiveTrading()), nowMs);
        addSetting("live_kill_switch_enabled", Boolean.toString(state.isKilled()), nowMs);
        addSetting("worker_fast_interval_ms", Long.toString(state.fastIntervalNs() / NS_PER_MS), nowMs);
        addSetting("intent_time_to_live_ms", Long.toString(state.intentTimeToLiveNs() / NS_PER_MS), nowMs);
    }

    private void addSetting(final String key, final String value, final long nowMs) {
        rows.add(new Row(Table.SETTINGS, key, value, nowMs));
    }

    private void addAccount(final Account account, final long nowMs) {
        int openOrders = 0;
        for (int i = 0; i < state.orders().size(); i++) {
            final Order order = state.orders().at(i);
            openOrders += order.accountId() == account.id() && order.status().isWorking() ? 1 : 0;
        }
        final String risk = outlook.riskReason(account);
        rows.add(new Row(
                Table.ACCOUNTS,
                account.id(),
                account.label(),
                account.status().name().toLowerCase(Locale.ROOT),
                account.positionMode().name(),
                flag(account.isKilled()),
                orNull(account.dailyLossLimitE8()),
                orNull(account.totalLossLimitE8()),
                account.dayNetE8(state.nowNs()),
                account.totalNetE8(),
                orNull(account.equityE8()),
                orNull(account.freeCollateralE8()),
                orNull(account.marginRatioE8()),
                flag(!risk.isEmpty()),
                risk,
                outlook.exchangeState(account),
                openOrders,
                msOrNull(account.reportedNs()),
                nowMs,
                HoldTexts.of(account.panic(), account.kill(), account.halt()),
                orNull(account.walletE8()),
                msOrNull(account.walletNs()),
                msOrNull(account.lastVenueErrorNs()),
                distanceOrNull(liquidation.nearestPctE8(account, state.nowNs()))));
        addLimits(account, nowMs);
    }

    private void addLimits(final Account account, final long nowMs) {
        for (final Limit limit : Limit.all()) {
            final long valueE8 = account.limits().valueE8(limit, state.nowNs());
            final boolean isSet = Limits.isSet(valueE8);
            final long untilNs = account.limits().raisedUntilNs(limit, state.nowNs());
            rows.add(new Row(
                    Table.LIMITS,
                    account.id(),
                    limit.key(),
                    isSet ? "set" : valueE8 == Limits.OFF ? "off" : "unset",
                    isSet ? (Long) valueE8 : null,
                    orNull(usage.ofE8(limit, account, state.nowNs())),
                    msOrNull(untilNs),
                    account.limits().origin(limit, state.nowNs()),
                    nowMs));
        }
    }

    private static Long distanceOrNull(final long pctE8) {
        return pctE8 == Liquidation.NONE ? null : orNull(pctE8);
    }

    private void addBot(final Bot bot, final long nowMs) {
        final Instrument instrument = state.instruments().get(bot.instrumentId());
        int openOrders = 0;
        int openIntents = 0;
        for (int i = 0; i < state.orders().size(); i++) {
            final Order order = state.orders().at(i);
            if (order.botId() == bot.id()) {
                openOrders += order.status().isWorking() ? 1 : 0;
                openIntents += order.status().isTerminal() ? 0 : 1;
            }
        }
        final LegState longLeg = bot.leg(Leg.LONG);
        final LegState shortLeg = bot.leg(Leg.SHORT);
        final Long unrealizedLongE8 = unrealizedE8(longLeg, instrument, state.nowNs());
        final Long unrealizedShortE8 = unrealizedE8(shortLeg, instrument, state.nowNs());
        final CandleFeed feed = instrument.feed(bot.timeframe());
        rows.add(new Row(
                Table.BOTS,
                bot.id(),
                bot.name(),
                bot.accountId(),
                instrument.symbol(),
                bot.timeframe().name(),
                bot.legs().name(),
                bot.status().name().toLowerCase(Locale.ROOT),
                bot.desiredStatus().name().toLowerCase(Locale.ROOT),
                flag(bot.isKilled()),
                bot.heartbeatNs() / NS_PER_MS,
                outlook.heartbeatMessage(bot),
                outlook.next(bot),
                outlook.health(bot),
                outlook.lastError(bot),
                feed == null || feed.lastOpenMs() == 0 ? null : feed.lastOpenMs(),
                bot.barCount(),
                bot.blockedActionCount(),
                openOrders,
                openIntents,
                orNull(instrument.markPriceE8()),
                orNull(instrument.bidPriceE8()),
                orNull(instrument.askPriceE8()),
                msOrNull(instrument.quotedNs()),
                longLeg.realizedE8() + shortLeg.realizedE8(),
                unrealizedLongE8 == null || unrealizedShortE8 == null ? null : unrealizedLongE8 + unrealizedShortE8,
                longLeg.feesE8() + shortLeg.feesE8(),
                bot.fundingE8(),
                nowMs,
                outlook.desiredAction(bot),
                holds.of(bot),
                outlook.exchangeState(state.accounts().get(bot.accountId())),
                msOrNull(state.accounts().get(bot.accountId()).lastVenueErrorNs()),
                leverageOrNull(bot.leg(bot.trades(Leg.LONG) ? Leg.LONG : Leg.SHORT)),
                instrument.valuationSource(state.nowNs()).name()));
        addJob(bot);
        addParameters(bot);
        addLeg(bot, longLeg, unrealizedLongE8, nowMs);
        addLeg(bot, shortLeg, unrealizedShortE8, nowMs);
    }

    private void addJob(final Bot bot) {
        final JobLease lease = bot.lease();
        rows.add(new Row(
                Table.JOBS,
                bot.id(),
                switch (bot.status()) {
                    case QUEUED -> "queued";
                    case RUNNING, PAUSED -> "running";
                    case STOPPED -> "finished";
                    case ERROR -> "error";
                },
                (bot.isAlive() ? lease.standing() : JobLease.Standing.FREE)
                        .name()
                        .toLowerCase(Locale.ROOT),
                lease.claimedBy(),
                lease.claimedTerm(),
                lease.claimedNs() / NS_PER_MS,
                lease.version(),
                lease.staleReclaims()));
    }

    private void addParameters(final Bot bot) {
        for (final StrategyParameter parameter : StrategyParameter.values()) {
            if (parameter != StrategyParameter.NULL_VAL
                    && bot.settings().valueE8(parameter) != StrategySettings.NULL_NUMBER) {
                rows.add(new Row(
                        Table.BOT_PARAMETERS,
                        bot.id(),
                        parameter.name().toLowerCase(Locale.ROOT),
                        bot.settings().valueE8(parameter)));
            }
        }
    }

    private void addLeg(final Bot bot, final LegState leg, final Long unrealizedE8, final long nowMs) {
        if (!bot.trades(leg.leg()) && leg.isFlat()) {
            return;
        }
        rows.add(new Row(
                Table.LEGS,
                bot.id(),
                leg.leg().name(),
                leg.quantityE8(),
                orNull(leg.averageEntryE8()),
                orNull(leg.venueQuantityE8()),
                leg.entryCount(),
                bot.settings().maxEntries(),
                priceOf(leg.orderId(OrderRole.DCA)),
                priceOf(leg.orderId(OrderRole.TAKE_PROFIT)),
                leg.realizedE8(),
                unrealizedE8,
                leg.feesE8(),
                nowMs,
                orNull(leg.liquidationPriceE8()),
                leg.adlQuantile() == 0 ? null : leg.adlQuantile()));
    }

    private static Integer leverageOrNull(final LegState leg) {
        return leg.venueLeverage() == 0 ? null : leg.venueLeverage();
    }

    private Long priceOf(final long clientOrderId) {
        final Order order = clientOrderId == 0 ? null : state.orders().get(clientOrderId);
        return order == null || order.status().isTerminal() ? null : orNull(order.targetPriceE8());
    }

    private static Long unrealizedE8(final LegState leg, final Instrument instrument, final long nowNs) {
        if (leg.isFlat()) {
            return 0L;
        }
        final long priceE8 = instrument.valuationPriceE8(nowNs);
        return priceE8 == Instrument.NULL_PRICE ? null : (Long) leg.unrealizedE8(priceE8);
    }

    /** One order as a row. */
    static Row order(final CoreState state, final Order order) {
        final Instrument instrument = state.instruments().get(order.instrumentId());
        return new Row(
                Table.ORDERS,
                order.clientOrderId(),
                order.botId(),
                order.accountId(),
                instrument == null ? "" : instrument.symbol(),
                order.venueOrderId() == 0 ? null : order.venueOrderId(),
                order.side().name(),
                order.leg().name(),
                order.role().name(),
                order.type().name(),
                order.status().name(),
                orNull(order.priceE8()),
                order.quantityE8(),
                order.filledQuantityE8(),
                orNull(order.averagePriceE8()),
                flag(order.isReduceOnly()),
                order.createdNs() / NS_PER_MS,
                order.updatedNs() / NS_PER_MS,
                detail(order),
                order.intentId(),
                order.attempt());
    }

    private static String detail(final Order order) {
        if (order.status().isTerminal()) {
            return "";
        }
        if (order.isCancelWanted() && order.afterCancel() == AfterCancel.PARK) {
            return "being parked";
        }
        if (order.isCancelSent()) {
            return "cancel sent";
        }
        return order.isCancelWanted() ? "cancel wanted" : "";
    }

    private static int flag(final boolean value) {
        return value ? 1 : 0;
    }

    private static Long orNull(final long value) {
        return value == Long.MIN_VALUE ? null : value; // Prices, quantities and sums share this null.
    }

    private static Long msOrNull(final long timeNs) {
        return timeNs == 0 ? null : timeNs / NS_PER_MS;
    }
}
