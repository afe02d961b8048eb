package dragon.bench.storage;

import dragon.bench.lane.SimulatedLane;
import dragon.engine.ExitStatus;
import dragon.tools.journal.JsonOutput;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dragon bench storage}. */
@Command(
        name = "storage",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Fill the disk under an engine, take away its right to write, cut, change and zero the bytes of its"
                        + " journal: every damage must be refused, repaired or harmless, and nothing before it lost.",
        footer = {
            "",
            "Examples:",
            "  dragon bench storage                                          all of it: some minutes, as root",
            "  dragon bench storage --full-disks 0 --cut-bytes 4096 --flips 200 --seed 7",
            "",
            "Exit status: 0 everything held, 1 no small file system could be mounted (the rest held), 10 something did not hold."
        })
public final class StorageCommand implements Callable<Integer> {
    private static final int MEBIBYTE = 1024 * 1024;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Of all that is drawn; default 1.")
    private long seed;

    @Option(
            names = "--full-disks",
            paramLabel = "N",
            defaultValue = "20",
            description = "Disks filled under a real engine, then three read-only starts; default 20, 0 = neither.")
    private int fullDisks;

    @Option(
            names = "--cut-bytes",
            paramLabel = "N",
            defaultValue = "65536",
            description = "Of the journal's tail, each a cut; default 65536.")
    private int cutBytes;

    @Option(names = "--flips", paramLabel = "N", defaultValue = "2000", description = "Bytes changed; default 2000.")
    private int flips;

    @Option(
            names = "--page-bytes",
            paramLabel = "N",
            defaultValue = "1048576",
            description = "Of the journal's tail, each page zeroed; default 1048576.")
    private int pageBytes;

    @Option(names = "--json", description = "One JSON document on standard output.")
    private boolean isJson;

    @Option(names = "--debug", description = "Show the stack of an error.")
    private boolean debug;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (fullDisks < 0 || cutBytes < 0 || flips < 0 || pageBytes < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--full-disks, --cut-bytes, --flips and --page-bytes must be 0 or more");
        }
        if (cutBytes > 16 * MEBIBYTE || pageBytes > 16 * MEBIBYTE) {
            throw new ParameterException(
                    spec.commandLine(), "--cut-bytes and --page-bytes are at most " + 16 * MEBIBYTE);
        }
        final PrintWriter out = spec.commandLine().getOut();
        final PrintWriter err = spec.commandLine().getErr();
        final Path launcher = fullDisks == 0 ? null : SimulatedLane.launcher("bench storage");
        final Path home = SimulatedLane.newHome("storage");
        final StorageRun run =
                new StorageRun(home, new StorageRun.Settings(seed, cutBytes, flips, pageBytes, fullDisks));
        final long startNs = System.nanoTime();
        run.run(launcher, tally -> err.println("done: " + tally.damage().words));
        final long elapsedS = (System.nanoTime() - startNs) / 1_000_000_000;
        if (isJson) {
            JsonOutput.document(out, json(run, elapsedS));
        } else {
            print(out, run, elapsedS);
        }
        out.flush();
        if (run.holds()) {
            SimulatedLane.remove(home);
            return run.isComplete() ? ExitStatus.DONE : ExitStatus.FAILED;
        }
        err.println("kept: " + home);
        return ExitStatus.VERIFICATION_FAILED;
    }

    private void print(final PrintWriter out, final StorageRun run, final long elapsedS) {
        out.println(Tally.heading());
        run.tallies().forEach(tally -> out.println(tally.line()));
        run.figures().forEach((name, value) -> out.println("  " + name + ": " + value));
        run.violations().found().forEach(found -> out.println("VIOLATION  " + found));
        out.printf("seed %d: %d violations, %d s%n", seed, run.violations().count(), elapsedS);
        if (!run.isComplete()) {
            out.println("Full and read-only disks were not tried. Next: run it as a user who may mount.");
        }
    }

    private Map<String, Object> json(final StorageRun run, final long elapsedS) {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("schema", "dragon/bench-storage/1");
        json.put("seed", seed);
        json.put("complete", run.isComplete());
        json.put("classes", run.tallies().stream().map(Tally::json).toList());
        json.putAll(run.figures());
        json.put("elapsedSeconds", elapsedS);
        json.put("violationCount", run.violations().count());
        json.put("violations", run.violations().found());
        return json;
    }
}
