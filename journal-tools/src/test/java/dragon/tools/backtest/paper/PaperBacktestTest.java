package dragon.tools.backtest.paper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.botfile.BotFile;
import dragon.engine.botfile.BotSettings;
import dragon.engine.protocol.Timeframe;
import dragon.tools.backtest.report.BacktestResult;
import dragon.tools.backtest.report.CandleSeries;
import dragon.tools.backtest.report.Fill;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real core on the paper venue, against stories whose every fill can be worked out by hand. */
class PaperBacktestTest {
    private static final long MINUTE_MS = 60_000;
    private static final long START_MS = 1_746_403_200_000L;

    @TempDir
    private Path directory;

    @Test
    void entersTakingClimbsTheLadderRestingAndLeavesAtItsTarget() throws IOException {
        final BacktestResult result = run(
                bot("long", "0"),
                """
                1000,1000,1000,1000
                1000,1001,999,1000
                1000,1000,985,990
                990,1010,990,1008
                1008,1008,1008,1008
                """);

        // The candle before the first trade is history; the next one closes at 1000, falling: bid 1000, offer 1000.1.
        assertEquals(
                List.of(
                        "Initial-Long BUY 0.1 @ 1000.1 taker pnl 0 fee 0.050005 holds 0.1",
                        "DCA-L1 BUY 0.1 @ 990 maker pnl 0 fee 0.0198 holds 0.2",
                        // Average (100.01 + 99) / 0.2 = 995.05; half a percent above it, on the step above.
                        "TP_PCT SELL 0.2 @ 1000.1 maker pnl 1.01 fee 0.040004 holds 0",
                        "Initial-Long BUY 0.1 @ 1008.1 taker pnl 0 fee 0.050405 holds 0.1"),
                texts(result));
        assertEquals(4, result.equity().size());
    }

    @Test
    void theShortLegIsTheMirror() throws IOException {
        final BacktestResult result = run(
                bot("short", "0"),
                """
                1000,1000,1000,1000
                1000,1001,999,1000
                1000,1015,1000,1010
                1010,1010,990,992
                """);

        final List<String> texts = texts(result);
        assertEquals("Initial-Short SELL 0.1 @ 1000 taker pnl 0 fee 0.05 holds 0.1", texts.get(0));
        assertEquals("DCA-S1 SELL 0.1 @ 1010 maker pnl 0 fee 0.0202 holds 0.2", texts.get(1));
        assertTrue(texts.get(2).startsWith("TP_PCT BUY 0.2 @ 999.9 maker pnl 1.02"), texts.get(2));
    }

    @Test
    void ordersParkedByTheirBandTradeAtTheSamePrices() throws IOException {
        final String candles =
                """
                1000,1000,1000,1000
                1000,1001,999,1000
                1000,1000,985,990
                990,1010,990,1008
                """;

        assertEquals(
                texts(run(bot("long", "0"), candles)).subList(0, 3),
                texts(run(bot("long", "0.3"), candles)).subList(0, 3));
    }

    @Test
    void aHoleInTheCandlesIsFilledFromHistoryAndTheBotGoesOn() throws IOException {
        final Path file = directory.resolve("holes.csv");
        final StringBuilder text = new StringBuilder("ts_ms,open,high,low,close,volume\n");
        for (final int minute : new int[] {0, 1, 2, 5, 6, 7}) {
            text.append(START_MS + minute * MINUTE_MS).append(",1000,1000,1000,1000,1\n");
        }
        Files.writeString(file, text);

        final BacktestResult result = run(bot("long", "0"), file);
        assertEquals(1, result.fills().size());
        assertEquals(5, result.equity().size());
    }

    @Test
    void theSameCandlesGiveTheSameResultAndEveryDollarIsAccountedFor() throws IOException {
        final Random random = new Random(7);
        final StringBuilder text = new StringBuilder();
        long price = 10_000;
        for (int i = 0; i < 3_000; i++) {
            final long open = price;
            price = Math.max(5_000, price + random.nextInt(81) - 40);
            final long high = Math.max(open, price) + random.nextInt(20);
            final long low = Math.min(open, price) - random.nextInt(20);
            text.append(tenth(open)).append(',').append(tenth(high)).append(',');
            text.append(tenth(low)).append(',').append(tenth(price)).append('\n');
        }
        final BacktestResult first = run(bot("both", "0.2"), text.toString());
        final BacktestResult second = run(bot("both", "0.2"), text.toString());

        assertTrue(first.fills().size() > 50, "only " + first.fills().size() + " fills");
        assertEquals(first.fills(), second.fills());
        long moneyE8 = first.initialE8();
        for (final Fill fill : first.fills()) {
            moneyE8 += fill.pnlE8() - fill.feeE8();
        }
        final int last = first.equity().size() - 1;
        if (first.equity().notionalE8(last) == 0) {
            assertEquals(moneyE8, first.equity().equityE8(last));
        }
        assertEquals(first.equity().equityE8(last), second.equity().equityE8(last));
        assertTrue(!first.lines().isEmpty());
    }

    private static String tenth(final long value) {
        return BigDecimal.valueOf(value, 1).toPlainString();
    }

    private static List<String> texts(final BacktestResult result) {
        return result.fills().stream()
                .map(fill -> fill.note() + " " + fill.side() + " " + text(fill.quantityE8()) + " @ "
                        + text(fill.priceE8()) + (fill.isMaker() ? " maker" : " taker") + " pnl " + text(fill.pnlE8())
                        + " fee " + text(fill.feeE8()) + " holds " + text(fill.positionE8()))
                .toList();
    }

    private static String text(final long valueE8) {
        final BigDecimal value = BigDecimal.valueOf(valueE8, 8).stripTrailingZeros();
        return value.toPlainString();
    }

    private BotSettings bot(final String legs, final String bandPct) {
        return BotFile.ofFlags(Map.ofEntries(
                Map.entry("name", "test"),
                Map.entry("symbol", "PERP_TEST_USDT"),
                Map.entry("account", "none"),
                Map.entry("timeframe", "1m"),
                Map.entry("legs", legs),
                Map.entry("sizing.base_quantity", "0.1"),
                Map.entry("ladder.max_entries", "3"),
                Map.entry("ladder.base_deviation_pct", "1"),
                Map.entry("ladder.deviation_multiplier", "2"),
                Map.entry("ladder.volume_multiplier", "2"),
                Map.entry("ladder.base", "AVERAGE"),
                Map.entry("take_profit.pct", "0.5"),
                Map.entry("activation.dca_pct", bandPct),
                Map.entry("activation.take_profit_pct", bandPct)));
    }

    private BacktestResult run(final BotSettings bot, final String prices) throws IOException {
        final StringBuilder text = new StringBuilder("ts_ms,open,high,low,close,volume\n");
        long timeMs = START_MS;
        for (final String line : prices.lines().toList()) {
            text.append(timeMs).append(',').append(line).append(",1\n");
            timeMs += MINUTE_MS;
        }
        return run(bot, Files.writeString(directory.resolve("candles.csv"), text));
    }

    private static BacktestResult run(final BotSettings bot, final Path file) {
        final CandleSeries candles = CandleSeries.read(file);
        final long e8 = 100_000_000L;
        final PaperRules rules =
                new PaperRules("PERP_TEST_USDT", Timeframe.M1, e8 / 10, e8 / 1_000, e8 / 20, e8 / 50, 0, 10_000 * e8);
        return new PaperBacktest(bot, candles, candles, rules).run(1, candles.size(), bar -> {});
    }
}
