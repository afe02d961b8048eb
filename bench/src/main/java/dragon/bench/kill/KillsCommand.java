package dragon.bench.kill;

import dragon.bench.lane.SimulatedLane;
import dragon.bench.report.SummaryTable;
import dragon.engine.ExitStatus;
import dragon.tools.journal.JsonOutput;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dragon bench kills}. */
@Command(
        name = "kills",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Kill engine, gateway and snapshotter of a simulated lane at random moments, and prove after each"
                + " restart that nothing is lost and nothing is doubled.",
        footer = {
            "",
            "Examples:",
            "  dragon bench kills --kills 30          three minutes",
            "  dragon bench kills --kills 200 --seed 7 --json",
            "",
            "Exit status: 0 everything held, 10 something did not: the lane is kept."
        })
public final class KillsCommand implements Callable<Integer> {
    @Option(names = "--kills", paramLabel = "N", defaultValue = "30", description = "How many; default 30.")
    private int kills;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Of victims, moments and prices.")
    private long seed;

    @Option(
            names = "--victims",
            paramLabel = "LIST",
            split = ",",
            defaultValue = "engine,gateway,snapshotter",
            description = "What is killed; default engine,gateway,snapshotter. Without it a snapshotter does not run.")
    private Set<Victim> victims;

    @Option(names = "--json", description = "One JSON document on standard output.")
    private boolean isJson;

    @Option(names = "--keep", description = "Keep the lane even if everything held.")
    private boolean isKept;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (kills < 0) {
            throw new ParameterException(spec.commandLine(), "--kills must be 0 or more, found " + kills);
        }
        final PrintWriter out = spec.commandLine().getOut();
        final PrintWriter err = spec.commandLine().getErr();
        final Path home = SimulatedLane.newHome("kills");
        final Map<String, Object> summary;
        final boolean holds;
        try (KillRun run = new KillRun(home, SimulatedLane.launcher("bench kills"), kills, victims, seed, err)) {
            final Thread onSignal = new Thread(run::close, "stop");
            Runtime.getRuntime().addShutdownHook(onSignal); // An interrupted run leaves no processes behind.
            summary = run.run();
            holds = run.violations().isEmpty();
            Runtime.getRuntime().removeShutdownHook(onSignal);
        }
        if (isJson) {
            JsonOutput.document(out, summary);
        } else {
            SummaryTable.print(out, summary);
        }
        if (holds && !isKept) {
            SimulatedLane.remove(home);
        } else {
            err.println("lane kept in " + home);
        }
        out.flush();
        err.flush();
        return holds ? ExitStatus.DONE : ExitStatus.VERIFICATION_FAILED;
    }
}
