package dragon.tools.process;

import dragon.tools.backtest.run.ProgressMeter;
import dragon.tools.simulate.Campaign;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dragon simulate}: the fault simulator, one seed or many. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Run the engine and the gateway's session against an exchange, a disk, a clock and an operator that"
                        + " misbehave: one thread and one seed a run, virtual time, every invariant checked.",
        footer = {
            "",
            "Exit status: 0 = no violation, 10 = a violation was found; its scenario is in a file.",
            "",
            "Examples:",
            "  dragon simulate --seeds 200",
            "  dragon simulate --seeds 10000 --from 1000 --jobs 4 --classes A,B1,E5",
            "  dragon simulate --seed 4711",
            "  dragon simulate --exhaustive",
            "  dragon simulate --scenario simulate-4711-I-26.scenario"
        })
final class SimulateVerb implements Callable<Integer> {
    private static final String EVENTS_DEFAULT = "5000";
    private static final String EVENTS_OF_CRASHES = "1500";

    /** A lane that enters, adds, parks, activates and closes within its events. */
    private static final long SEED_OF_CRASHES = 1;

    @Option(names = "--seeds", paramLabel = "N", description = "Run so many seeds.")
    private long seeds;

    @Option(names = "--from", paramLabel = "S", defaultValue = "1", description = "First seed; default 1.")
    private long from;

    @Option(names = "--seed", paramLabel = "S", description = "Run this one.")
    private Long seed;

    @Option(names = "--scenario", paramLabel = "FILE", description = "Run a saved one.")
    private Path scenario;

    @Option(
            names = "--exhaustive",
            description =
                    "Run one short calm lane again and again: each time with another death at another boundary, and"
                            + " with each combination of faults in the life of one order.")
    private boolean isExhaustive;

    @Option(
            names = "--every",
            paramLabel = "N",
            defaultValue = "1",
            description = "With --exhaustive: only each N-th run; default all.")
    private int everyNth;

    @Option(
            names = "--depth",
            paramLabel = "D",
            defaultValue = "2",
            description = "With --exhaustive: how many faults may meet in the life of the order; default 2.")
    private int depth;

    @Option(names = "--jobs", paramLabel = "J", description = "Threads; default one for each core.")
    private int jobs = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--events",
            paramLabel = "E",
            description = "Events of a run before its faults stop; default " + EVENTS_DEFAULT + ", exhaustive "
                    + EVENTS_OF_CRASHES + ".")
    private Long events;

    @Option(
            names = "--classes",
            paramLabel = "A,B",
            split = ",",
            description = "Only these faults: ids as E5, or letters as E; default all.")
    private List<String> classes = List.of();

    @Option(names = "--out", paramLabel = "DIR", defaultValue = ".", description = "For scenario files; default here.")
    private Path directory;

    @Option(names = "--json", description = "One JSON document.")
    private boolean isJson;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        final boolean isOneSeed = seed != null && !isExhaustive;
        final int ways =
                (seeds != 0 ? 1 : 0) + (isOneSeed ? 1 : 0) + (scenario != null ? 1 : 0) + (isExhaustive ? 1 : 0);
        if (ways != 1) {
            throw new ParameterException(
                    spec.commandLine(), "exactly one of --seeds, --seed, --exhaustive and --scenario is needed.");
        }
        final long eventsOfRun =
                events != null ? events : Long.parseLong(isExhaustive ? EVENTS_OF_CRASHES : EVENTS_DEFAULT);
        if (seeds < 0 || jobs < 1 || eventsOfRun < 1 || everyNth < 1 || depth < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--seeds, --jobs, --every, --depth and --events are at least 1.");
        }
        final PrintWriter out = spec.commandLine().getOut();
        if (scenario != null) {
            return Campaign.runScenario(scenario, directory, isJson, out);
        }
        if (isExhaustive) {
            return Campaign.runExhaustively(
                    seed == null ? SEED_OF_CRASHES : seed, eventsOfRun, everyNth, depth, jobs, directory, isJson, out);
        }
        if (seed != null) {
            return Campaign.runSeed(seed, eventsOfRun, classes, directory, isJson, out);
        }
        final ProgressMeter progress =
                new ProgressMeter(spec.commandLine().getErr(), System.console() != null, "seeds", (int)
                        Math.min(seeds, Integer.MAX_VALUE));
        try {
            return Campaign.run(
                    from, seeds, jobs, eventsOfRun, classes, directory, isJson, out, done -> progress.done((int) done));
        } finally {
            progress.end();
        }
    }
}
