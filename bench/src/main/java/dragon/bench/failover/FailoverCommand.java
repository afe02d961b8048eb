package dragon.bench.failover;

import dragon.bench.lane.SimulatedLane;
import dragon.bench.report.SummaryTable;
import dragon.engine.ExitStatus;
import dragon.tools.journal.JsonOutput;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dragon bench failover}. */
@Command(
        name = "failover",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Kill or stop the leader of a simulated lane again and again while its standby follows: how long until"
                        + " that one leads, and that nothing is lost, doubled or decided twice.",
        footer = {
            "",
            "Examples:",
            "  dragon bench failover --kills 4 --stops 2         a minute",
            "  dragon bench failover --kills 100 --stops 50 --seed 7 --json",
            "",
            "Every other stopped leader is resumed once another leads, one in four just as its lease runs out.",
            "Exit status: 0 everything held, 10 something did not: the lane is kept."
        })
public final class FailoverCommand implements Callable<Integer> {
    private static final int BLOWS_MAX = 100_000;
    private static final long MS_PER_S = 1_000;

    @Option(names = "--kills", paramLabel = "N", defaultValue = "4", description = "By SIGKILL; default 4.")
    private int kills;

    @Option(names = "--stops", paramLabel = "M", defaultValue = "2", description = "By SIGSTOP; default 2.")
    private int stops;

    @Option(
            names = "--lease",
            paramLabel = "S",
            defaultValue = "5",
            description = "Lease of the leaders in seconds, 1 to 60; default 5.")
    private int leaseS;

    @Option(
            names = "--within",
            paramLabel = "MS",
            defaultValue = "500",
            description = "A standby leads at most so long behind the lease that the leader had left; default 500.")
    private long withinMs;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Of order, moments and prices.")
    private long seed;

    @Option(names = "--json", description = "One JSON document on standard output.")
    private boolean isJson;

    @Option(names = "--keep", description = "Keep the lane even if everything held.")
    private boolean isKept;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (kills < 0 || kills > BLOWS_MAX || stops < 0 || stops > BLOWS_MAX || kills + stops == 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--kills and --stops must be from 0 to " + BLOWS_MAX + " and not both 0, found " + kills + " and "
                            + stops);
        }
        if (leaseS < 1 || leaseS > 60 || withinMs < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--lease must be from 1 to 60 and --within at least 1, found " + leaseS + " and " + withinMs);
        }
        final PrintWriter out = spec.commandLine().getOut();
        final PrintWriter err = spec.commandLine().getErr();
        final Path launcher = SimulatedLane.launcher("bench failover");
        final Path home = SimulatedLane.newHome("failover");
        final Map<String, Object> summary;
        final boolean holds;
        try (FailoverRun run = new FailoverRun(
                home, launcher, Blow.drawn(kills, stops, seed), leaseS * MS_PER_S, withinMs, seed, err)) {
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
