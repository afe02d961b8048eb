package dragon.tools.backtest;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The figures of a backtest, by the names of the original; ratios, not percent. In doubles: they are shown and compared, never
 * traded on. A figure that does not exist is NaN.
 */
public final class Metrics {
    private static final double E8 = 1e8;
    private static final double TAIL = 0.05;
    private static final double MS_PER_S = 1_000;

    private final Map<String, Double> values;

    private Metrics(final Map<String, Double> values) {
        this.values = values;
    }

    /** All figures by name, in the order in which they are shown. */
    public Map<String, Double> values() {
        return values;
    }

    /** One figure. */
    public double value(final String name) {
        return values.get(name);
    }

    /**
     * The figures of a run.
     *
     * @param equityE8 at the close of each bar
     */
    public static Metrics of(
            final long initialBalanceE8, final long[] equityE8, final List<Trade> trades, final long feesE8) {
        final double initial = initialBalanceE8 / E8;
        final double last = equityE8.length == 0 ? initial : equityE8[equityE8.length - 1] / E8;
        final double netProfit = last - initial;
        final double netReturn = initial > 0 ? netProfit / initial : Double.NaN;
        final double[] drawdown = drawdown(equityE8);
        final double[] returns = returns(equityE8);
        final double gainToPain = gainToPain(returns);
        final double tailRatio = tailRatio(returns);
        final Results results = Results.of(trades);
        final double product = results.profitFactor() * results.winRate() * results.rewardRisk();
        final double held = heldSeconds(trades);

        final Map<String, Double> values = new LinkedHashMap<>();
        values.put("final_equity", last);
        values.put("net_profit", netProfit);
        values.put("net_return_pct", netReturn);
        values.put("return_pct", netReturn);
        values.put("max_drawdown_abs", drawdown[0]);
        values.put("max_drawdown_pct", drawdown[1]);
        values.put("max_drawdown", drawdown[1]);
        values.put("win_rate", results.winRate());
        values.put("profit_factor", results.profitFactor());
        values.put("sharpe", sharpe(returns));
        values.put("sharpe_ratio", sharpe(returns));
        values.put("sortino", sortino(returns));
        values.put("sortino_ratio", sortino(returns));
        values.put("gain_to_pain", gainToPain);
        values.put("tail_ratio", tailRatio);
        values.put("cpc_index", Double.isFinite(product) ? product : ratio(netProfit, drawdown[0]));
        values.put("common_sense_ratio", gainToPain * tailRatio);
        values.put("total_trades", (double) trades.size());
        values.put("gross_profit", results.grossProfit());
        values.put("gross_loss", results.grossLoss());
        values.put("reward_risk", results.rewardRisk());
        values.put("avg_position_time_seconds", held);
        values.put("avg_position_time_s", held);
        values.put("fees_total", feesE8 / E8);
        return new Metrics(values);
    }

    private static double ratio(final double value, final double divisor) {
        return divisor == 0 ? Double.NaN : value / divisor;
    }

    /** The largest fall below a peak, and that fall as a part of its peak. */
    private static double[] drawdown(final long[] equityE8) {
        double peak = Double.NEGATIVE_INFINITY;
        double fall = 0;
        double part = 0;
        for (final long valueE8 : equityE8) {
            final double value = valueE8 / E8;
            peak = Math.max(peak, value);
            if (peak - value > fall) {
                fall = peak - value;
                part = peak > 0 ? fall / peak : 0;
            }
        }
        return new double[] {fall, part};
    }

    private static double[] returns(final long[] equityE8) {
        final double[] returns = new double[Math.max(0, equityE8.length - 1)];
        int count = 0;
        for (int i = 1; i < equityE8.length; i++) {
            if (equityE8[i - 1] > 0) {
                returns[count++] = (double) equityE8[i] / equityE8[i - 1] - 1;
            }
        }
        return Arrays.copyOf(returns, count);
    }

    private static double mean(final double[] values) {
        double sum = 0;
        for (final double value : values) {
            sum += value;
        }
        return ratio(sum, values.length);
    }

    private static double sharpe(final double[] returns) {
        final double mean = mean(returns);
        double squares = 0;
        for (final double value : returns) {
            squares += (value - mean) * (value - mean);
        }
        return ratio(mean, Math.sqrt(squares / returns.length)) * Math.sqrt(returns.length);
    }

    private static double sortino(final double[] returns) {
        double squares = 0;
        for (final double value : returns) {
            squares += Math.min(0, value) * Math.min(0, value);
        }
        return ratio(mean(returns), Math.sqrt(squares / returns.length)) * Math.sqrt(returns.length);
    }

    private static double gainToPain(final double[] returns) {
        double gains = 0;
        double pains = 0;
        for (final double value : returns) {
            gains += Math.max(0, value);
            pains += Math.max(0, -value);
        }
        return ratio(gains, pains);
    }

    private static double tailRatio(final double[] returns) {
        if (returns.length == 0) {
            return Double.NaN;
        }
        final double[] sorted = returns.clone();
        Arrays.sort(sorted);
        final double low = percentile(sorted, TAIL);
        return low >= 0 ? Double.NaN : percentile(sorted, 1 - TAIL) / Math.abs(low);
    }

    private static double percentile(final double[] sorted, final double part) {
        final double at = part * (sorted.length - 1);
        final int below = (int) Math.floor(at);
        final int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (at - below);
    }

    /** Mean time from flat to flat; a position that is still open does not count. */
    private static double heldSeconds(final List<Trade> trades) {
        double sumMs = 0;
        int spans = 0;
        long openedMs = 0;
        boolean isOpen = false;
        for (final Trade trade : trades) {
            if (!isOpen && trade.positionSign() != 0) {
                openedMs = trade.openTimeMs();
                isOpen = true;
            } else if (isOpen && trade.positionSign() == 0) {
                sumMs += trade.openTimeMs() - openedMs;
                spans++;
                isOpen = false;
            }
        }
        return ratio(sumMs / MS_PER_S, spans);
    }

    /** What closing trades brought. */
    private record Results(
            double grossProfit, double grossLoss, double winRate, double profitFactor, double rewardRisk) {
        static Results of(final List<Trade> trades) {
            double profit = 0;
            double loss = 0;
            int wins = 0;
            int losses = 0;
            for (final Trade trade : trades) {
                final double pnl = trade.pnlE8() / E8;
                profit += Math.max(0, pnl);
                loss += Math.min(0, pnl);
                wins += pnl > 0 ? 1 : 0;
                losses += pnl < 0 ? 1 : 0;
            }
            final double none = profit > 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            final double reward = ratio(ratio(profit, wins), Math.abs(ratio(loss, losses)));
            return new Results(
                    profit, loss, ratio(wins, (double) wins + losses), loss < 0 ? profit / -loss : none, reward);
        }
    }
}
