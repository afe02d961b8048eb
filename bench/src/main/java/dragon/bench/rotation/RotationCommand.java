package dragon.bench.rotation;

import dragon.bench.lane.SimulatedLane;
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

/** {@code dragon bench rotation}. */
@Command(
        name = "rotation",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Replace the API key of an account again and again while its bots trade, then search every byte that"
                        + " any process wrote for secrets.",
        footer = {
            "",
            "Examples:",
            "  dragon bench rotation                  four rotations, about two minutes",
            "  dragon bench rotation --rotations 10 --keep",
            "",
            "Exit status: 0 everything held, 10 something did not: the lane is kept."
        })
public final class RotationCommand implements Callable<Integer> {
    @Option(names = "--rotations", paramLabel = "N", defaultValue = "4", description = "How many; default 4.")
    private int rotations;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Of the prices; keys are drawn anew.")
    private long seed;

    @Option(names = "--keep", description = "Keep the lane even if everything held.")
    private boolean isKept;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (rotations < 1 || rotations > 100) {
            throw new ParameterException(spec.commandLine(), "--rotations must be from 1 to 100, found " + rotations);
        }
        final PrintWriter out = spec.commandLine().getOut();
        final PrintWriter err = spec.commandLine().getErr();
        final Path home = SimulatedLane.newHome("rotation");
        final Map<String, Object> summary;
        final boolean holds;
        try (RotationRun run = new RotationRun(home, SimulatedLane.launcher("bench rotation"), rotations, seed, err)) {
            final Thread onSignal = new Thread(run::close, "stop");
            Runtime.getRuntime().addShutdownHook(onSignal); // An interrupted run leaves no processes behind.
            summary = run.run();
            holds = run.violations().isEmpty();
            Runtime.getRuntime().removeShutdownHook(onSignal);
        }
        JsonOutput.document(out, summary);
        out.flush();
        if (holds && !isKept) {
            SimulatedLane.remove(home);
        } else {
            err.println("lane kept in " + home + "; keys of a simulated exchange, of no use elsewhere");
        }
        err.flush();
        return holds ? ExitStatus.DONE : ExitStatus.VERIFICATION_FAILED;
    }
}
