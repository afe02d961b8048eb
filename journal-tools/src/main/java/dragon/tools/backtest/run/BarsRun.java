package dragon.tools.backtest.run;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.botfile.BotSettings;
import dragon.tools.backtest.paper.PaperRules;
import dragon.tools.backtest.report.BacktestResult;
import dragon.tools.backtest.report.CandleSeries;
import java.util.function.IntConsumer;

/** A backtest in mode {@code bars}. */
final class BarsRun {
    private final BotSettings bot;

    BarsRun(final BotSettings bot, final CandleSeries bars, final PaperRules rules) {
        this.bot = bot;
    }

    BacktestResult run(final int firstBar, final int endBar, final IntConsumer onBar) {
        throw new OperatorException(
                ExitStatus.CONFIG,
                "Fill mode bars is not built yet for bot " + bot.name() + "; nothing was run. Next: --fills paper");
    }
}
