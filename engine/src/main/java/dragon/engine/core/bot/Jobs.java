package dragon.engine.core.bot;

import dragon.engine.core.Audit;
import dragon.engine.core.CoreState;
import dragon.engine.core.account.Account;
import dragon.engine.core.fixed.Fixed;
import dragon.engine.core.gate.Action;
import dragon.engine.core.gate.Attempt;
import dragon.engine.core.gate.Gate;
import dragon.engine.core.gate.Gates;
import dragon.engine.core.market.CandleFeed;
import dragon.engine.core.market.PriceWatch;
import dragon.engine.core.order.Order;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.EventLevel;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.PositionMode;

/** The life of bots: queued, running, paused, stopped, error; and the fast tick, which is their heartbeat. */
public final class Jobs {
    private static final long COST_DIFFERENCE_E8_MAX = 5 * Fixed.ONE_E8;
    private static final long DRIFT_QUIET_NS = 5_000_000_000L;
    private static final long DRIFT_NS_MAX = 60_000_000_000L;

    private final CoreState state;
    private final Gates gates;
    private final OrderDesk desk;
    private final LegTrader trader;
    private final Panics panics;
    private final Attempt look = new Attempt();
    private final Audit audit;

    public Jobs(
            final CoreState state, final Gates gates, final OrderDesk desk, final LegTrader trader, final Audit audit) {
        this.state = state;
        this.gates = gates;
        this.desk = desk;
        this.trader = trader;
        panics = new Panics(state, desk, audit);
        this.audit = audit;
    }

    /** The fast tick of one bot: heartbeat, claim, gates shown, owed work tried again. */
    public void onFastTick(final Bot bot) {
        if (bot.isLeaseReclaimed() && bot.heartbeatNs() > bot.lease().reclaimedNs()) {
            bot.lease().noteReclaimSeen(); // Shown for the length of a heartbeat.
        }
        bot.heartbeat(state.nowNs());
        if (bot.status() == BotStatus.QUEUED && state.isLiveTrading()) {
            claim(bot);
        }
        if (bot.status() == BotStatus.RUNNING || bot.status() == BotStatus.PAUSED) {
            checkHedgeMode(bot);
        }
        showGate(bot);
        trader.retry(bot);
        trader.takeBackEntries(bot); // Of a halt; an order in doubt then may have turned up since.
        if (bot.status() == BotStatus.STOPPED) {
            trader.standDown(bot);
        }
        trader.trade(bot, false);
    }

    private void claim(final Bot bot) {
        bot.lease().claim(state.workerId(), state.term(), state.nowNs());
        if (bot.desiredStatus() == DesiredStatus.PAUSED) {
            bot.status(BotStatus.PAUSED);
            audit.bot(EventCode.BOT_PAUSED, EventLevel.INFO, bot, Order.NULL_PRICE, 0);
        } else {
            bot.status(BotStatus.RUNNING);
            audit.bot(EventCode.BOT_STARTED, EventLevel.INFO, bot, Order.NULL_PRICE, 0);
        }
    }

    /** A one-way account ends the job: its two legs would be one. */
    public void checkHedgeMode(final Bot bot) {
        final Account account = state.accounts().get(bot.accountId());
        final boolean isAlive = bot.status() == BotStatus.RUNNING || bot.status() == BotStatus.PAUSED;
        if (isAlive && account.positionMode() == PositionMode.ONE_WAY) {
            bot.fail(EventCode.HEDGE_MODE_REQUIRED);
            audit.detail()
                    .add("account ")
                    .add(account.label())
                    .add(" is in one-way mode; change it at the venue, then resume the bot");
            audit.bot(EventCode.HEDGE_MODE_REQUIRED, EventLevel.CRITICAL, bot, Order.NULL_PRICE, 0);
            trader.takeBackOpenings(bot); // Owed while the gate is closed: they leave once the mode is right again.
        }
    }

