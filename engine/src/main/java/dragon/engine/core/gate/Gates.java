package dragon.engine.core.gate;

import dragon.engine.core.CoreState;
import dragon.engine.core.account.Account;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.bot.LegState;
import dragon.engine.core.market.Instrument;
import dragon.engine.core.order.Order;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.protocol.AccountStatus;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.PositionMode;

/** The one ladder that every order action passes at the moment of its intent. Reads the state, changes nothing. */
public final class Gates {
    /** Age of a quote above which nothing enters on it. */
    public static final long QUOTE_AGE_NS_MAX = 2_000_000_000L;

    /** Difference to the venue's clock above which nothing enters. */
    public static final long CLOCK_SKEW_MS_MAX = 1_000;

    private final CoreState state;

    public Gates(final CoreState state) {
        this.state = state;
    }

    /** The first closed gate on the way of an action for a leg of a bot, or {@link Gate#OPEN}. */
    public Gate firstClosed(final Bot bot, final LegState leg, final Action action, final long nowNs) {
        final Account account = state.accounts().get(bot.accountId());
        if (!state.isLiveTrading()) {
            return Gate.LIVE_TRADING;
        }
        if (state.isKilled() || account.isKilled() || bot.isKilled()) {
            return Gate.KILL_SWITCH;
        }
        if (isInPanic(bot) && action != Action.CANCEL) {
            return Gate.PANIC;
        }
        if (account.positionMode() == PositionMode.ONE_WAY) {
            return Gate.HEDGE_MODE;
        }
        if (!state.isGatewayUp()) {
            return Gate.SESSION;
        }
        if (action == Action.CANCEL) {
            return Gate.OPEN;
        }
        if (account.positionMode() != PositionMode.HEDGE) {
            return Gate.HEDGE_MODE_UNKNOWN;
        }
        final Instrument instrument = state.instruments().get(bot.instrumentId());
        if (!instrument.hasFilters() || !instrument.isTrading()) {
            return Gate.INSTRUMENT;
        }
        if (action == Action.REDUCE) {
            return Gate.OPEN; // The gates below block entries only.
        }
        if (isHalted(bot, leg)) {
            return Gate.HALT;
        }
        if (!account.isReconciled()) {
            return Gate.RECONCILING;
        }
        if (Math.abs(state.measuredOffsetMs()) > CLOCK_SKEW_MS_MAX) {
            return Gate.CLOCK_SKEW;
        }
        if (leg.isDriftReported()) {
            return Gate.POSITION_DRIFT;
        }
        if (hasOrderInDoubt(leg)) {
            return Gate.IN_DOUBT;
        }
        if (!instrument.isQuoteFresh(nowNs, QUOTE_AGE_NS_MAX)) {
            return Gate.STALE_QUOTE;
        }
        if (account.status() != AccountStatus.ACTIVE) {
            return Gate.ACCOUNT_STATUS;
        }
        if (account.isDailyLossReached(nowNs)) {
            return Gate.DAILY_LOSS;
        }
        if (account.isTotalLossReached()) {
            return Gate.TOTAL_LOSS;
        }
        return account.isDegraded() ? Gate.DEGRADED : Gate.OPEN;
    }

    /** True while entries of the leg are off by a halt of any scope. */
    public boolean isHalted(final Bot bot, final LegState leg) {
        return state.halt().isOn()
                || state.accounts().get(bot.accountId()).halt().isOn()
                || state.instruments().get(bot.instrumentId()).halt().isOn()
                || bot.halt().isOn()
                || leg.halt().isOn();
    }

    private boolean isInPanic(final Bot bot) {
        return state.panic().isOn()
                || state.accounts().get(bot.accountId()).panic().isOn()
                || bot.panic().isOn();
    }

    private boolean hasOrderInDoubt(final LegState leg) {
        return isInDoubt(leg.orderId(OrderRole.ENTRY))
                || isInDoubt(leg.orderId(OrderRole.DCA))
                || isInDoubt(leg.orderId(OrderRole.TAKE_PROFIT))
                || isInDoubt(leg.orderId(OrderRole.STOP_LOSS));
    }

    private boolean isInDoubt(final long clientOrderId) {
        final Order order = clientOrderId == 0 ? null : state.orders().get(clientOrderId);
        return order != null && order.status() == OrderStatus.IN_DOUBT;
    }
}
