package dragon.tools.backtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dragon.engine.strategy.BarProgram;
import dragon.engine.strategy.StrategySettings;
import dragon.engine.strategy.indicator.Indicators;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The compatible profile does what the original did: recorded orders, trades, equity and figures of the original's back-tests. */
class StrategyParityTest {
    private static final Path CASES =
            Path.of(System.getProperty("dragon.shared", "/nowhere"), "fixtures", "strategy-parity");
    private static final double E8 = 1e8;

    // The tolerances of the recordings' own page, for fixed point of eight decimals.
    private static final double PRICE = 1e-7;
    private static final double SIZE = 2e-6;
    private static final double EQUITY = 1e-6;
    private static final double INDICATOR = 1e-9;

    @TestFactory
    Stream<DynamicTest> equalsTheOriginal() throws IOException {
        if (!Files.isDirectory(CASES)) {
            return Stream.of(DynamicTest.dynamicTest("recordings", () -> assumeTrue(false, "no recordings here")));
        }
        final List<Path> directories;
        try (Stream<Path> listed = Files.list(CASES)) {
            directories = listed.filter(Files::isDirectory).sorted().toList();
        }
        return directories.stream()
                .map(directory -> DynamicTest.dynamicTest(
                        directory.getFileName().toString(), () -> new Comparison(new ParityCase(directory)).run()));
    }

    /** One run beside its recording. */
    private static final class Comparison implements BarsBacktest.BarListener {
        private final ParityCase recorded;
        private final Map<Integer, Map<String, String>> trace = new HashMap<>();
        private final StringBuilder firstDivergence = new StringBuilder();

        Comparison(final ParityCase recorded) {
            this.recorded = recorded;
            for (final Map<String, String> row : recorded.trace()) {
                trace.put(Integer.valueOf(row.get("index")), row);
            }
        }

        void run() {
            final StrategySettings settings = recorded.settings();
            final BarsBacktest backtest = new BarsBacktest(
                    settings,
                    recorded.backtest("timeframe_min").intValueExact(),
                    recorded.isAllowed("long"),
                    recorded.isAllowed("short"),
                    ParityCase.e8(recorded.backtest("initial_balance")),
                    ParityCase.e8(recorded.backtest("fee_rate")),
                    this);
            backtest.run(recorded.candles(), recorded.backtest("warmup_bars").intValueExact());
            assertEquals("", firstDivergence.toString(), "first divergence of the state");
            trades(backtest.broker().trades());
            orders(backtest.broker().orders());
            equity(backtest.equityE8());
            last(backtest);
            figures(backtest.metrics());
        }

        @Override
        public void onStep(final int index, final BarProgram program, final SimulatedBroker broker) {
            final Map<String, String> row = trace.get(index);
            if (row == null || firstDivergence.length() > 0) {
                return;
            }
            final Indicators indicators = program.indicators();
            final String where = "bar " + index + " ";
            same(where + "indicator_ready", row.get("indicator_ready"), indicators.isReady() ? "1" : "0");
            if (indicators.isReady()) {
                near(where, row, "trend_ma", indicators.trendE8(), INDICATOR);
                near(where, row, "bb_mid", indicators.bandsMiddleE8(), INDICATOR);
                near(where, row, "bb_upper", indicators.bandsUpperE8(), INDICATOR);
                near(where, row, "bb_lower", indicators.bandsLowerE8(), INDICATOR);
                // A difference of two averages is as exact as they are.
                final double priceE8 = indicators.bandsMiddleE8();
                near(where, row, "macd_line", indicators.macdLineE8(), INDICATOR, priceE8);
                near(where, row, "macd_signal", indicators.macdSignalE8(), INDICATOR, priceE8);
                near(where, row, "rsi", indicators.rsi() * E8, INDICATOR);
                same(where + "consensus_long", row.get("consensus_long"), indicators.isConsensusFor(true) ? "1" : "0");
                same(
                        where + "consensus_short",
                        row.get("consensus_short"),
                        indicators.isConsensusFor(false) ? "1" : "0");
            }
            final String side = broker.quantityE8() == 0 ? "FLAT" : broker.isLong() ? "LONG" : "SHORT";
            same(where + "position_side", row.get("position_side"), side);
            near(where, row, "position_size", broker.quantityE8(), SIZE);
            near(where, row, "position_avg_price", broker.averageE8(), PRICE);
            same(where + "entry_count", row.get("entry_count"), String.valueOf(program.entryCount()));
            same(where + "dca_level", row.get("dca_level"), String.valueOf(program.rungCount()));
            same(where + "trailing_active", row.get("trailing_active"), program.isTrailing() ? "1" : "0");
            if (program.isTrailing()) {
                final String extreme = "LONG".equals(side) ? "trailing_peak" : "trailing_trough";
                near(where, row, extreme, program.trailingExtremeE8(), PRICE);
            }
        }

