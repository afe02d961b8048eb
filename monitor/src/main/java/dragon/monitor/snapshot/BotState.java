package dragon.monitor.snapshot;

import dragon.monitor.snapshot.LaneSnapshot.Account;
import dragon.monitor.snapshot.LaneSnapshot.Bot;

/** What two letters say of a bot; the first that applies, worst first. */
public enum BotState {
    /** Needs a person. */
    ER,
    /** An order or a position is not explained. */
    UN,
    /** Paused or stopped by a person. */
    PA,
    /** Something blocks entries. */
    BL,
    /** An input is stale. */
    ST,
    /** Working. */
    OK;

    private static final long QUOTE_AGE_MS_MAX = 5_000;

    /** The letters as shown. */
    public String letters() {
        return name();
    }

    /** The state of a bot at the time of the snapshot. */
    public static BotState of(final Bot bot, final LaneSnapshot snapshot) {
        if (bot.status().equalsIgnoreCase("error") || !bot.lastError().isEmpty()) {
            return ER;
        }
        if (snapshot.orders().stream()
                .anyMatch(order -> order.botId() == bot.id() && order.status().equals("IN_DOUBT"))) {
            return UN;
        }
        if (!bot.desiredStatus().equalsIgnoreCase("running")) {
            return PA;
        }
        final Account account = snapshot.account(bot.accountId());
        if (!bot.hold().isEmpty()) {
            return BL;
        }
        if (!snapshot.lane().liveTrading()
                || snapshot.lane().killSwitch()
                || bot.killSwitch()
                || (account != null && (account.killSwitch() || account.riskBlocked()))) {
            return BL;
        }
        final boolean isQuoteFresh =
                bot.quoteAt() != null && snapshot.lane().snapshotAt() - bot.quoteAt() <= QUOTE_AGE_MS_MAX;
        if (!isQuoteFresh || !snapshot.lane().gatewayUp()) {
            return ST;
        }
        return bot.health().equalsIgnoreCase("ok") ? OK : BL;
    }
}
