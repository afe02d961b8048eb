package dragon.bench;

import dragon.bench.start.ColdStart;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dragon bench start}. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "From the start of an engine's process to its first record in the journal.")
final class StartCommand implements Callable<Integer> {
    @Mixin
    private BenchOptions options;

    @Option(names = "--starts", paramLabel = "N", defaultValue = "20", description = "Of each kind; default 20.")
    private int starts;

    @Override
    public Integer call() throws Exception {
        return options.finish(ColdStart.run(options.directory(), starts));
    }
}