        @Override
        public void onBarEnd(final int index, final long equityE8) {
            final Map<String, String> row = trace.get(index);
            if (row != null) {
                near("bar " + index + " ", row, "equity_end", equityE8, EQUITY);
            }
        }

        private void same(final String what, final String expected, final String actual) {
            if (firstDivergence.length() == 0 && !expected.equals(actual)) {
                firstDivergence
                        .append(what)
                        .append(": ")
                        .append(expected)
                        .append(" but ")
                        .append(actual);
            }
        }

        private void near(
                final String where,
                final Map<String, String> row,
                final String name,
                final double actualE8,
                final double tolerance) {
            near(where, row, name, actualE8, tolerance, actualE8);
        }

        private void near(
                final String where,
                final Map<String, String> row,
                final String name,
                final double actualE8,
                final double tolerance,
                final double scaleE8) {
            final double expected = Double.parseDouble(row.getOrDefault(name, "NaN"));
            final double difference = Math.abs(expected - actualE8 / E8);
            if (firstDivergence.length() == 0
                    && !(difference <= tolerance * Math.abs(scaleE8 / E8) || expected == actualE8)) {
                firstDivergence.append(where + name + ": " + expected + " but " + actualE8 / E8);
            }
        }

        private void trades(final List<Trade> trades) {
            final List<Map<String, Object>> expected = recorded.rows("trades");
            assertEquals(expected.size(), trades.size(), "trades");
            for (int i = 0; i < trades.size(); i++) {
                final Map<String, Object> row = expected.get(i);
                final Trade trade = trades.get(i);
                final String where = "trade " + i + " ";
                assertEquals(row.get("index").toString(), String.valueOf(trade.index()), where + "index");
                assertEquals(row.get("timestamp_ms").toString(), String.valueOf(trade.openTimeMs()), where + "time");
                assertEquals(row.get("side"), trade.isBuy() ? "LONG" : "SHORT", where + "side");
                assertEquals(row.get("note"), trade.note(), where + "note");
                assertEquals(
                        row.get("phase").toString().toUpperCase(Locale.ROOT),
                        trade.phase().name());
                final String side = trade.positionSign() == 0 ? "FLAT" : trade.positionSign() > 0 ? "LONG" : "SHORT";
                assertEquals(row.get("position_side"), side, where + "position side");
                assertNear(row, "price", trade.priceE8(), PRICE, where);
                assertNear(row, "size", trade.quantityE8(), SIZE, where);
                assertNear(row, "fee", trade.feeE8(), SIZE, where);
                assertMoney(row, "balance_after", trade.cashE8(), where);
                assertNear(row, "position_size", trade.positionQuantityE8(), SIZE, where);
                assertNear(row, "position_avg_price", trade.positionAverageE8(), PRICE, where);
                // A result is a small difference of two prices: it is as exact as they are.
                final double notional = trade.priceE8() / E8 * trade.quantityE8() / E8;
                final double pnl = number(row, "pnl");
                assertEquals(pnl, trade.pnlE8() / E8, Math.abs(pnl) * SIZE + notional * PRICE, where + "pnl");
            }
        }

