package dragon.bench;

import dragon.bench.recovery.Recovery;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dragon bench recovery}. */
@Command(
        name = "recovery",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Write a journal by the real loop, then read it back: warm, and in a cold JVM.")
final class RecoveryCommand implements Callable<Integer> {
    @Mixin
    private BenchOptions options;

    @Option(names = "--events", paramLabel = "N", defaultValue = "10000000", description = "Records; default 10 M.")
    private long events;

    @Override
    public Integer call() throws Exception {
        return options.finish(Recovery.run(options.directory(), ChronicleJournalConfig.standard(), events));
    }
}