    /** Reports the gate that an entry would meet now, once an episode, so that a block shows without an order attempt. */
    private void showGate(final Bot bot) {
        if (!bot.isAlive()) {
            return;
        }
        latchLosses(bot);
        final LegState leg = bot.leg(bot.trades(Leg.LONG) ? Leg.LONG : Leg.SHORT);
        final long all = gates.closed(look.look(bot, leg, Action.ENTRY), state.nowNs());
        final Gate closed = Gates.first(all);
        if (bot.hasBlockedGates()) {
            final Gate[] gatesInOrder = Gate.all();
            for (int i = 1; i < gatesInOrder.length; i++) {
                final Gate gate = gatesInOrder[i];
                if (((all | Gates.OF_ORDERS) & gate.bit()) == 0 && bot.isBlockedBy(gate)) {
                    bot.noteOpen(gate);
                }
            }
        }
        if (bot.status() == BotStatus.RUNNING && closed != Gate.OPEN && closed != Gate.KILL_SWITCH) {
            desk.block(look, all);
        }
    }

    /** A loss that latches does so within a fast tick: it stays when prices come back. */
    private void latchLosses(final Bot bot) {
        final Account account = state.accounts().get(bot.accountId());
        if (gates.isBotLossReached(bot, state.nowNs())) {
            trader.latch(bot, "loss.bot");
        }
        if (!account.latch().isOn() && gates.isDrawnDown(account, state.nowNs())) {
            account.latch().set("engine", "loss.drawdown", state.nowNs());
            audit.detail().add("loss.drawdown: entries off until released");
            audit.account(
                    EventCode.LATCH_SET, EventLevel.CRITICAL, account.id(), account.equityE8(), account.peakEquityE8());
        }
    }

    /** The operator has given a bot other settings. */
    public void onSettingsChanged(final Bot bot) {
        if (bot.isAlive()) {
            trader.reconsider(bot);
        }
    }

    /** The operator wishes a bot to run, pause or stop. */
    public void desire(final Bot bot, final DesiredStatus desired) {
        bot.desiredStatus(desired);
        switch (desired) {
            case RUNNING -> run(bot);
            case PAUSED -> pause(bot);
            case STOPPED -> stop(bot);
            case NULL_VAL -> throw new IllegalArgumentException("no status");
        }
    }

    private void run(final Bot bot) {
        bot.flatten().forgetOutcome();
        final boolean isHeld = bot.lease().standing() == JobLease.Standing.HELD;
        if (bot.status() == BotStatus.PAUSED && isHeld) {
            bot.status(BotStatus.RUNNING);
        } else if (bot.status() != BotStatus.RUNNING) { // A flatten pauses also what nobody has claimed.
            bot.clearError();
            bot.status(BotStatus.QUEUED);
        }
        audit.bot(EventCode.BOT_RESUMED, EventLevel.INFO, bot, Order.NULL_PRICE, 0);
        trader.trade(bot, false); // What was kept parked follows the settings of now before it may activate.
    }

    private void pause(final Bot bot) {
        if (bot.status() == BotStatus.STOPPED || bot.status() == BotStatus.ERROR) {
            bot.clearError();
            bot.status(BotStatus.QUEUED); // Somebody has to look after its exits: the job is claimed and paused.
            return;
        }
        if (bot.status() == BotStatus.RUNNING) {
            bot.status(BotStatus.PAUSED);
        }
        audit.bot(EventCode.BOT_PAUSED, EventLevel.INFO, bot, Order.NULL_PRICE, 0);
        trader.trade(bot, false); // Rungs are taken back, the take profit stays.
    }

    private void stop(final Bot bot) {
        bot.status(BotStatus.STOPPED);
        trader.standDown(bot);
        audit.bot(EventCode.BOT_STOPPED, EventLevel.INFO, bot, Order.NULL_PRICE, 0);
    }

    /** The leader stops in order: the next one may take the job without asking. */
    public void onTermEnded(final Bot bot) {
        bot.lease().release();
    }

