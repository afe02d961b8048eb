package dragon.bench.freeze;

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

/** {@code dragon bench kill-latency}. */
@Command(
        name = "kill-latency",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Press the kill switch of a lane whose bots trade on the simulator, again and again: how long until the"
                        + " gate is closed, and what the exchange receives afterwards.",
        footer = {
            "",
            "Examples:",
            "  dragon bench kill-latency                      1,000 kills by command, 100 by control file",
            "  dragon bench kill-latency --kills 100 --file-kills 10 --seed 7",
            "",
            "A kill is effective when the gateway has read it, has taken back what had not left and has the answers to"
                    + " what",
            "had. From then to the release the exchange must receive nothing: that is counted there.",
            "Exit status: 0 nothing passed a closed gate, 10 something did, or nothing was proven: the lane is kept."
        })
public final class KillLatencyCommand implements Callable<Integer> {
    private static final int KILLS_MAX = 100_000;

    @Option(names = "--kills", paramLabel = "N", defaultValue = "1000", description = "By command; default 1000.")
    private int kills;

    @Option(
            names = "--file-kills",
            paramLabel = "N",
            defaultValue = "100",
            description = "By touching control/KILL; default 100.")
    private int fileKills;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "200",
            description = "Kills before, judged and not timed; default 200.")
    private int warmUpKills;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Of moments and prices.")
    private long seed;

    @Option(names = "--keep", description = "Keep the lane even if everything held.")
    private boolean isKept;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (kills < 0
                || kills > KILLS_MAX
                || fileKills < 0
                || fileKills > KILLS_MAX
                || warmUpKills < 0
                || warmUpKills > KILLS_MAX
                || kills + fileKills == 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--kills, --file-kills and --warm-up must be from 0 to " + KILLS_MAX
                            + ", and the first two not both 0, found " + kills + ", " + fileKills + " and "
                            + warmUpKills);
        }
        final PrintWriter out = spec.commandLine().getOut();
        final PrintWriter err = spec.commandLine().getErr();
        final Path home = Files.createTempDirectory(
                "dragon-kill-latency-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        final Map<String, Object> summary;
        final boolean holds;
        try (KillLatencyRun run = new KillLatencyRun(
                home, SimulatedLane.launcher("bench kill-latency"), kills, fileKills, warmUpKills, seed, err)) {
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
