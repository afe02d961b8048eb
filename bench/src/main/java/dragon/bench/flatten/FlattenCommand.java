package dragon.bench.flatten;

import dragon.bench.lane.SimulatedLane;
import dragon.engine.ExitStatus;
import dragon.tools.journal.JsonOutput;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dragon bench flatten}. */
@Command(
        name = "flatten",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Flatten bots on the simulator while it misbehaves, one fault at a time and all together, and kill engine or"
                        + " gateway at a step of it: each ends flat or with a reason that has a name.",
        footer = {
            "",
            "Examples:",
            "  dragon bench flatten --rounds 4                about a minute",
            "  dragon bench flatten --rounds 48 --seed 7      every fault, and eight times all of them",
            "",
            "The exchange's own record of trades says that no close made a leg larger or turned it.",
            "Exit status: 0 everything held, 10 something did not: the lane is kept."
        })
public final class FlattenCommand implements Callable<Integer> {
    private static final int ROUNDS_MAX = 10_000;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "48", description = "How many; default 48.")
    private int rounds;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Of faults, victims, moments and prices.")
    private long seed;

    @Option(names = "--keep", description = "Keep the lane even if everything held.")
    private boolean isKept;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (rounds < 1 || rounds > ROUNDS_MAX) {
            throw new ParameterException(
                    spec.commandLine(), "--rounds must be from 1 to " + ROUNDS_MAX + ", found " + rounds);
        }
        final PrintWriter out = spec.commandLine().getOut();
        final PrintWriter err = spec.commandLine().getErr();
        final Path home = Files.createTempDirectory(
                "dragon-flatten-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        final Map<String, Object> summary;
        final boolean holds;
        try (FlattenRounds run = new FlattenRounds(home, SimulatedLane.launcher("bench flatten"), rounds, seed, err)) {
            final Thread onSignal = new Thread(run::close, "stop");
            Runtime.getRuntime().addShutdownHook(onSignal); // An interrupted run leaves no processes behind.
            summary = run.run();
            holds = run.violations().isEmpty();
            Runtime.getRuntime().removeShutdownHook(onSignal);
        }
        JsonOutput.document(out, summary);
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
