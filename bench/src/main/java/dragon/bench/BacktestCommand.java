package dragon.bench;

import dragon.bench.backtest.BacktestSpeed;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dragon bench backtest}. */
@Command(
        name = "backtest",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Candles a second of a backtest on one core, over run lengths and window lengths.")
final class BacktestCommand implements Callable<Integer> {
    @Mixin
    private BenchOptions options;

    @Option(
            names = "--candles",
            paramLabel = "N",
            defaultValue = "525600",
            description = "Of one minute; default a year, 525600.")
    private int candles;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "Of everything; default 5.")
    private int rounds;

    @Option(
            names = "--count-max",
            paramLabel = "N",
            defaultValue = "10000000",
            description = "Most candles of one run; default 10000000.")
    private int countMax;

    @Override
    public Integer call() {
        return options.finish(
                BacktestSpeed.run(new BacktestSpeed.Settings(Math.max(1, candles), Math.max(1, rounds), countMax)));
    }
}
