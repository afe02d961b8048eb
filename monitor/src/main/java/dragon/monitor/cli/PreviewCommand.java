package dragon.monitor.cli;

import dragon.engine.botfile.BotFile;
import dragon.engine.botfile.BotSettings;
import dragon.engine.core.Core;
import dragon.engine.core.CoreLimits;
import dragon.engine.core.market.Instrument;
import dragon.engine.lane.StateImage;
import dragon.engine.lane.StateImageFile;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.snapshot.StateImageDecoder;
import dragon.monitor.snapshot.Decimals;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Verb {@code bot preview}: the whole ladder and its money, before the bot exists. Needs no engine and no lane. */
@Command(
        name = "preview",
        sortOptions = false,
        description = "Print the ladder of a bot file and its worst-case money, before the bot exists.",
        footer = {
            "",
            "Examples:",
            "  dragon bot preview --from presets/percent-ladder.toml --price 3120.4",
            "  dragon bot preview --from presets/dca-atr-hedge.toml --price 3120.4 --atr 18.9",
            "  dragon bot preview --from presets/dca-atr-long.toml --symbol PERP_BTC_USDT --balance 10000 --atr 220"
                    + " --json",
            "",
            "Price and steps of --symbol come from the newest state image of the lane, where there is one."
        })
final class PreviewCommand extends Verb {
    private static final int SCALE_MAX = 8;

    @Option(names = "--from", paramLabel = "FILE", required = true, description = "Bot file.")
    private Path file;

    @Option(names = "--price", description = "Price of the first entry; default: the newest of the symbol.")
    private String price;

    @Option(names = "--balance", paramLabel = "USD", description = "For a first entry in percent of the balance.")
    private String balance;

    @Option(names = "--atr", description = "Average true range, for distances in ATR.")
    private String atr;

    @Option(names = "--symbol", description = "As PERP_BTC_USDT; default: the file's.")
    private String symbol;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Any setting by its key.")
    private Map<String, String> set = Map.of();

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    @Option(names = "--plain", description = "Tab-separated, as in a pipe.")
    private boolean plain;

    private int priceScale;

    @Override
    ExitCode run() {
        final Map<String, String> overrides = new LinkedHashMap<>(set);
        if (symbol != null) {
            overrides.put("symbol", symbol);
        }
        final BotSettings bot = BotFile.read(file, overrides, BotFile.Purpose.TEST);
        final Optional<Instrument> instrument = bot.symbol().isEmpty() ? Optional.empty() : instrument(bot.symbol());
        final LadderPreview.Market market = market(bot, instrument);
        priceScale = Math.min(SCALE_MAX, Decimals.of(market.priceE8()).scale() + 2);
        final List<LadderPreview> ladders = new ArrayList<>();
        if (bot.legs() != Legs.SHORT_ONLY) {
            ladders.add(LadderPreview.of(bot, Leg.LONG, market));
        }
        if (bot.legs() != Legs.LONG_ONLY) {
            ladders.add(LadderPreview.of(bot, Leg.SHORT, market));
        }
        if (ladders.stream().anyMatch(ladder -> ladder.rungs().isEmpty())) {
            throw new Failure(
                    ExitCode.CONFIGURATION,
                    "The first entry of " + file + " would be nothing at a price of " + text(market.priceE8())
                            + ": its size is below the venue's smallest. Nothing was sent.",
                    "raise the size in section [sizing], or give a larger --balance");
        }
        if (json) {
            Report.printJson(out(), document(bot, market, instrument, ladders));
        } else {
            print(bot, market, instrument, ladders);
        }
        return ExitCode.DONE;
    }

    /** The newest price that the lane has seen, however old: a preview asks what would be, and prints the price it took. */
    static long lastPriceE8(final Instrument instrument) {
        final boolean isQuoted =
                instrument.bidPriceE8() != Instrument.NULL_PRICE && instrument.askPriceE8() != Instrument.NULL_PRICE;
        if (instrument.markPriceE8() != Instrument.NULL_PRICE || !isQuoted) {
            return instrument.markPriceE8();
        }
        return instrument.bidPriceE8() / 2 + instrument.askPriceE8() / 2;
    }

