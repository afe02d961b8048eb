package dragon.monitor.cli;

import dragon.engine.OperatorException;
import dragon.engine.botfile.BotFile;
import dragon.engine.botfile.BotSettings;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.transport.CommandAnswer;
import dragon.monitor.snapshot.Decimals;
import dragon.monitor.snapshot.LaneSnapshot;
import dragon.monitor.snapshot.LaneSnapshot.Bot;
import dragon.monitor.snapshot.SnapshotReader;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Noun {@code bot}. */
@Command(
        name = "bot",
        description = "Create, watch, pause and stop bots.",
        subcommands = {
            BotCommand.Create.class,
            PreviewCommand.class,
            BotCommand.ListVerb.class,
            BotCommand.ShowVerb.class,
            BotCommand.Pause.class,
            BotCommand.Resume.class,
            BotCommand.Stop.class
        })
final class BotCommand extends NounCommand {

    /** Verb {@code bot create}. */
    @Command(
            name = "create",
            sortOptions = false,
            description = "Create a bot and start its job.",
            footer = {
                "",
                "Examples:",
                "  dragon bot create eth-demo --from presets/dca-atr-hedge.toml --symbol PERP_ETH_USDT --account main",
                "  dragon bot create --from bots.d/eth.toml --set ladder.max_entries=3",
                "  dragon bot create eth --symbol PERP_ETH_USDT --timeframe 1m --account main --legs both \\",
                "      --base-quantity 0.1 --max-entries 5 --base-deviation-pct 0.7 --deviation-multiplier 1.2 \\",
                "      --volume-multiplier 1.4 --take-profit-pct 0.5"
            })
    static final class Create extends ActingVerb {
        @Parameters(arity = "0..1", paramLabel = "NAME", description = "Default with --from: the file's own name.")
        private String name;

        @Option(
                names = {"--from", "--file"},
                paramLabel = "FILE",
                description = "TOML; flags and --set change what it says.")
        private Path file;

        @Option(names = "--symbol", description = "As PERP_BTC_USDT.")
        private String symbol;

        @Option(names = "--account", description = "Its label, or #id.")
        private String account;

        @Option(names = "--timeframe", description = "1m, 5m, 15m, 30m, 1h, 4h or 1d.")
        private String timeframe;

        @Option(names = "--legs", paramLabel = "long|short|both", description = "Sides that it trades.")
        private String legs;

        @Option(names = "--base-quantity", paramLabel = "QTY", description = "Units of base of the first entry.")
        private String baseQuantity;

        @Option(names = "--max-entries", paramLabel = "N", description = "Entries a cycle, the first included.")
        private String maxEntries;

        @Option(names = "--base-deviation-pct", paramLabel = "PCT", description = "Distance of the first rung.")
        private String baseDeviationPct;

        @Option(names = "--deviation-multiplier", paramLabel = "X", description = "Each next rung is so much farther.")
        private String deviationMultiplier;

        @Option(names = "--volume-multiplier", paramLabel = "X", description = "Each next rung is so much larger.")
        private String volumeMultiplier;

        @Option(names = "--take-profit-pct", paramLabel = "PCT", description = "Distance of the take profit.")
        private String takeProfitPct;

        @Option(
                names = "--dca-activation-pct",
                paramLabel = "PCT",
                description = "Band in which a rung activates; 0 = rests.")
        private String dcaActivationPct;

        @Option(
                names = "--take-profit-activation-pct",
                paramLabel = "PCT",
                description = "The same of the take profit.")
        private String takeProfitActivationPct;

        @Option(names = "--entry-slippage-pct", paramLabel = "PCT", description = "How far an entry may reach.")
        private String entrySlippagePct;

        @Option(
                names = "--set",
                paramLabel = "KEY=VALUE",
                description = "Any setting by its key, as ladder.max_entries=5.")
        private Map<String, String> set = Map.of();

        @Option(names = "--paused", description = "Create it paused.")
        private boolean paused;

        private BotSettings bot;

        @Override
        void check() {
            final Map<String, String> typed = new LinkedHashMap<>();
            put(typed, "name", name);
            put(typed, "symbol", symbol);
            put(typed, "account", account);
            put(typed, "timeframe", timeframe);
            put(typed, "legs", legs);
            put(typed, "sizing.base_quantity", baseQuantity);
            put(typed, "ladder.max_entries", maxEntries);
            put(typed, "ladder.base_deviation_pct", baseDeviationPct);
            put(typed, "ladder.deviation_multiplier", deviationMultiplier);
            put(typed, "ladder.volume_multiplier", volumeMultiplier);
            put(typed, "take_profit.pct", takeProfitPct);
            put(typed, "activation.dca_pct", dcaActivationPct);
            put(typed, "activation.take_profit_pct", takeProfitActivationPct);
            put(typed, "entry.slippage_pct", entrySlippagePct);
            typed.putAll(set);
            bot = file == null ? BotFile.ofFlags(typed) : BotFile.read(file, typed, BotFile.Purpose.TRADE);
        }

        @Override
        void act(final Commander engine) throws Exception {
            final CommandAnswer answer = engine.createBot(
                    bot, accountId(bot.account()), paused ? DesiredStatus.PAUSED : DesiredStatus.RUNNING);
            done("bot " + bot.name() + " is #" + answer.createdId(), answer, "dragon bot show " + bot.name());
        }

        private static void put(final Map<String, String> typed, final String key, final String text) {
            if (text != null) {
                typed.put(key, text);
            }
        }
    }

    /** A verb that says what a bot shall be. */
    private abstract static class Desire extends ActingVerb {
        @Parameters(paramLabel = "NAME", description = "Its name, or #id.")
        private String name;

        final void desire(final Commander engine, final DesiredStatus desired) {
            final CommandAnswer answer = engine.setBotDesired(botId(name), desired);
            done(
                    "bot " + name + " wanted " + desired.name(),
                    answer,
                    desired == DesiredStatus.RUNNING ? "dragon bot show " + name : "dragon bot resume " + name);
        }
    }

    /** Verb {@code bot pause}. */
    @Command(name = "pause", description = "No new entries; exits and cancels go on.")
    static final class Pause extends Desire {
        @Override
        void act(final Commander engine) {
            desire(engine, DesiredStatus.PAUSED);
        }

        @Override
        void onNoAnswer(final OperatorException fault) {
            throw notKept(fault);
        }
    }

    /** Verb {@code bot resume}. */
    @Command(name = "resume", description = "Let it trade again.")
    static final class Resume extends Desire {
        @Override
        void act(final Commander engine) {
            desire(engine, DesiredStatus.RUNNING);
        }
    }

    /** Verb {@code bot stop}. */
    @Command(name = "stop", description = "End its job; its position stays as it is.")
    static final class Stop extends Desire {
        @Override
        void act(final Commander engine) {
            desire(engine, DesiredStatus.STOPPED);
        }

        @Override
        void onNoAnswer(final OperatorException fault) {
            throw notKept(fault);
        }
    }

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