    /**
     * Another leader has begun.
     *
     * @param isLeaseLost whether the one before lived on after its lease had run out
     */
    public void onTermStarted(final Bot bot, final boolean isLeaseLost) {
        final JobLease lease = bot.lease();
        if (isLeaseLost && bot.isAlive() && lease.standing() == JobLease.Standing.HELD) {
            audit.detail()
                    .add(lease.claimedBy())
                    .add(" did not renew its lease of version ")
                    .add(lease.version());
            audit.bot(EventCode.JOB_LEASE_LOST, EventLevel.WARN, bot, Order.NULL_PRICE, lease.claimedTerm());
        }
        lease.lose();
        takeUp(bot);
    }

    /** Takes the job of a leader that has ended or is gone; not while live trading is off. */
    public void takeUp(final Bot bot) {
        final JobLease lease = bot.lease();
        if (!state.isLiveTrading() || !bot.isAlive() || lease.standing() == JobLease.Standing.HELD) {
            return;
        }
        if (lease.standing() != JobLease.Standing.STALE) {
            lease.claim(state.workerId(), state.term(), state.nowNs());
            return;
        }
        final String oldWorker = lease.claimedBy();
        final int oldTerm = lease.claimedTerm();
        lease.reclaim(state.workerId(), state.term(), state.nowNs());
        audit.detail()
                .add("from ")
                .add(oldWorker)
                .add(" by ")
                .add(lease.claimedBy())
                .add(", term ")
                .add(oldTerm)
                .add(" -> ")
                .add(state.term())
                .add(", lease version ")
                .add(lease.version())
                .add(", stale reclaims ")
                .add(lease.staleReclaims());
        audit.bot(EventCode.JOB_LEASE_RECLAIMED, EventLevel.WARN, bot, Order.NULL_PRICE, oldTerm);
    }

    /** A closed candle of the bot's feed, each once and in order, old ones too. */
    public void onCandle(
            final Bot bot,
            final long openMs,
            final long openE8,
            final long highE8,
            final long lowE8,
            final long closeE8) {
        if (openMs > bot.fedOpenMs()) {
            bot.noteFed(openMs);
            bot.strategy().onCandle(openMs, openE8, highE8, lowE8, closeE8);
        }
    }

    /** The candles that were asked for have come; tells, once, that they are too few. */
    public void onHistoryEnd(final Bot bot, final long newestOpenMs) {
        if (bot.fedOpenMs() == newestOpenMs && bot.candleCount() > 0) {
            trader.checkWarmth(bot);
        }
    }

    /** A candle of the bot's feed has closed and is the newest: decide once. */
    public void onBarClosed(final Bot bot, final long openMs, final long closeE8) {
        if (!bot.isAlive()
                || bot.lease().standing() != JobLease.Standing.HELD
                || openMs <= bot.lastDecidedOpenMs()
                || openMs != bot.fedOpenMs()) {
            return; // Nobody runs it, it is decided already, or its own history is still on its way.
        }
        tellPassedOver(bot, openMs);
        bot.noteDecided(openMs);
        audit.bot(EventCode.BAR_TICK, EventLevel.INFO, bot, closeE8, openMs);
        trader.trade(bot, true);
    }

    /** Candles that closed while nobody decided were fed to the strategy and are not decided any more: that is told, once for all. */
    private void tellPassedOver(final Bot bot, final long openMs) {
        final long nextMs = bot.lastDecidedOpenMs() + CandleFeed.lengthMs(bot.timeframe());
        if (bot.lastDecidedOpenMs() != 0 && openMs > nextMs) {
            audit.detail()
                    .add((openMs - nextMs) / CandleFeed.lengthMs(bot.timeframe()))
                    .add(" closed while nobody decided: only the newest one is");
            audit.bot(EventCode.BAR_MISSED, EventLevel.WARN, bot, Order.NULL_PRICE, nextMs);
        }
    }