    private LadderPreview.Market market(final BotSettings bot, final Optional<Instrument> instrument) {
        final Long priceE8 = price == null
                ? instrument
                        .map(PreviewCommand::lastPriceE8)
                        .filter(each -> each != Instrument.NULL_PRICE)
                        .orElse(null)
                : positive("--price", price);
        if (priceE8 == null) {
            throw new Failure(
                    ExitCode.USAGE,
                    "No price is known" + (bot.symbol().isEmpty() ? "" : " of " + bot.symbol() + " on this lane") + ".",
                    "give one with --price");
        }
        final boolean isByBalance = bot.valueE8(StrategyParameter.SIZING, 0) == Decimals.parseE8("2");
        if (isByBalance && balance == null && bot.valueE8(StrategyParameter.BALANCE_OVERRIDE_USD, 0) == 0) {
            throw new Failure(
                    ExitCode.USAGE,
                    "The first entry of " + file + " is a percentage of the balance, and none is given.",
                    "give one with --balance USD");
        }
        return new LadderPreview.Market(
                priceE8,
                balance == null ? null : positive("--balance", balance),
                atr == null ? null : positive("--atr", atr),
                instrument.map(PreviewCommand::steps).orElse(LadderPreview.Steps.NONE));
    }

    /** The venue's steps of price and quantity; none where its filters are not known yet. */
    static LadderPreview.Steps steps(final Instrument instrument) {
        if (!instrument.hasFilters()) {
            return LadderPreview.Steps.NONE;
        }
        return new LadderPreview.Steps() {
            @Override
            public long onTick(final Side side, final long priceE8) {
                return instrument.onTick(side, priceE8);
            }

            @Override
            public long onStep(final long quantityE8) {
                return instrument.onStep(quantityE8);
            }
        };
    }