        private void orders(final List<SimulatedOrder> orders) {
            final List<Map<String, Object>> expected = recorded.rows("orders");
            assertEquals(expected.size(), orders.size(), "orders");
            for (int i = 0; i < orders.size(); i++) {
                final Map<String, Object> row = expected.get(i);
                final SimulatedOrder order = orders.get(i);
                final String where = "order " + order.id() + " ";
                assertEquals(row.get("id").toString(), String.valueOf(order.id()), where);
                assertEquals(row.get("side"), order.isBuy() ? "LONG" : "SHORT", where + "side");
                assertEquals(row.get("status"), order.status().name(), where + "status");
                assertEquals(row.get("note"), order.note(), where + "note");
                assertEquals(row.get("placed_index").toString(), String.valueOf(order.placedIndex()), where + "placed");
                final Object closed = row.get("closed_index");
                assertEquals(closed == null ? "-1" : closed.toString(), String.valueOf(order.closedIndex()), where);
                assertNear(row, "price", order.priceE8(), PRICE, where);
                assertNear(row, "size", order.quantityE8(), SIZE, where);
                assertNear(row, "activation_pct", order.bandPctE8(), PRICE, where);
            }
        }

        private void equity(final long[] equityE8) {
            final List<?> samples = (List<?>) recorded.expected().get("equity_samples");
            for (final Object sample : samples) {
                final int index = ((BigDecimal) ((List<?>) sample).get(0)).intValueExact();
                final double expected = ((BigDecimal) ((List<?>) sample).get(1)).doubleValue();
                assertTrue(isNear(expected, equityE8[index] / E8, EQUITY), "equity of bar " + index);
            }
        }

        private void last(final BarsBacktest backtest) {
            final Map<String, Object> row = ParityCase.map(recorded.expected().get("final"));
            final SimulatedBroker broker = backtest.broker();
            assertMoney(row, "balance", broker.cashE8(), "final ");
            assertNear(row, "fees_total", broker.feesE8(), EQUITY, "final ");
            assertNear(row, "position_size", broker.quantityE8(), SIZE, "final ");
            assertEquals(
                    row.get("entry_count").toString(),
                    String.valueOf(backtest.program().entryCount()));
            assertEquals(
                    row.get("dca_level").toString(),
                    String.valueOf(backtest.program().rungCount()));
            final Map<String, BigDecimal> byNote = new TreeMap<>();
            broker.trades().forEach(trade -> byNote.merge(trade.note(), BigDecimal.ONE, BigDecimal::add));
            assertEquals(new TreeMap<>(ParityCase.map(row.get("trades_by_note"))), byNote);
        }

        private void figures(final Metrics metrics) {
            final Map<String, Object> expected =
                    ParityCase.map(recorded.expected().get("metrics"));
            assertEquals(expected.keySet(), metrics.values().keySet());
            final double initial = recorded.backtest("initial_balance").doubleValue();
            for (final Map.Entry<String, Object> figure : expected.entrySet()) {
                final String name = figure.getKey();
                final double actual = metrics.value(name);
                if (figure.getValue() == null) {
                    assertTrue(Double.isNaN(actual), name + ": none but " + actual);
                } else if ("inf".equals(figure.getValue())) {
                    assertEquals(Double.POSITIVE_INFINITY, actual, name);
                } else {
                    final double wanted = ((BigDecimal) figure.getValue()).doubleValue();
                    // Money is as exact as the equity that it is a difference of; ratios as the smallest trade.
                    final boolean isMoney = name.startsWith("net_profit") || name.startsWith("max_drawdown_abs");
                    final double slack = isMoney ? initial * EQUITY : Math.abs(wanted) * 1e-5 + 1e-9;
                    if (Math.abs(wanted - actual) > slack) {
                        fail(name + ": " + wanted + " but " + actual);
                    }
                }
            }
        }

        /** Cash is a part of equity, and as exact: what is missing there is in the position. */
        private void assertMoney(
                final Map<String, Object> row, final String name, final long actualE8, final String where) {
            final double slack = EQUITY * recorded.backtest("initial_balance").doubleValue();
            assertEquals(number(row, name), actualE8 / E8, slack, where + name);
        }

        private static double number(final Map<String, Object> row, final String name) {
            return ((BigDecimal) row.get(name)).doubleValue();
        }

        private static void assertNear(
                final Map<String, Object> row,
                final String name,
                final long actualE8,
                final double tolerance,
                final String where) {
            final double expected = number(row, name);
            if (!isNear(expected, actualE8 / E8, tolerance)) {
                fail(where + name + ": " + expected + " but " + actualE8 / E8);
            }
        }

        private static boolean isNear(final double expected, final double actual, final double tolerance) {
            return Math.abs(expected - actual) <= tolerance * Math.max(Math.abs(expected), Math.abs(actual));
        }
    }
}