    /** The venue said what a leg of the bot's account holds. */
    public void onVenuePosition(
            final Bot bot,
            final Leg which,
            final long quantityE8,
            final long averageE8,
            final long liquidationE8,
            final int adlQuantile,
            final int leverage,
            final boolean isFromQuery) {
        final LegState leg = bot.leg(which);
        leg.venueQuantityE8(quantityE8);
        final long oursE8 = heldByAll(bot.accountId(), bot.instrumentId(), which);
        leg.noteVenue(
                averageE8, liquidationE8, adlQuantile, leverage, isFromQuery, quantityE8 == oursE8, state.nowNs());
        if (isFromQuery && bot.flatten().isActive()) {
            trader.onPositionRead(
                    bot, which, quantityE8 - oursE8, isTrading(bot.accountId(), bot.instrumentId(), which, true));
        }
        if (!isDifferent(bot, oursE8, quantityE8)) {
            endDrift(bot, leg);
            if (isFromQuery && oursE8 == leg.quantityE8()) {
                compareCost(bot, leg, averageE8);
            }
        } else if (leg.driftSinceNs() == 0 || isTrading(bot.accountId(), bot.instrumentId(), which, false)) {
            leg.driftSinceNs(leg.isDriftReported() ? leg.driftSinceNs() : state.nowNs());
        } else if (!leg.isDriftReported() && state.nowNs() - leg.driftSinceNs() >= DRIFT_QUIET_NS) {
            leg.driftReported(true);
            audit.detail()
                    .add("venue ")
                    .add(quantityE8)
                    .add(" ours ")
                    .add(oursE8)
                    .add(" (E8); entries are blocked until they are equal");
            audit.leg(EventCode.POSITION_DRIFT, EventLevel.WARN, bot, which, OrderRole.NULL_VAL, quantityE8, oursE8);
        }
    }

    /** Quantities are equal: tells, once an episode, that by the venue's average the leg has another result than by ours. */
    private void compareCost(final Bot bot, final LegState leg, final long venueAverageE8) {
        if (venueAverageE8 <= 0 || isTrading(bot.accountId(), bot.instrumentId(), leg.leg(), false)) {
            return;
        }
        final long differenceE8 =
                leg.isFlat() ? 0 : Fixed.multiplyE8(venueAverageE8 - leg.averageEntryE8(), leg.quantityE8());
        if (leg.noteCostDifferent(Math.abs(differenceE8) > COST_DIFFERENCE_E8_MAX)) {
            audit.detail()
                    .add("average of the venue ")
                    .add(venueAverageE8)
                    .add(" ours ")
                    .add(leg.averageEntryE8())
                    .add(" (E8): the open result differs by more than 5 USD");
            audit.leg(
                    EventCode.PNL_RECONCILE_WARN,
                    EventLevel.WARN,
                    bot,
                    leg.leg(),
                    OrderRole.NULL_VAL,
                    leg.quantityE8(),
                    differenceE8);
        }
    }

    /** More than a step of the venue apart. */
    private boolean isDifferent(final Bot bot, final long oursE8, final long venueE8) {
        final long stepE8 = state.instruments().get(bot.instrumentId()).quantityStepE8();
        return Math.abs(oursE8 - venueE8) >= Math.max(1, stepE8);
    }

    private void endDrift(final Bot bot, final LegState leg) {
        leg.driftSinceNs(0);
        if (leg.isDriftReported()) {
            leg.driftReported(false);
            audit.leg(
                    EventCode.POSITION_DRIFT_ENDED,
                    EventLevel.INFO,
                    bot,
                    leg.leg(),
                    OrderRole.NULL_VAL,
                    leg.venueQuantityE8(),
                    leg.quantityE8());
        }
    }

    /** True when a difference is to be looked at again: the venue is to be asked for its positions. */
    public boolean wantsPositions(final Bot bot) {
        return watchDrift(bot, bot.leg(Leg.LONG)) | watchDrift(bot, bot.leg(Leg.SHORT));
    }

    private boolean watchDrift(final Bot bot, final LegState leg) {
        if (leg.driftSinceNs() == 0) {
            return false;
        }
        if (!isDifferent(bot, heldByAll(bot.accountId(), bot.instrumentId(), leg.leg()), leg.venueQuantityE8())) {
            endDrift(bot, leg); // A trade that was on its way has made them equal.
            return false;
        }
        final long ageNs = state.nowNs() - leg.driftSinceNs();
        if (leg.isDriftReported() && ageNs >= DRIFT_NS_MAX && bot.isAlive()) {
            bot.fail(EventCode.POSITION_DRIFT);
            audit.detail().add("the venue's leg is not ours for 60 s; put it right at the venue, then resume the bot");
            audit.bot(EventCode.BOT_ERROR, EventLevel.CRITICAL, bot, Order.NULL_PRICE, 0);
            trader.takeBackOpenings(bot);
        }
        if (ageNs < DRIFT_QUIET_NS || state.nowNs() - leg.driftAskedNs() < DRIFT_QUIET_NS) {
            return false;
        }
        leg.noteDriftAsked(state.nowNs());
        return true;
    }

