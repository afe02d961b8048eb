package dragon.bench;

import dragon.bench.allocation.Allocation;
import dragon.bench.allocation.EpsilonRun;
import dragon.bench.report.Report;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dragon bench allocation}. */
@Command(
        name = "allocation",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Bytes that the engine thread allocates per input, kind by kind; and a JVM that never collects.")
final class AllocationCommand implements Callable<Integer> {
    @Mixin
    private BenchOptions options;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "10000000",
            description = "Of each kind; default 10 M.")
    private long events;

    @Option(
            names = "--epsilon-events",
            paramLabel = "N",
            defaultValue = "20000000",
            description = "Under Epsilon GC with a heap of 256 MB; 0 = not at all; default 20 M.")
    private long epsilonEvents;

    @Override
    public Integer call() throws Exception {
        final Report report = Allocation.run(options.directory(), ChronicleJournalConfig.standard(), events);
        if (epsilonEvents > 0) {
            EpsilonRun.run(report, options.directory(), epsilonEvents);
        }
        return options.finish(report);
    }
}
