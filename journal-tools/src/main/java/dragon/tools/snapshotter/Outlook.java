package dragon.tools.snapshotter;

import dragon.engine.core.CoreState;
import dragon.engine.core.account.Account;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.bot.BotStatus;
import dragon.engine.protocol.AccountStatus;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.Surface;
import dragon.engine.protocol.SurfaceState;
import java.util.Locale;

/** What an operator is told of a bot: what comes next, how it is, and why it is held back. Reads the state only. */
final class Outlook {
    private final CoreState state;

    Outlook(final CoreState state) {
        this.state = state;
    }

    /** The circuit of an account's venue: {@code CLOSED} lets everything through, {@code OPEN} no entry. */
    String exchangeState(final Account account) {
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
    String riskReason(final Account account) {
        if (account.status() != AccountStatus.ACTIVE) {
            return "account_not_active";
        }
        if (account.isDailyLossReached(state.nowNs())) {
            return "daily_loss_limit";
        }
        return account.isTotalLossReached() ? "total_loss_limit" : "";
    }

    /** What the bot does next, or what keeps it from doing anything: the first that applies. */
    String next(final Bot bot) {
        final Account account = state.accounts().get(bot.accountId());
        if (!state.isLiveTrading()) {
            return "Blocked: live trading disabled";
        }
        if (isKilled(bot, account)) {
            return "Kill switch";
        }
        final String exchange = exchangeState(account);
        if (!"CLOSED".equals(exchange)) {
            return "Exchange degraded (" + exchange + ")";
        }
        final String risk = riskReason(account);
        return risk.isEmpty() ? "Waiting bar" : "Risk blocked (" + risk + ")";
    }

    /** What the bot says of itself at its heartbeat. */
    String heartbeatMessage(final Bot bot) {
        return switch (bot.status()) {
            case QUEUED -> state.isLiveTrading() ? "Bot starting" : "Blocked: live trading disabled";
            case PAUSED -> "Paused";
            case STOPPED -> "Stopped by request";
            case ERROR -> lastError(bot);
            case RUNNING -> bot.isLeaseReclaimed() ? "Reclaimed stale job lease" : next(bot);
        };
    }

    /** {@code ok}, {@code warn} or {@code error}. */
    String health(final Bot bot) {
        final Account account = state.accounts().get(bot.accountId());
        if (bot.status() == BotStatus.ERROR || !lastError(bot).isEmpty()) {
            return "error";
        }
        final boolean isHeldBack = isKilled(bot, account)
                || !"CLOSED".equals(exchangeState(account))
                || !riskReason(account).isEmpty();
        return isHeldBack ? "warn" : "ok";
    }

    /** Code of what put the bot into error; empty if nothing did. */
    String lastError(final Bot bot) {
        return bot.lastError() == EventCode.NULL_VAL
                ? ""
                : bot.lastError().name().toLowerCase(Locale.ROOT);
    }

    private boolean isKilled(final Bot bot, final Account account) {
        return state.isKilled() || account.isKilled() || bot.isKilled();
    }
}
