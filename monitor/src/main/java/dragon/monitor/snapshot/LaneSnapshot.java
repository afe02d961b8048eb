package dragon.monitor.snapshot;

import java.util.List;

/**
 * One consistent look at a lane, read in one transaction.
 *
 * <p>Units as in the tables: names in {@code E8} are times 10^8, names in {@code At} are milliseconds since the epoch,
 * names in {@code Ns} nanoseconds; null = not known.
 */
public record LaneSnapshot(
        Lane lane, List<Account> accounts, List<Bot> bots, List<Leg> legs, List<Order> orders, List<Event> events) {

    /** Who leads the lane, and the gates that are the same for all bots. */
    public record Lane(
            String name,
            String mode,
            int term,
            String owner,
            long enginePid,
            long sequence,
            long engineTimeNs,
            long snapshotAt,
            boolean liveTrading,
            boolean killSwitch,
            boolean gatewayUp,
            long fastIntervalMs,
            int ordersInDoubt,
            int feedsFresh,
            int feedsTotal,
            String hold) {
        /** Whether orders are filled on paper. */
        public boolean isDryRun() {
            return mode.equals("DRY_RUN");
        }

        /** The mode as people see it: {@code LIVE}, {@code DRY} or {@code SIM}. */
        public String badge() {
            return isDryRun() ? "DRY" : mode;
        }
    }

    /** One trading account. */
    public record Account(
            int id,
            String label,
            String status,
            String positionMode,
            boolean killSwitch,
            Long dailyLossLimitE8,
            Long totalLossLimitE8,
            long dayNetE8,
            long totalNetE8,
            Long equityE8,
            Long freeCollateralE8,
            Long marginRatioE8,
            boolean riskBlocked,
            String riskReason,
            String exchangeState,
            int openOrders,
            Long reportedAt,
            long updatedAt,
            String hold,
            Long walletE8,
            Long walletAt,
            Long lastExchangeErrorAt,
            Long liquidationPctE8) {}

    /**
     * One limit of an account.
     *
     * @param state {@code set}, {@code unset} or {@code off}
     * @param usedE8 how much of it is used now, in its own unit; null = only an order can use it, or not known
     * @param raisedUntil when a raised one falls back, or null
     * @param origin file and line, or who typed it; empty while it is unset
     */
    public record Limit(
            int accountId, String key, String state, Long valueE8, Long usedE8, Long raisedUntil, String origin) {}

    /** One bot: one instrument on one account. */
    public record Bot(
            int id,
            String name,
            int accountId,
            String symbol,
            String timeframe,
            String legs,
            String status,
            String desiredStatus,
            boolean killSwitch,
            long heartbeatAt,
            String heartbeatMessage,
            String nextAction,
            String health,
            String lastError,
            Long lastCandleOpen,
            long barCount,
            long blockedActions,
            int openOrders,
            int openIntents,
            Long markE8,
            Long bidE8,
            Long askE8,
            Long quoteAt,
            long realizedE8,
            Long unrealizedE8,
            long feesE8,
            long fundingE8,
            long updatedAt,
            String desiredAction,
            String hold,
            String exchangeState,
            Long lastExchangeErrorAt,
            Long venueLeverage,
            String priceSource) {}

    /** One side of a bot's position, and where it goes next. */
    public record Leg(
            int botId,
            String leg,
            long quantityE8,
            Long averageEntryE8,
            Long venueQuantityE8,
            int entryCount,
            int maxEntries,
            Long nextDcaE8,
            Long takeProfitE8,
            long realizedE8,
            Long unrealizedE8,
            long feesE8,
            long updatedAt,
            Long liquidationE8,
            Long adlQuantile) {}

    /** One order, of any state. */
    public record Order(
            long clientOrderId,
            int botId,
            int accountId,
            String symbol,
            Long venueOrderId,
            String side,
            String leg,
            String role,
            String orderType,
            String status,
            Long priceE8,
            long quantityE8,
            long filledE8,
            Long averageE8,
            boolean reduceOnly,
            long createdAt,
            long updatedAt,
            String detail,
            long intentId,
            int attempt) {}

    /** Something that an operator may want to know. */
    public record Event(
            long sequence,
            long atNs,
            String level,
            String code,
            int accountId,
            int botId,
            String symbol,
            long clientOrderId,
            String leg,
            String side,
            String role,
            Long priceE8,
            Long quantityE8,
            Long amountE8,
            long referenceId,
            int count,
            String detail) {}

    /** The account of an id, or null. */
    public Account account(final int id) {
        return accounts.stream()
                .filter(account -> account.id() == id)
                .findFirst()
                .orElse(null);
    }

    /** The bot of an id, or null. */
    public Bot bot(final int id) {
        return bots.stream().filter(bot -> bot.id() == id).findFirst().orElse(null);
    }

    /** The legs of a bot, LONG first. */
    public List<Leg> legsOf(final int botId) {
        return legs.stream().filter(leg -> leg.botId() == botId).toList();
    }

    /** Name of an account for people: its label, or its number where it is not known. */
    public String accountLabel(final int id) {
        final Account account = account(id);
        return account == null ? "#" + id : account.label();
    }

    /** Name of a bot for people; empty for 0, which means none. */
    public String botName(final int id) {
        final Bot bot = bot(id);
        if (bot != null) {
            return bot.name();
        }
        return id == 0 ? "" : "#" + id;
    }
}
