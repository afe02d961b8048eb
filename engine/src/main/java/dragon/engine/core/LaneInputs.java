package dragon.engine.core;

import dragon.engine.core.account.Account;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.bot.Jobs;
import dragon.engine.core.bot.OrderDesk;
import dragon.engine.core.fixed.Fixed;
import dragon.engine.core.market.CandleFeed;
import dragon.engine.core.market.Instrument;
import dragon.engine.core.order.Order;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.core.timer.TimerKind;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.EventLevel;
import dragon.engine.protocol.JournalStorageDecoder;
import dragon.engine.protocol.RefusalReason;
import dragon.engine.protocol.StorageState;
import dragon.engine.protocol.TermEndedDecoder;
import dragon.engine.protocol.TermStartedDecoder;

/** Inputs that the engine process writes itself: terms and time. */
final class LaneInputs {
    private static final long FEE_RATE_PCT_E8_MAX = 10 * Fixed.ONE_E8;
    private static final long GATEWAY_SILENCE_NS_MAX = 5_000_000_000L;
    private static final long ANSWER_NS_MAX = 5_000_000_000L;
    private static final long BYTES_PER_MIB = 1024 * 1024;
    private static final long ASK_AGAIN_NS = 10_000_000_000L;
    private static final long ENDED_ORDERS_KEPT_NS = 600_000_000_000L;

    /** A place that was held up on its way to the venue may still arrive. */
    private static final long VOID_ORDERS_KEPT_NS = 86_400_000_000_000L;

    private final CoreState state;
    private final Jobs jobs;
    private final OrderDesk desk;
    private final VenueInputs venue;
    private final MarketInputs market;
    private final Reconciler reconciler;
    private final Intents intents;
    private final Audit audit;

    LaneInputs(
            final CoreState state,
            final Jobs jobs,
            final OrderDesk desk,
            final VenueInputs venue,
            final MarketInputs market,
            final Reconciler reconciler,
            final Intents intents,
            final Audit audit) {
        this.state = state;
        this.jobs = jobs;
        this.desk = desk;
        this.venue = venue;
        this.market = market;
        this.reconciler = reconciler;
        this.intents = intents;
        this.audit = audit;
    }

    void onTermStarted(final TermStartedDecoder started) {
        final int oldTerm = state.term();
        if (started.term() <= oldTerm) {
            audit.refused(TermStartedDecoder.TEMPLATE_ID, RefusalReason.OLD_TERM, started.term());
            return;
        }
        state.beginTerm(
                started.term(),
                started.mode(),
                started.owner(),
                started.processId(),
                started.fastIntervalNs(),
                started.intentTimeToLiveNs(),
                feeRatePctE8(started));
        state.gatewayDown(); // Until it announces itself to this term.
        for (int i = 0; i < state.orders().size(); i++) {
            final Order order = state.orders().at(i);
            if (order.status() == OrderStatus.PENDING_NEW) {
                desk.doubt(order); // Nobody knows whether the gateway sent it before the old leader ended.
            } else if (order.status() == OrderStatus.IN_DOUBT) {
                order.beginDoubt(); // What the old leader had read last may be told again: one answer must not count
                // twice.
            }
        }
        final boolean isLeaseLost = started.isLeaseLost() == Bool.YES;
        for (int id = 1; id <= state.bots().count(); id++) {
            jobs.onTermStarted(state.bots().get(id), isLeaseLost);
        }
        if (!state.isFastTickSet()) {
            state.timers().set(state.nowNs() + state.fastIntervalNs(), TimerKind.FAST_TICK, 0);
            state.fastTickSet();
        }
    }

    /** Nothing where the leader is of a version that did not know it, or says what cannot be. */
    private static long feeRatePctE8(final TermStartedDecoder started) {
        final long ratePctE8 = started.feeRatePctE8();
        return ratePctE8 >= 0 && ratePctE8 <= FEE_RATE_PCT_E8_MAX ? ratePctE8 : 0;
    }

    void onTermEnded(final TermEndedDecoder ended) {
        if (ended.term() == state.term()) {
            state.endTerm();
            for (int id = 1; id <= state.bots().count(); id++) {
                jobs.onTermEnded(state.bots().get(id));
            }
        } else {
            audit.refused(TermEndedDecoder.TEMPLATE_ID, RefusalReason.OLD_TERM, ended.term());
        }
    }

