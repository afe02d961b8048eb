package dragon.monitor.cli;

import dragon.monitor.snapshot.Decimals;
import dragon.monitor.snapshot.LaneSnapshot;
import dragon.monitor.snapshot.LaneSnapshot.Bot;
import dragon.monitor.snapshot.SnapshotReader;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Noun {@code bot}. */
@Command(
        name = "bot",
        description = "Create, watch, pause and stop bots.",
        subcommands = {BotCommand.ListVerb.class, BotCommand.ShowVerb.class})
final class BotCommand extends NounCommand {

    /** Verb {@code bot list}. */
    @Command(name = "list", description = "All bots.")
    static final class ListVerb extends ReadingVerb {
        @Override
        void show(final SnapshotReader reader, final LaneSnapshot snapshot) {
            BotReports.list(snapshot).print(out(), format(), head(snapshot), snapshot.bots());
        }
    }

    /** Verb {@code bot show}. */
    @Command(name = "show", description = "One bot: settings, legs, orders.")
    static final class ShowVerb extends ReadingVerb {
        @Parameters(paramLabel = "NAME", description = "Its name, or #id.")
        private String name;

        @Override
        void show(final SnapshotReader reader, final LaneSnapshot snapshot) throws SQLException {
            final Bot bot = Names.bot(snapshot, name);
            final Map<String, Object> settings = new LinkedHashMap<>();
            reader.parameters(bot.id())
                    .forEach(each -> settings.put(each.name().toLowerCase(Locale.ROOT), Decimals.of(each.valueE8())));
            final List<LaneSnapshot.Leg> legs = snapshot.legsOf(bot.id());
            final List<LaneSnapshot.Order> orders = snapshot.orders().stream()
                    .filter(order -> order.botId() == bot.id())
                    .toList();
            if (format() == Format.JSON) {
                final Map<String, Object> document = new LinkedHashMap<>();
                document.put("schema", "dragon/bot/1");
                document.putAll(head(snapshot));
                document.put("bot", BotReports.list(snapshot).json(bot));
                document.put("settings", settings);
                document.put(
                        "legs",
                        legs.stream().map(BotReports.legs(snapshot)::json).toList());
                document.put(
                        "orders",
                        orders.stream()
                                .map(OrdersCommand.layout(snapshot)::json)
                                .toList());
                Report.printJson(out(), document);
                return;
            }
            BotReports.list(snapshot).print(out(), format(), Map.of(), List.of(bot));
            out().println();
            settings.forEach((key, value) -> out().println(key + "\t" + value));
            out().println();
            BotReports.legs(snapshot).print(out(), format(), Map.of(), legs);
            out().println();
            OrdersCommand.layout(snapshot).print(out(), format(), Map.of(), orders);
        }
    }
}
