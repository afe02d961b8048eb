package dragon.bench;

import dragon.bench.latency.Latency;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.process.Topology;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dragon bench latency}. */
@Command(
        name = "latency",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Open loop at a fixed rate: from schedule and from dequeue to journaled, beside the same loop"
                + " without an engine and with a bare append, in seconds that take turns.")
final class LatencyCommand implements Callable<Integer> {
    private static final int WARM_UP_EVENTS = 400_000;
    private static final int THREADED_CORES_MIN = 4;

    /** Where the load comes from. */
    enum Source {
        /** The engine thread, between two rounds: no second thread spins. */
        INLINE,
        /** A spinning thread. */
        THREAD
    }

    /** How the loop waits. */
    enum Idle {
        /** As the inline engine does. */
        BACKOFF,
        /** Never. */
        SPIN
    }

    @Mixin
    private BenchOptions options;

    @Option(
            names = "--rate",
            paramLabel = "R",
            defaultValue = "100000",
            description = "Inputs a second; default 100000.")
    private int rate;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "60",
            description = "Of each kind of loop; default 60.")
    private int seconds;

    @Option(
            names = "--topology",
            paramLabel = "NAME",
            defaultValue = "inline",
            description = "Only inline is measured.")
    private Topology topology;

    @Option(
            names = "--load",
            paramLabel = "FROM",
            description =
                    "inline: from the engine thread, between two rounds; thread: from a spinning thread of its own."
                            + " Default inline below four cores.")
    private Source load;

    @Option(
            names = "--idle",
            paramLabel = "HOW",
            defaultValue = "spin",
            description = "spin: never wait; backoff: as the engine does on a small machine; default spin.")
    private Idle idle;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (rate < 1 || seconds < 1) {
            throw new ParameterException(spec.commandLine(), "--rate and --seconds must be 1 or more");
        }
        if (topology != Topology.INLINE) {
            throw new ParameterException(spec.commandLine(), "--topology: only inline is measured");
        }
        final boolean isThreaded =
                load == null ? Runtime.getRuntime().availableProcessors() >= THREADED_CORES_MIN : load == Source.THREAD;
        return options.finish(Latency.run(new Latency.Settings(
                options.directory(),
                ChronicleJournalConfig.standard(),
                rate,
                seconds,
                idle == Idle.BACKOFF,
                isThreaded,
                options.out(),
                WARM_UP_EVENTS)));
    }
}