    private long heldByAll(final int accountId, final int instrumentId, final Leg which) {
        long sumE8 = 0;
        for (int id = 1; id <= state.bots().count(); id++) {
            final Bot bot = state.bots().get(id);
            if (bot.accountId() == accountId && bot.instrumentId() == instrumentId) {
                sumE8 += bot.leg(which).quantityE8();
            }
        }
        return sumE8;
    }

    /** True while a report of a trade may be on its way, so that a difference means nothing yet; orders that rest count or not. */
    private boolean isTrading(
            final int accountId, final int instrumentId, final Leg which, final boolean isRestingCounted) {
        for (int i = 0; i < state.orders().size(); i++) {
            final Order order = state.orders().at(i);
            if (order.accountId() == accountId
                    && order.instrumentId() == instrumentId
                    && order.leg() == which
                    && (order.status() == OrderStatus.PENDING_NEW
                            || order.status() == OrderStatus.IN_DOUBT
                            || order.lacksTrades()
                            || isRestingCounted && order.status().isWorking()
                            || state.nowNs() - order.updatedNs() < DRIFT_QUIET_NS)) {
                return true;
            }
        }
        return false;
    }

    /** Notes that the level of an order has left its trigger book, or that of a watch. */
    public void noteFired(final long id) {
        if (PriceWatch.isWatch(id)) {
            final Bot bot = state.bots().get(PriceWatch.botId(id));
            bot.leg(PriceWatch.leg(id)).noteWatchSet(PriceWatch.of(id), false);
        } else {
            final Order order = state.orders().get(id);
            if (order != null) {
                order.noteLevelSet(false);
            }
        }
    }

    /** A level was reached by this price: a parked order activates, a resting one leaves its band, or a leg has waited for it. */
    public void onFired(final long id, final long priceE8) {
        if (PriceWatch.isWatch(id)) {
            final Bot bot = state.bots().get(PriceWatch.botId(id));
            trader.onWatch(bot, PriceWatch.leg(id), PriceWatch.of(id), priceE8);
            return;
        }
        final Order order = state.orders().get(id);
        if (order == null) {
            return;
        }
        final Bot bot = state.bots().get(order.botId());
        final LegState leg = bot.leg(order.leg());
        if (order.status() != OrderStatus.PARKED) {
            desk.park(bot, leg, order);
        } else if (bot.status() == BotStatus.RUNNING || bot.status() == BotStatus.PAUSED && order.isReduceOnly()) {
            desk.activate(bot, leg, order);
        }
    }

    /** Begins to take a bot out of the market. */
    public void flatten(final Bot bot, final long commandId, final boolean isThroughKill) {
        trader.flatten(bot, commandId, isThroughKill);
    }

    /** The timer of a flatten has fired. */
    public void onFlattenTimer(final int botId) {
        trader.onFlattenTimer(state.bots().get(botId));
    }

    /** Entries of the bot, or of one of its legs, are off from now on: takes back those that rest at the venue. */
    public void onHalted(final Bot bot) {
        trader.takeBackEntries(bot);
    }

    /** Takes back all that works of the scopes in panic; returns how many orders are still open. */
    public int beginPanic() {
        return panics.begin();
    }

    /** The timer of a panic has fired. */
    public void onPanicTimer() {
        panics.onTimer();
    }

    /** The timer of a leg that is being closed has fired. */
    public void onExitTimer(final long legId) {
        trader.onExitTimer(state.bots().get(PriceWatch.botId(legId)), PriceWatch.leg(legId));
    }
}