    /** The gate follows the state; people are told of each change. */
    void onJournalStorage(final JournalStorageDecoder report) {
        final StorageState news = report.state();
        final long freeBytes = report.freeBytes();
        final long totalBytes = report.totalBytes();
        if (news == StorageState.NULL_VAL || freeBytes < 0 || totalBytes < 0) {
            audit.refused(JournalStorageDecoder.TEMPLATE_ID, RefusalReason.VALUE_OUT_OF_RANGE, freeBytes);
            return;
        }
        audit.detail()
                .add(freeBytes / BYTES_PER_MIB)
                .add(" MiB of ")
                .add(totalBytes / BYTES_PER_MIB)
                .add(" MiB free");
        if (news == StorageState.AT_FAULT || news == StorageState.SLOW) {
            final int textLength = report.textLength();
            audit.detail()
                    .add(": ")
                    .add(report.buffer(), report.limit() + JournalStorageDecoder.textHeaderLength(), textLength);
        }
        state.storage(news, freeBytes, totalBytes);
        switch (news) {
            case AT_FAULT -> audit.lane(EventCode.JOURNAL_FAULT, EventLevel.ERROR, freeBytes);
            case SPACE_LOW -> audit.lane(EventCode.DISK_LOW, EventLevel.ERROR, freeBytes);
            case SLOW -> audit.lane(EventCode.JOURNAL_SLOW, EventLevel.WARN, freeBytes);
            case SPACE_SHRINKING -> audit.lane(EventCode.DISK_LOW, EventLevel.WARN, freeBytes);
            default -> audit.lane(EventCode.DISK_OK, EventLevel.INFO, freeBytes);
        }
    }

    void onTimerTick() {
        final long nowNs = state.nowNs();
        if (state.isGatewayUp() && nowNs - state.gatewayHeardNs() > GATEWAY_SILENCE_NS_MAX) {
            // Before any timer intends an order: after a pause of the engine all timers are due in one tick.
            venue.gatewayDown("silent for 5 s");
        }
        while (state.timers().firstDueNs() <= nowNs) {
            final TimerKind kind = state.timers().firstKind();
            final long subject = state.timers().firstSubject();
            state.timers().removeFirst();
            switch (kind) {
                case FAST_TICK -> {
                    state.timers().set(nowNs + state.fastIntervalNs(), TimerKind.FAST_TICK, 0);
                    onFastTick(nowNs);
                }
                case ORDER_QUERY -> onOrderQuery(state.orders().get(subject));
                case LEG_EXIT -> jobs.onExitTimer(subject);
                case FLATTEN -> jobs.onFlattenTimer((int) subject);
                case PANIC -> jobs.onPanicTimer();
            }
        }
    }

    private void onOrderQuery(final Order order) {
        if (order != null) {
            desk.onQueryTimer(order);
        }
    }

    private void onFastTick(final long nowNs) {
        for (int i = 0; i < state.orders().size(); i++) {
            final Order order = state.orders().at(i);
            if (order.status() == OrderStatus.PENDING_NEW && nowNs - order.updatedNs() > ANSWER_NS_MAX) {
                desk.doubt(order);
            }
        }
        if (state.isGatewayUp()) {
            askAgain(nowNs);
        }
        for (int id = 1; id <= state.bots().count(); id++) {
            jobs.onFastTick(state.bots().get(id));
        }
        state.orders().evictEndedBefore(nowNs - ENDED_ORDERS_KEPT_NS, nowNs - VOID_ORDERS_KEPT_NS);
    }

    private boolean wantsPositions(final Account account) {
        boolean isWanted = false;
        for (int id = 1; id <= state.bots().count(); id++) {
            final Bot bot = state.bots().get(id);
            if (bot.accountId() == account.id()) {
                isWanted |= jobs.wantsPositions(bot);
            }
        }
        return isWanted;
    }

    private void askAgain(final long nowNs) {
        for (int id = 1; id <= state.accounts().count(); id++) {
            final Account account = state.accounts().get(id);
            if (!account.isReconciled() && nowNs - account.reconciliation().askedNs() > ASK_AGAIN_NS) {
                reconciler.ask(account);
            } else if (wantsPositions(account)) {
                intents.queryPositions(account);
            }
            reconciler.onFastTick(account);
        }
        for (int id = 1; id <= state.instruments().count(); id++) {
            final Instrument instrument = state.instruments().get(id);
            for (int i = 0; i < instrument.feedCount(); i++) {
                final CandleFeed feed = instrument.feedAt(i);
                if (feed.isHistoryPending() && nowNs - feed.historyAskedNs() > ASK_AGAIN_NS) {
                    market.askHistory(instrument, feed);
                }
            }
        }
    }
}