    private static Long positive(final String flag, final String text) {
        try {
            final long valueE8 = Decimals.parseE8(text);
            if (valueE8 > 0) {
                return valueE8;
            }
        } catch (final IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, flag + ": " + e.getMessage() + ".", "dragon bot preview --help", e);
        }
        throw new Failure(ExitCode.USAGE, flag + " must be above 0, found " + text + ".", "dragon bot preview --help");
    }

    /** The instrument as the newest state image of the lane knows it; an image that this build cannot read is none. */
    private Optional<Instrument> instrument(final String of) {
        if (!Files.isDirectory(lane().images())) {
            return Optional.empty();
        }
        try {
            final Optional<StateImage> image =
                    StateImageFile.in(lane().images()).newest(Long.MAX_VALUE, warning -> {});
            if (image.isEmpty()) {
                return Optional.empty();
            }
            final Core core = new Core(CoreLimits.DEFAULT);
            new StateImageDecoder()
                    .decode(core, image.get().buffer(), 0, image.get().length());
            return Optional.ofNullable(core.state().instruments().find(of));
        } catch (final RuntimeException e) {
            return Optional.empty();
        }
    }

    private void print(
            final BotSettings bot,
            final LadderPreview.Market market,
            final Optional<Instrument> instrument,
            final List<LadderPreview> ladders) {
        final Format format = plain || System.console() == null ? Format.TABS : Format.TABLE;
        err().println((bot.symbol().isEmpty() ? bot.name() : bot.name() + "  " + bot.symbol()) + "  price "
                + text(market.priceE8())
                + (market.atrE8() == null ? "" : "  ATR " + text(market.atrE8()))
                + (instrument.filter(Instrument::hasFilters).isPresent()
                        ? "  on the venue's steps"
                        : "  steps not known: nothing is rounded"));
        if (market.atrE8() == null && needsAtr(bot)) {
            err().println("Distances in ATR are left out. Next: give one with --atr");
        }
        err().flush();
        for (final LadderPreview ladder : ladders) {
            layout(ladder.leg().name()).print(out(), format, Map.of(), ladder.rungs());
        }
        ladders.forEach(ladder -> out().println(worstCase(ladder)));
        if (ladders.size() > 1) {
            out().println("worst case both   notional $ "
                    + usd(ladders.stream().mapToLong(LadderPreview::notionalE8).sum()));
        }
        out().flush();
    }

    private static boolean needsAtr(final BotSettings bot) {
        final long atrMode = Decimals.parseE8("2");
        return bot.valueE8(StrategyParameter.TAKE_PROFIT_MODE, 0) == atrMode
                || bot.valueE8(StrategyParameter.STOP_MODE, 0) == atrMode;
    }

    private static String worstCase(final LadderPreview ladder) {
        return String.format(
                Locale.ROOT,
                "worst case %-5s  notional $ %s   loss at the stop %s   margin %s",
                ladder.leg(),
                usd(ladder.notionalE8()),
                ladder.lossAtStopE8() == null
                        ? "unlimited: there is no stop"
                        : "$ " + usd(ladder.lossAtStopE8()) + " with fees",
                ladder.marginE8() == null ? "not known: figures.leverage is not given" : "$ " + usd(ladder.marginE8()));
    }

    private Report<LadderPreview.Rung> layout(final String leg) {
        return new Report<LadderPreview.Rung>("rungs")
                .column("step", leg, LadderPreview.Rung::name)
                .column("trigger", "TRIGGER", rung -> Decimals.of(rung.priceE8())
                        .setScale(Math.max(0, priceScale - 2), RoundingMode.HALF_UP))
                .column("quantity", "QTY", rung -> Decimals.of(rung.quantityE8()))
                .column("notionalUsd", "NOTIONAL$", rung -> money(rung.notionalE8()))
                .column("cumulativeQuantity", "CUM.QTY", rung -> Decimals.of(rung.cumulativeE8()))
                .column("average", "AVERAGE", rung -> rounded(rung.averageE8()))
                .column("breakEven", "BREAK-EVEN", rung -> rounded(rung.breakEvenE8()))
                .column("distancePct", "DIST.%", rung -> money(rung.distancePctE8()))
                .column("takeProfit", "TAKE PROFIT", rung -> rounded(rung.takeProfitE8()))
                .column("stop", "STOP", rung -> rounded(rung.stopE8()));
    }

    private Map<String, Object> document(
            final BotSettings bot,
            final LadderPreview.Market market,
            final Optional<Instrument> instrument,
            final List<LadderPreview> ladders) {
        final Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema", "dragon/ladder/1");
        document.put("bot", bot.name());
        document.put("symbol", bot.symbol().isEmpty() ? null : bot.symbol());
        document.put("price", Decimals.of(market.priceE8()));
        document.put("atr", Decimals.of(market.atrE8()));
        document.put("onSteps", instrument.filter(Instrument::hasFilters).isPresent());
        document.put("legs", ladders.stream().map(this::leg).toList());
        return document;
    }

    private Map<String, Object> leg(final LadderPreview ladder) {
        final Map<String, Object> leg = new LinkedHashMap<>();
        leg.put("leg", ladder.leg().name());
        leg.put(
                "rungs",
                ladder.rungs().stream().map(layout(ladder.leg().name())::json).toList());
        leg.put("worstCaseNotionalUsd", money(ladder.notionalE8()));
        leg.put("lossAtStopUsd", ladder.lossAtStopE8() == null ? null : money(ladder.lossAtStopE8()));
        leg.put("marginUsd", ladder.marginE8() == null ? null : money(ladder.marginE8()));
        return leg;
    }

    private BigDecimal rounded(final Long valueE8) {
        return valueE8 == null ? null : Decimals.of(valueE8).setScale(priceScale, RoundingMode.HALF_UP);
    }

    private static BigDecimal money(final long valueE8) {
        return Decimals.of(valueE8).setScale(2, RoundingMode.HALF_UP);
    }

    private static String usd(final long valueE8) {
        return String.format(Locale.ROOT, "%,.2f", money(valueE8));
    }

    private static String text(final long valueE8) {
        return Decimals.of(valueE8).toPlainString();
    }
}
