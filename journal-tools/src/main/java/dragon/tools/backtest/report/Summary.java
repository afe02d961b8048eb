package dragon.tools.backtest.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The figures of a backtest, by the names under which they are told. Money in USD, ratios in percent.
 *
 * <p>A fill counts as won or lost if it realised something; a cycle is done when its leg is flat again.
 */
public final class Summary {
    private static final int SCALE = 8;
    private static final int DIGITS = 4;

    private final Map<String, Object> figures = new LinkedHashMap<>();

    private Summary() {}

    /** The figures of a result. */
    public static Summary of(final BacktestResult result) {
        final Summary summary = new Summary();
        summary.fill(result);
        return summary;
    }

    private void fill(final BacktestResult result) {
        final EquityCurve equity = result.equity();
        final int last = equity.size() - 1;
        final long endE8 = last < 0 ? result.initialE8() : equity.equityE8(last);
        figures.put(
                "from",
                Instant.ofEpochMilli(result.candles().openMs(result.firstBar())).toString());
        figures.put(
                "to",
                Instant.ofEpochMilli(result.candles().endMs(result.endBar() - 1))
                        .toString());
        figures.put("bars", equity.size());
        figures.put("warmupBars", result.firstBar());
        figures.put("initialBalanceUsd", usd(result.initialE8()));
        figures.put("finalEquityUsd", usd(endE8));
        figures.put("netUsd", usd(endE8 - result.initialE8()));
        figures.put("netPct", ratio(100.0 * (endE8 - result.initialE8()) / result.initialE8()));
        fills(result);
        drawdown(result);
        time(equity);
        figures.put("openLongQuantity", last < 0 ? BigDecimal.ZERO : decimal(equity.longE8(last)));
        figures.put("openShortQuantity", last < 0 ? BigDecimal.ZERO : decimal(equity.shortE8(last)));
    }

    private void fills(final BacktestResult result) {
        long realizedE8 = 0;
        long feesE8 = 0;
        long profitE8 = 0;
        long lossE8 = 0;
        int won = 0;
        int lost = 0;
        int cycles = 0;
        int makers = 0;
        for (final Fill fill : result.fills()) {
            realizedE8 += fill.pnlE8();
            feesE8 += fill.feeE8();
            profitE8 += Math.max(0, fill.pnlE8());
            lossE8 += Math.min(0, fill.pnlE8());
            won += fill.pnlE8() > 0 ? 1 : 0;
            lost += fill.pnlE8() < 0 ? 1 : 0;
            cycles += fill.positionE8() == 0 ? 1 : 0;
            makers += fill.isMaker() ? 1 : 0;
        }
        figures.put("realizedUsd", usd(realizedE8));
        figures.put("feesUsd", usd(feesE8));
        figures.put("trades", result.fills().size());
        figures.put("makerTrades", makers);
        figures.put("cycles", cycles);
        figures.put("winRatePct", won + lost == 0 ? null : ratio(100.0 * won / (won + lost)));
        figures.put("profitFactor", lossE8 == 0 ? null : ratio((double) profitE8 / -lossE8));
    }

    private void drawdown(final BacktestResult result) {
        long peakE8 = result.initialE8();
        long worstE8 = 0;
        double worstPct = 0;
        for (int i = 0; i < result.equity().size(); i++) {
            final long equityE8 = result.equity().equityE8(i);
            peakE8 = Math.max(peakE8, equityE8);
            worstE8 = Math.max(worstE8, peakE8 - equityE8);
            worstPct = Math.max(worstPct, 100.0 * (peakE8 - equityE8) / peakE8);
        }
        figures.put("maxDrawdownUsd", usd(worstE8));
        figures.put("maxDrawdownPct", ratio(worstPct));
    }

    private void time(final EquityCurve equity) {
        int inMarket = 0;
        double exposure = 0;
        double exposureMax = 0;
        for (int i = 0; i < equity.size(); i++) {
            inMarket += equity.notionalE8(i) > 0 ? 1 : 0;
            final double part = equity.equityE8(i) <= 0 ? 0 : 100.0 * equity.notionalE8(i) / equity.equityE8(i);
            exposure += part;
            exposureMax = Math.max(exposureMax, part);
        }
        final int bars = Math.max(1, equity.size());
        figures.put("exposurePct", ratio(exposure / bars));
        figures.put("exposureMaxPct", ratio(exposureMax));
        figures.put("timeInMarketPct", ratio(100.0 * inMarket / bars));
    }

    /** All figures in their order; decimals are {@link BigDecimal}, what is not known is null. */
    public Map<String, Object> figures() {
        return figures;
    }

    /** One figure as a number, for sorting; what is not known is the smallest. */
    public double number(final String name) {
        return figures.get(name) instanceof final Number number ? number.doubleValue() : Double.NEGATIVE_INFINITY;
    }

    private static BigDecimal usd(final long valueE8) {
        return BigDecimal.valueOf(valueE8, SCALE).setScale(DIGITS, RoundingMode.HALF_EVEN);
    }

    private static BigDecimal decimal(final long valueE8) {
        final BigDecimal value = BigDecimal.valueOf(valueE8, SCALE).stripTrailingZeros();
        return value.scale() < 0 ? value.setScale(0) : value;
    }

    private static BigDecimal ratio(final double value) {
        return BigDecimal.valueOf(value).setScale(DIGITS, RoundingMode.HALF_EVEN);
    }
}
