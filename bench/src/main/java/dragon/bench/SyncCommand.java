package dragon.bench;

import dragon.bench.sync.SyncCost;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dragon bench sync}. */
@Command(
        name = "sync",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "What each sync policy of the journal costs on this disk: --dir says which.")
final class SyncCommand implements Callable<Integer> {
    private static final int BOTS_MAX = 1_000;
    private static final int EVENTS_MAX = 30_000;

    /** The orders of a run must fit into the core, which keeps ended ones for a while. */
    private static final int INTENTS_MAX = 50_000;

    @Mixin
    private BenchOptions options;

    @Option(names = "--blocks", paramLabel = "N", defaultValue = "20", description = "Of each kind; default 20.")
    private int blocks;

    @Option(
            names = "--bots",
            paramLabel = "N",
            defaultValue = "100",
            description = "Intents in a block, one by one and all at once; default 100.")
    private int bots;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Quotes in a block of backlog; default 20000.")
    private int events;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (blocks < 1 || bots < 1 || bots > BOTS_MAX || events < 1 || events > EVENTS_MAX) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--blocks must be at least 1, --bots from 1 to " + BOTS_MAX + ", --events from 1 to " + EVENTS_MAX
                            + ", found " + blocks + ", " + bots + " and " + events);
        }
        if (2L * (blocks + 1) * bots > INTENTS_MAX) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--blocks times --bots must be at most " + (INTENTS_MAX / 2 - bots) + ", found " + blocks
                            + " times " + bots);
        }
        return options.finish(SyncCost.run(
                new SyncCost.Settings(options.directory(), ChronicleJournalConfig.standard(), blocks, bots, events)));
    }
}
