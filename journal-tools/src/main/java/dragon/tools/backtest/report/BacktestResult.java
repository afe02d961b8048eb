package dragon.tools.backtest.report;

import dragon.engine.botfile.BotSettings;
import java.util.List;
import java.util.Map;

/**
 * All that a backtest leaves behind.
 *
 * @param fillMode {@code bars} or {@code paper}
 * @param candles of the bot's timeframe
 * @param firstBar index of the first candle that was traded; those before it only warmed the indicators
 * @param initialE8 balance at the beginning, USD times 10^8
 * @param metrics further figures by the names of the original, as ratios; NaN = there is none
 * @param elapsedNs how long it took
 */
public record BacktestResult(
        String fillMode,
        BotSettings bot,
        CandleSeries candles,
        int firstBar,
        int endBar,
        long initialE8,
        List<Fill> fills,
        EquityCurve equity,
        List<Line> lines,
        Map<String, Double> metrics,
        long elapsedNs) {}
