package dragon.bench;

import dragon.bench.lane.SimulatedLane;
import dragon.bench.recovery.Restart;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dragon bench restart}. */
@Command(
        name = "restart",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Write a long journal by the real loop, then start the real engine on it: with a state image, and without.")
final class RestartCommand implements Callable<Integer> {
    @Mixin
    private BenchOptions options;

    @Option(
            names = "--records",
            paramLabel = "N",
            defaultValue = "40000000",
            description = "Records; default 40 M, which take 6 GB while it runs.")
    private long records;

    @Option(
            names = "--within",
            paramLabel = "S",
            defaultValue = "3",
            description = "With an image each start takes at most so many seconds; default 3.")
    private double withinS;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (!(withinS > 0)) { // Nor what is no number.
            throw new ParameterException(spec.commandLine(), "--within must be more than 0, found " + withinS);
        }
        return options.finish(Restart.run(
                options.directory(),
                ChronicleJournalConfig.standard(),
                records,
                withinS,
                List.of(SimulatedLane.launcher("bench restart").toString(), "engine")));
    }
}
