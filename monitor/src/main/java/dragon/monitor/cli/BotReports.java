package dragon.monitor.cli;

import dragon.monitor.snapshot.BotState;
import dragon.monitor.snapshot.Decimals;
import dragon.monitor.snapshot.LaneSnapshot;
import dragon.monitor.snapshot.LaneSnapshot.Bot;
import dragon.monitor.snapshot.LaneSnapshot.Leg;
import dragon.monitor.snapshot.Times;
import java.util.List;

/** How bots are told in rows. */
final class BotReports {
    private BotReports() {}

    static Report<Bot> list(final LaneSnapshot snapshot) {
        return new Report<Bot>("bots")
                .column("state", "ST", bot -> BotState.of(bot, snapshot).letters())
                .column("id", "ID", Bot::id)
                .column("name", "BOT", Bot::name)
                .column("symbol", "SYMBOL", Bot::symbol)
                .column("timeframe", "TF", Bot::timeframe)
                .column("legs", "LEGS", Bot::legs)
                .column("account", "ACCOUNT", bot -> snapshot.accountLabel(bot.accountId()))
                .column("status", "STATUS", Bot::status)
                .column("desiredStatus", "WANTED", Bot::desiredStatus)
                .column("position", "POSITION", bot -> position(snapshot, bot))
                .column("mark", "MARK", bot -> Decimals.of(bot.markE8()))
                .column("unrealized", "UPNL", bot -> Decimals.of(bot.unrealizedE8()))
                .column("realized", "REALIZED", bot -> Decimals.of(bot.realizedE8()))
                .column("openOrders", "ORDERS", Bot::openOrders)
                .column("openIntents", "INTENTS", Bot::openIntents)
                .column("next", "NEXT", Bot::nextAction)
                .detail("health", Bot::health)
                .detail("lastError", Bot::lastError)
                .detail("killSwitch", Bot::killSwitch)
                .detail("desiredAction", Bot::desiredAction)
                .detail("hold", Bot::hold)
                .detail("heartbeat", Bot::heartbeatMessage)
                .detail("heartbeatAt", bot -> Times.ofMs(bot.heartbeatAt()))
                .detail("heartbeatAtMs", Bot::heartbeatAt)
                .detail("barCount", Bot::barCount)
                .detail("blockedActions", Bot::blockedActions)
                .detail("bid", bot -> Decimals.of(bot.bidE8()))
                .detail("ask", bot -> Decimals.of(bot.askE8()))
                .detail("fees", bot -> Decimals.of(bot.feesE8()))
                .detail("funding", bot -> Decimals.of(bot.fundingE8()));
    }

    /** Both legs in a few characters: {@code L 0.015 S 0.2}, or {@code flat}. */
    static String position(final LaneSnapshot snapshot, final Bot bot) {
        final List<String> open = snapshot.legsOf(bot.id()).stream()
                .filter(leg -> leg.quantityE8() != 0)
                .map(leg -> leg.leg().charAt(0) + " "
                        + Decimals.of(leg.quantityE8()).toPlainString())
                .toList();
        return open.isEmpty() ? "flat" : String.join(" ", open);
    }

    static Report<Leg> legs(final LaneSnapshot snapshot) {
        return new Report<Leg>("positions")
                .column("bot", "BOT", leg -> snapshot.botName(leg.botId()))
                .column("botId", null, Leg::botId)
                .column(
                        "account",
                        "ACCOUNT",
                        leg -> snapshot.accountLabel(bot(snapshot, leg).accountId()))
                .column("symbol", "SYMBOL", leg -> bot(snapshot, leg).symbol())
                .column("leg", "LEG", Leg::leg)
                .column("quantity", "OURS", leg -> Decimals.of(leg.quantityE8()))
                .column("venueQuantity", "VENUE", leg -> Decimals.of(leg.venueQuantityE8()))
                .column("averageEntry", "ENTRY", leg -> Decimals.of(leg.averageEntryE8()))
                .column("mark", "MARK", leg -> Decimals.of(bot(snapshot, leg).markE8()))
                .column("unrealized", "UPNL", leg -> Decimals.of(leg.unrealizedE8()))
                .column("realized", "REALIZED", leg -> Decimals.of(leg.realizedE8()))
                .column("fees", "FEES", leg -> Decimals.of(leg.feesE8()))
                .column("entries", "DCA", leg -> leg.entryCount() + "/" + leg.maxEntries())
                .column("nextDca", "NEXT DCA", leg -> Decimals.of(leg.nextDcaE8()))
                .column("takeProfit", "TP", leg -> Decimals.of(leg.takeProfitE8()));
    }

    private static Bot bot(final LaneSnapshot snapshot, final Leg leg) {
        return snapshot.bot(leg.botId());
    }
}
