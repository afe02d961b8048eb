package dragon.monitor.cli;

import dragon.monitor.snapshot.Decimals;
import dragon.monitor.snapshot.LaneSnapshot;
import dragon.monitor.snapshot.LaneSnapshot.Order;
import dragon.monitor.snapshot.SnapshotReader;
import dragon.monitor.snapshot.Times;
import java.sql.SQLException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Verb {@code orders}. */
@Command(name = "orders", description = "Parked and working orders; with --all the finished ones too.")
final class OrdersCommand extends ReadingVerb {
    @Option(names = "--bot", paramLabel = "NAME", description = "Only of this bot: its name, or #id.")
    private String bot;

    @Option(names = "--all", description = "Finished ones too.")
    private boolean all;

    @Override
    void show(final SnapshotReader reader, final LaneSnapshot snapshot) throws SQLException {
        final int botId = bot == null ? 0 : Names.bot(snapshot, bot).id();
        final List<Order> orders = (all ? reader.allOrders() : snapshot.orders())
                .stream().filter(order -> botId == 0 || order.botId() == botId).toList();
        layout(snapshot).print(out(), format(), head(snapshot), orders);
    }

    static Report<Order> layout(final LaneSnapshot snapshot) {
        return new Report<Order>("orders")
                .column("clientOrderId", "CLIENT-ID", order -> Long.toString(order.clientOrderId()))
                .column("bot", "BOT", order -> snapshot.botName(order.botId()))
                .column("symbol", "SYMBOL", Order::symbol)
                .column("leg", "LEG", Order::leg)
                .column("role", "ROLE", Order::role)
                .column("side", "SIDE", Order::side)
                .column("quantity", "QTY", order -> Decimals.of(order.quantityE8()))
                .column("filled", "FILLED", order -> Decimals.of(order.filledE8()))
                .column("price", "PRICE", order -> Decimals.of(order.priceE8()))
                .column("type", "TYPE", Order::orderType)
                .column("status", "STATE", Order::status)
                .column("createdAt", "CREATED", order -> Times.ofMs(order.createdAt()))
                .column("why", "WHY", Order::detail)
                .detail("account", order -> snapshot.accountLabel(order.accountId()))
                .detail(
                        "venueOrderId",
                        order -> order.venueOrderId() == null ? null : Long.toString(order.venueOrderId()))
                .detail("averagePrice", order -> Decimals.of(order.averageE8()))
                .detail("reduceOnly", Order::reduceOnly)
                .detail("createdAtMs", Order::createdAt)
                .detail("updatedAt", order -> Times.ofMs(order.updatedAt()))
                .detail("updatedAtMs", Order::updatedAt)
                .detail("intent", order -> Long.toString(order.intentId()))
                .detail("attempt", Order::attempt);
    }
}
