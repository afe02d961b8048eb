package dragon.bench;

import dragon.bench.cost.Cost;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dragon bench cost}. */
@Command(
        name = "cost",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "What one event costs the engine thread, as a ratio to a bare append of the same bytes.")
final class CostCommand implements Callable<Integer> {
    private static final long ZEROED_AHEAD_BYTES = 256L * 1024 * 1024;

    @Mixin
    private BenchOptions options;

    @Option(names = "--blocks", paramLabel = "N", defaultValue = "200", description = "Of each kind; default 200.")
    private int blocks;

    @Option(names = "--events", paramLabel = "N", defaultValue = "20000", description = "In a block; default 20000.")
    private int events;

    @Option(
            names = "--bots",
            paramLabel = "N",
            defaultValue = "500",
            description = "Where each quote activates an order.")
    private int bots;

    @Override
    public Integer call() throws Exception {
        return options.finish(Cost.run(new Cost.Settings(
                options.directory(),
                ChronicleJournalConfig.standard().withZeroedAheadBytes(ZEROED_AHEAD_BYTES),
                blocks,
                events,
                bots)));
    }
}
