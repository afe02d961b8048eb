package dragon.bench;

import dragon.bench.latency.Latency;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dragon bench roll}. */
@Command(
        name = "roll",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "A journal that begins a new file every second, under load: what the first event behind a roll takes.")
final class RollCommand implements Callable<Integer> {
    private static final long ZEROED_AHEAD_BYTES = 32L * 1024 * 1024;
    private static final int WARM_UP_EVENTS = 400_000;

    @Mixin
    private BenchOptions options;

    @Option(
            names = "--rate",
            paramLabel = "R",
            defaultValue = "100000",
            description = "Inputs a second; default 100000.")
    private int rate;

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "60", description = "Under load; default 60.")
    private int seconds;

    @Override
    public Integer call() throws Exception {
        return options.finish(Latency.runWithRolls(new Latency.Settings(
                options.directory(),
                ChronicleJournalConfig.standard()
                        .withRoll(ChronicleJournalConfig.Roll.EVERY_SECOND)
                        .withZeroedAheadBytes(ZEROED_AHEAD_BYTES),
                rate,
                seconds,
                false,
                false,
                options.out(),
                WARM_UP_EVENTS)));
    }
}
