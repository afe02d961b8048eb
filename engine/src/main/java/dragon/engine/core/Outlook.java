package dragon.engine.core;

import dragon.engine.core.account.Account;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.bot.BotStatus;
import dragon.engine.core.gate.Gate;
import dragon.engine.protocol.AccountStatus;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Surface;
import dragon.engine.protocol.SurfaceState;
import java.util.Locale;

/**
 * What an operator is told of a bot: what comes next, how it is, and why it is held back. The one derivation, for all screens.
 *
 * <p>Reads the state only, and is never asked by the core itself. Threading: the thread that owns the core.
 */
public final class Outlook {

    private final CoreState state;

    /** For this state. */
    public Outlook(final CoreState state) {
        this.state = state;
    }

    /** The circuit of an account's venue: {@code CLOSED} lets everything through, {@code OPEN} no entry. */
    public String exchangeState(final Account account) {
        if (!state.isGatewayUp()) {
            return "OPEN";
        }
        boolean isDegraded = false;
        for (final Surface surface : Surface.values()) {
            if (surface == Surface.NULL_VAL) {
                continue;
            }
            if (account.surface(surface) == SurfaceState.DOWN) {
                return "OPEN";
            }
            isDegraded |= account.surface(surface) != SurfaceState.UP;
        }
        return isDegraded ? "HALF_OPEN" : "CLOSED";
    }

    /** Why an account blocks entries; empty if it does not. */
    public String riskReason(final Account account) {
        if (account.status() != AccountStatus.ACTIVE) {
            return "account_not_active";
        }
        if (account.isDailyLossReached(state.nowNs())) {
            return "daily_loss_limit";
        }
        return account.isTotalLossReached() ? "total_loss_limit" : "";
    }

    /** What the bot does next, or what keeps it from doing anything: the first that applies. */
    public String next(final Bot bot) {
        final Account account = state.accounts().get(bot.accountId());
        if (!state.isLiveTrading()) {
            return "Blocked: live trading disabled";
        }
        if (bot.flatten().isActive()) {
            return "Flattening";
        }
        if (bot.status() == BotStatus.ERROR) { // No gate that opens gets it going again.
            return "Error (" + lastError(bot) + ")";
        }
        if (isKilled(bot, account)) {
            return "Kill switch";
        }
        final String halt = haltScope(bot, account);
        if (!halt.isEmpty()) {
            return "Halted (" + halt + ")";
        }
        final String exchange = exchangeState(account);
        if (!"CLOSED".equals(exchange)) {
            return "Exchange degraded (" + exchange + ")";
        }
        final String risk = riskReason(account);
        if (!risk.isEmpty()) {
            return "Risk blocked (" + risk + ")";
        }
        return switch (bot.status()) {
            case PAUSED -> "Paused";
            case STOPPED -> "Stopped";
            case QUEUED, RUNNING, ERROR -> "Waiting bar";
        };
    }

    /** What the bot says of itself at its heartbeat. */
    public String heartbeatMessage(final Bot bot) {
        if (bot.flatten().isActive()) {
            return "Flattening";
        }
        return switch (bot.status()) {
            case QUEUED -> state.isLiveTrading() ? "Bot starting" : "Blocked: live trading disabled";
            case PAUSED -> afterFlatten(bot);
            case STOPPED -> "Stopped by request";
            case ERROR -> lastError(bot);
            case RUNNING -> bot.isLeaseReclaimed() ? "Reclaimed stale job lease" : blockOrNext(bot);
        };
    }

    /** That an action was blocked and by what, as long as the block goes on; else what comes next. */
    private String blockOrNext(final Bot bot) {
        final Account account = state.accounts().get(bot.accountId());
        final boolean isLive = state.isLiveTrading();
        if (isLive && isKilled(bot, account) && isAnyBlocking(bot, Gate.KILL_SWITCH, Gate.PANIC)) {
            return "Blocked by kill switch";
        }
        final String next = next(bot);
        if (next.startsWith("Exchange degraded") && isAnyBlocking(bot, Gate.SESSION, Gate.RECONCILING, Gate.DEGRADED)) {
            return "Broker degraded: " + exchangeState(account);
        }
        if (next.startsWith("Risk blocked") && bot.isBlockedBy(Gate.ACCOUNT_STATUS)) {
            return "Blocked by account";
        }
        if (next.startsWith("Risk blocked") && isAnyBlocking(bot, Gate.DAILY_LOSS, Gate.TOTAL_LOSS)) {
            return "Blocked by account risk";
        }
        return next;
    }

    private static boolean isAnyBlocking(final Bot bot, final Gate... gates) {
        for (final Gate gate : gates) {
            if (bot.isBlockedBy(gate)) {
                return true;
            }
        }
        return false;
    }

    private static String afterFlatten(final Bot bot) {
        return switch (bot.flatten().outcome()) {
            case COMPLETED -> "Flatten completed";
            case FAILED, INCOMPLETE -> "Flatten failed";
            case DROPPED -> "Blocked by kill switch";
            case NONE -> "Paused";
        };
    }

    /** What the operator has asked of the bot beside its status; empty if nothing. */
    public String desiredAction(final Bot bot) {
        return bot.flatten().isActive() ? "flatten_now" : "";
    }

    private String haltScope(final Bot bot, final Account account) {
        if (state.halt().isOn()) {
            return "engine";
        }
        if (account.halt().isOn()) {
            return "account";
        }
        if (state.instruments().get(bot.instrumentId()).halt().isOn()) {
            return "symbol";
        }
        if (bot.halt().isOn()) {
            return "bot";
        }
        final boolean isLongHalted = bot.leg(Leg.LONG).halt().isOn() || !bot.trades(Leg.LONG);
        final boolean isShortHalted = bot.leg(Leg.SHORT).halt().isOn() || !bot.trades(Leg.SHORT);
        return isLongHalted && isShortHalted ? "leg" : "";
    }

    /** {@code ok}, {@code warn} or {@code error}. */
    public String health(final Bot bot) {
        final Account account = state.accounts().get(bot.accountId());
        if (bot.status() == BotStatus.ERROR || !lastError(bot).isEmpty()) {
            return "error";
        }
        final boolean isHeldBack = isKilled(bot, account)
                || !haltScope(bot, account).isEmpty()
                || !"CLOSED".equals(exchangeState(account))
                || !riskReason(account).isEmpty();
        return isHeldBack ? "warn" : "ok";
    }

    /** Code of what put the bot into error; empty if nothing did. */
    public String lastError(final Bot bot) {
        return bot.lastError() == EventCode.NULL_VAL
                ? ""
                : bot.lastError().name().toLowerCase(Locale.ROOT);
    }

    private boolean isKilled(final Bot bot, final Account account) {
        return state.isKilled(bot)
                || state.panic().isOn()
                || account.panic().isOn()
                || bot.panic().isOn();
    }
}
