package dragon.bench.smoke;

import dragon.bench.lane.SimulatedLane;
import dragon.engine.ExitStatus;
import dragon.tools.journal.JsonOutput;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dragon smoke run}. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Go through the operator's checklist with real processes and real kills, on lanes of its own.",
            "Needs nothing, touches no lane of yours, sends nothing to any exchange."
        },
        footer = {
            "",
            "Examples:",
            "  dragon smoke run                 all of it, three minutes",
            "  dragon smoke run --items 0,2,6 --json",
            "",
            "Exit status: 0 every item passed, 2 usage, 10 something did not hold: its lane is kept."
        })
final class SmokeRunCommand implements Callable<Integer> {
    private static final int LANES_MAX = 4;

    @Option(
            names = "--items",
            paramLabel = "LIST",
            split = ",",
            description = "Numbers of the checklist, as 0,2,6; default all.")
    private List<String> numbers = List.of();

    @Option(names = "--json", description = "One JSON document on standard output.")
    private boolean isJson;

    @Option(names = "--keep", description = "Keep the lanes even if everything held.")
    private boolean isKept;

    @Option(
            names = "--lanes",
            paramLabel = "N",
            defaultValue = "2",
            description = "Lanes beside each other; default 2.")
    private int lanes;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Of the prices; default 1.")
    private long seed;

    @Option(names = "--debug", description = "Show the stack of an error.")
    private boolean isDebug;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (lanes < 1 || lanes > LANES_MAX) {
            throw new ParameterException(
                    spec.commandLine(), "--lanes must be from 1 to " + LANES_MAX + ", found " + lanes);
        }
        final List<Item> items = items();
        final PrintWriter out = spec.commandLine().getOut();
        final PrintWriter err = spec.commandLine().getErr();
        final long beganNs = System.nanoTime();
        final List<SmokeRun.Outcome> outcomes;
        final List<Path> kept;
        try (SmokeRun run = new SmokeRun(SimulatedLane.launcher("smoke run"), items, lanes, isKept, seed, err)) {
            final Thread onSignal = new Thread(run::close, "stop");
            Runtime.getRuntime().addShutdownHook(onSignal);
            outcomes = run.run();
            kept = run.kept();
            Runtime.getRuntime().removeShutdownHook(onSignal);
        }
        final long ms = (System.nanoTime() - beganNs) / 1_000_000;
        if (isJson) {
            JsonOutput.document(out, Report.document(outcomes, kept, ms));
            outcomes.stream().filter(outcome -> !outcome.holds()).forEach(outcome -> {
                err.println(Report.line(outcome)); // Once more, behind the document: the end of a log is what is read.
                Report.notSo(err, outcome);
            });
        } else {
            Report.table(out, outcomes, ms);
        }
        out.flush();
        kept.forEach(
                home -> err.println("lane kept in " + home + "; keys of a simulated exchange, of no use elsewhere"));
        err.flush();
        return outcomes.stream().allMatch(SmokeRun.Outcome::holds) ? ExitStatus.DONE : ExitStatus.VERIFICATION_FAILED;
    }

    private List<Item> items() {
        final List<Item> items = new ArrayList<>();
        for (final Item item : SmokeRun.CHECKLIST) {
            if (numbers.isEmpty() || numbers.contains(item.number())) {
                items.add(item);
            }
        }
        for (final String number : numbers) {
            if (SmokeRun.CHECKLIST.stream().noneMatch(item -> item.number().equals(number))) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--items: there is no item '" + number + "'; there is "
                                + SmokeRun.CHECKLIST.stream().map(Item::number).collect(Collectors.joining(", ")));
            }
        }
        return items;
    }
}
