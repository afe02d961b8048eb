package dragon.bench.storage;

import dragon.bench.lane.SimulatedLane;
import dragon.bench.report.SummaryTable;
import dragon.engine.ExitStatus;
import dragon.engine.journal.chronicle.ChronicleJournalConfig.SyncPolicy;
import dragon.tools.journal.JsonOutput;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.agrona.CloseHelper;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dragon bench power-loss}. */
@Command(
        name = "power-loss",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Cut the power of the disk under a simulated lane that trades, again and again: no order that was sent"
                        + " and no command that was answered may be forgotten, and no client order id used again.",
        footer = {
            "",
            "Examples:",
            "  dragon bench power-loss --cuts 20 --seed 7        some minutes, as root",
            "  dragon bench power-loss --sync none               what a lane that syncs nothing loses: counted, no fault",
            "",
            "Exit status: 0 everything held, 1 no disk could be mounted whose power can be cut, 10 something did not hold:"
                    + " the logs are kept."
        })
public final class PowerLossCommand implements Callable<Integer> {
    private static final int CUTS_MAX = 10_000;
    private static final int DISK_MEBIBYTES = 4_096;

    @Option(names = "--cuts", paramLabel = "N", defaultValue = "10", description = "Losses of power; default 10.")
    private int cuts;

    @Option(
            names = "--sync",
            paramLabel = "POLICY",
            defaultValue = "intents",
            description = "Of the engine: none, intents or all; default intents.")
    private String sync;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Of moments and prices; default 1.")
    private long seed;

    @Option(names = "--json", description = "One JSON document on standard output.")
    private boolean isJson;

    @Option(names = "--debug", description = "Show the stack of an error.")
    private boolean debug;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (cuts < 1 || cuts > CUTS_MAX) {
            throw new ParameterException(
                    spec.commandLine(), "--cuts must be from 1 to " + CUTS_MAX + ", found " + cuts);
        }
        final SyncPolicy policy = policy();
        final PrintWriter out = spec.commandLine().getOut();
        final PrintWriter err = spec.commandLine().getErr();
        final Path launcher = SimulatedLane.launcher("bench power-loss");
        final Path home = SimulatedLane.newHome("power-loss");
        final Optional<SmallDisk> mounted =
                SmallDisk.mountWithSwitch(home.resolve("lanes"), home.resolve("disk"), DISK_MEBIBYTES);
        if (mounted.isEmpty()) {
            SimulatedLane.remove(home);
            err.println("No power was cut: this user may not mount an ext4 in a file. Next: run it as root.");
            return ExitStatus.FAILED;
        }
        final Map<String, Object> summary;
        final boolean holds;
        try (SmallDisk disk = mounted.get();
                PowerLossRun run = new PowerLossRun(home, launcher, disk, cuts, policy, seed, err)) {
            // An interrupted run leaves no processes and no mount behind.
            final Thread onSignal = new Thread(() -> CloseHelper.quietCloseAll(run, disk), "stop");
            Runtime.getRuntime().addShutdownHook(onSignal);
            summary = run.run();
            holds = run.violations().isEmpty();
            Runtime.getRuntime().removeShutdownHook(onSignal);
        }
        if (isJson) {
            JsonOutput.document(out, summary);
        } else {
            SummaryTable.print(out, summary);
        }
        out.flush();
        if (holds) {
            SimulatedLane.remove(home);
        } else {
            err.println("logs kept in " + home);
        }
        return holds ? ExitStatus.DONE : ExitStatus.VERIFICATION_FAILED;
    }

    private SyncPolicy policy() {
        for (final SyncPolicy each : SyncPolicy.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(sync)) {
                return each;
            }
        }
        throw new ParameterException(spec.commandLine(), "--sync must be none, intents or all, found " + sync);
    }
}
