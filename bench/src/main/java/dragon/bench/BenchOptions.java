package dragon.bench;

import dragon.bench.report.Machine;
import dragon.bench.report.Report;
import dragon.engine.ExitStatus;
import dragon.tools.journal.JsonOutput;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all measurements have in common: where the files go, and how a report leaves. */
final class BenchOptions {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description =
                    "For journals while it runs: on the disk that you want measured; default the temporary directory.")
    private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Keep reports and histograms there; default bench/results.")
    private Path out = Path.of("bench", "results");

    @Option(names = "--json", description = "One JSON document on standard output.")
    private boolean isJson;

    @Option(names = "--anyway", description = "Show the figures of a refused run too.")
    private boolean isAnyway;

    @Option(names = "--debug", description = "Show the stack of an error.")
    private boolean debug;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** Where the journals of this run go; made if there is none. */
    Path directory() throws IOException {
        return Files.createDirectories(directory);
    }

    /** Where histograms are kept. */
    Path out() {
        return out;
    }

    boolean isDebug() {
        return debug;
    }

    /** Prints, keeps, and says how the process ends: a refused run fails, whatever it missed; else a missed bound is told by 10. */
    int finish(final Report report) {
        report.machine(Machine.facts(directory));
        report.write(out, Long.toString(System.currentTimeMillis()));
        final PrintWriter printer = spec.commandLine().getOut();
        if (isJson) {
            JsonOutput.document(printer, report.json());
        } else {
            report.print(printer, isAnyway);
        }
        if (!report.refusals().isEmpty()) {
            return ExitStatus.FAILED;
        }
        return report.misses().isEmpty() ? ExitStatus.DONE : ExitStatus.VERIFICATION_FAILED;
    }
}
